import Kafka
import Logging
import Synchronization

/// Deletes the rows of `results.live` that no restart needs any more, now and then, on a thread of its own.
///
/// Only below what is committed: a restart reads from there. A broker that cannot delete records keeps them until
/// their retention ends.
///
/// - Source: DESIGN §6.7.
final class LiveTrimmer {
    private final class State: Sendable {
        let isBusy = Atomic<Bool>(false)
        let isUnsupported = Atomic<Bool>(false)
    }

    private let configuration: KafkaConfiguration
    private let interval: Duration
    private let logger: Logger
    private let state = State()
    private var nextTrim: ContinuousClock.Instant

    init(configuration: KafkaConfiguration, interval: Duration, logger: Logger) {
        self.configuration = configuration
        self.interval = interval
        self.logger = logger
        nextTrim = .now + interval
    }

    /// Begins to trim when it is time to, and something is to be trimmed.
    func trim(_ tasks: inout [Int32: PartitionTask], topic: String) {
        guard ContinuousClock.now >= nextTrim else { return }
        nextTrim = .now + interval
        guard !state.isBusy.load(ordering: .acquiring), !state.isUnsupported.load(ordering: .relaxed) else { return }
        var offsets: [PartitionOffset] = []
        for partition in tasks.keys {
            guard let offset = tasks[partition]?.takeTrim() else { continue }
            offsets.append(PartitionOffset(topic: topic, partition: partition, offset: offset))
        }
        if !offsets.isEmpty { start(offsets) }
    }

    private func start(_ offsets: [PartitionOffset]) {
        state.isBusy.store(true, ordering: .relaxed)
        _ = ServiceThread(name: "trim") { [configuration, logger, state] in
            defer { state.isBusy.store(false, ordering: .releasing) }
            do {
                let admin = try KafkaAdmin(configuration: configuration, logger: logger)
                defer { admin.close() }
                guard case .unsupported = try admin.deleteRecords(before: offsets, timeout: .seconds(5)) else { return }
                logger.info("this broker does not delete records: results.live keeps old rows until its retention ends")
                state.isUnsupported.store(true, ordering: .relaxed)
            } catch {
                logger.debug("old rows of results.live could not be deleted now: \(error)")
            }
        }
    }
}

extension PartitionTask {
    /// Where `results.live` may be cut off now; nil where it was cut there before.
    fileprivate mutating func takeTrim() -> Int64? {
        guard let offset = committedLiveOffset, offset > trimmedLiveOffset else { return nil }
        trimmedLiveOffset = offset
        return offset
    }
}
