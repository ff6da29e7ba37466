import NIOCore

extension BrokerCore {
    /// Kafka's `producer.id.expiration.ms` and `offsets.retention.minutes`.
    private static let producerRetention: Int64 = 24 * 3_600_000
    private static let offsetRetention: Int64 = 7 * 24 * 3_600_000

    /// Looks now and then for what is too old.
    func startSweeping() {
        if !isSweeping { sweep() }
        sweepTimer = loop.assumeIsolated().scheduleTask(in: TimeAmount(configuration.sweepInterval)) { [self] in
            expire()
            startSweeping()
        }
    }

    private func expire() {
        writes.write { transaction in
            try transaction.forgetProducers(usedBefore: transaction.now - Self.producerRetention)
            try transaction.expireOffsets(committedBefore: transaction.now - Self.offsetRetention)
        } then: { _ in
        }
    }

    /// Removes what may go, in steps with other transactions between them; after the sweep that runs, if one does.
    func sweep() {
        guard !isFinishing else { return }
        guard !isSweeping else {
            sweepsAgain = true
            return
        }
        isSweeping = true
        sweep(Array(catalog.logs.keys)[...])
    }

    private enum Progress: Sendable {
        /// Partitions of those that were looked at that have more to give.
        case partitions(left: [PartitionID])
        /// All partitions are done, what belongs to none is not.
        case leftovers
        case done
    }

    private func sweep(_ partitions: ArraySlice<PartitionID>) {
        // Many partitions with nothing to remove cost one transaction together.
        let some = partitions.prefix(64)
        writes.write { transaction in
            try Self.step(some, in: &transaction)
        } then: { [self] result in
            guard !isFinishing else { return }
            switch result {
            case .success(.partitions(let left)): sweep(partitions.dropFirst(some.count) + left)
            case .success(.leftovers): sweep(partitions)
            // What fails is tried again at the next sweep; it does not keep the others from theirs.
            case .failure where !some.isEmpty: sweep(partitions.dropFirst(some.count))
            case .success(.done), .failure: endSweep()
            }
        }
    }

    private func endSweep() {
        isSweeping = false
        guard sweepsAgain else { return }
        sweepsAgain = false
        sweep()
    }

    private static func step(
        _ partitions: ArraySlice<PartitionID>, in transaction: inout WriteTransaction
    ) throws -> Progress {
        guard partitions.isEmpty else {
            return .partitions(left: try partitions.filter { try Sweeper.step($0, in: &transaction) })
        }
        if try Sweeper.stepDeleted(in: &transaction) { return .leftovers }
        return try Sweeper.stepFreePages(in: &transaction) ? .leftovers : .done
    }
}
