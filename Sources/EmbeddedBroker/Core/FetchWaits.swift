import NIOCore

/// Fetch requests that wait for records. Lives on the event loop.
///
/// An append wakes those of its partition, a timer ends the wait: nothing looks around in a loop.
final class FetchWaits {
    struct Wait {
        let connection: Int
        let partitions: [PartitionID]
        /// Bytes that must still be appended.
        var missing: Int
        let timer: Scheduled<Void>
        /// Called once; true when the answer may wait no longer.
        let resume: (_ isLast: Bool) -> Void
    }

    private var waits: [Int: Wait] = [:]
    private var byPartition: [PartitionID: Set<Int>] = [:]
    private var byConnection: [Int: Set<Int>] = [:]
    private var nextID = 0
    private var isFinished = false

    var count: Int { waits.count }

    /// - Parameters:
    ///   - missing: bytes that must be appended to the partitions before the wait is over.
    ///   - resume: called once, unless the connection is dropped: when they have been appended, or, with true, when the time
    ///     is over or the broker stops.
    func add(
        connection: Int, partitions: [PartitionID], missing: Int, until deadline: NIODeadline, on loop: any EventLoop,
        resume: @escaping (_ isLast: Bool) -> Void
    ) {
        guard !isFinished else {
            resume(true)
            return
        }
        nextID += 1
        let id = nextID
        let timer = loop.assumeIsolated().scheduleTask(deadline: deadline) { [weak self] in
            self?.take(id)?.resume(true)
            return
        }
        waits[id] = Wait(
            connection: connection, partitions: partitions, missing: missing, timer: timer, resume: resume)
        for partition in partitions { byPartition[partition, default: []].insert(id) }
        byConnection[connection, default: []].insert(id)
    }

    private func take(_ id: Int) -> Wait? {
        guard let wait = waits.removeValue(forKey: id) else { return nil }
        wait.timer.cancel()
        for partition in wait.partitions {
            byPartition[partition]?.remove(id)
            if byPartition[partition]?.isEmpty == true { byPartition[partition] = nil }
        }
        byConnection[wait.connection]?.remove(id)
        if byConnection[wait.connection]?.isEmpty == true { byConnection[wait.connection] = nil }
        return wait
    }

    func appended(_ bytes: Int, to partition: PartitionID) {
        for id in byPartition[partition]?.sorted() ?? [] {
            waits[id]?.missing -= bytes
            if let wait = waits[id], wait.missing <= 0 { take(id)?.resume(false) }
        }
    }

    /// A partition that is gone: who waits for it is told at once.
    func changed(_ partition: PartitionID) {
        for id in byPartition[partition]?.sorted() ?? [] { take(id)?.resume(false) }
    }

    /// Ends the waits of a connection on which something else waits now.
    func hurry(_ connection: Int) {
        for id in byConnection[connection]?.sorted() ?? [] { take(id)?.resume(true) }
    }

    /// Forgets the waits of a connection that is gone.
    func drop(_ connection: Int) {
        for id in byConnection[connection] ?? [] { _ = take(id) }
    }

    func finish() {
        isFinished = true
        for id in waits.keys.sorted() { take(id)?.resume(true) }
    }
}
