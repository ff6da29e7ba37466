import Dispatch
import Synchronization

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Where the producer's thread and the sender's hand batches to each other: full ones one way, empty ones and what became
/// of their records the other.
final class BulkExchange: Sendable {
    private struct Shared {
        var full: [BulkBatch] = []
        var free: [BulkBatch] = []
        var made = 0
        var counts = DeliveryCounts()
        var isClosing = false
        var isSenderAsleep = false
        var isProducerAsleep = false
    }

    private let shared = Mutex(Shared())
    private let maximumBatches: Int
    private let batchBytes: Int
    private let news = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    /// Written to wake the sender, which sleeps on its sockets.
    let wakeFile: Int32
    private let wakingFile: Int32
    /// How many the topic has.
    let partitions: Atomic<Int>

    /// - Parameter maximumBatches: memory is bounded by as many batches.
    init(maximumBatches: Int, batchBytes: Int, partitions: Int) throws(KafkaError) {
        self.partitions = Atomic(partitions)
        self.maximumBatches = maximumBatches
        self.batchBytes = batchBytes
        var files: [Int32] = [-1, -1]
        guard pipe(&files) == 0 else { throw KafkaError(.transport, message: String(cString: strerror(errno))) }
        for file in files {
            _ = fcntl(file, F_SETFD, FD_CLOEXEC)
            _ = fcntl(file, F_SETFL, O_NONBLOCK)
        }
        (wakeFile, wakingFile) = (files[0], files[1])
    }

    deinit {
        close(wakeFile)
        close(wakingFile)
    }

    // MARK: The producer's side

    /// An empty batch; nil while all there may be are on their way.
    func takeFree() -> BulkBatch? {
        shared.withLock { shared in
            if let batch = shared.free.popLast() { return batch }
            guard shared.made < maximumBatches else { return nil }
            shared.made += 1
            return BulkBatch(capacity: batchBytes)
        }
    }

    func send(_ batch: BulkBatch) {
        let wakes = shared.withLock { shared in
            shared.full.append(batch)
            defer { shared.isSenderAsleep = false }
            return shared.isSenderAsleep
        }
        if wakes { wakeSender() }
    }

    /// What became of records since the last call; waits up to `timeout` for something.
    func takeCounts(timeout: Duration) -> DeliveryCounts {
        let counts = takeCounts(sleeps: timeout > .zero)
        guard counts.delivered + counts.failed == 0, timeout > .zero else { return counts }
        _ = news.wait(timeout: .now() + .milliseconds(Int(timeout.wholeMilliseconds)))
        return takeCounts(sleeps: false)
    }

    private func takeCounts(sleeps: Bool) -> DeliveryCounts {
        shared.withLock { shared in
            defer { shared.counts = DeliveryCounts() }
            shared.isProducerAsleep = sleeps && shared.counts.delivered + shared.counts.failed == 0
            return shared.counts
        }
    }

    /// Ends the sender and waits for that, so that it uses nothing any more that belongs to a client.
    func endSender() {
        shared.withLock { $0.isClosing = true }
        wakeSender()
        ended.wait()
    }

    func senderEnded() {
        ended.signal()
    }

    private func wakeSender() {
        var byte: UInt8 = 0
        _ = write(wakingFile, &byte, 1)
    }

    // MARK: The sender's side

    /// The batches that were filled since the last call, in their order.
    func takeFull() -> [BulkBatch] {
        shared.withLock { shared in
            defer { shared.full = [] }
            return shared.full
        }
    }

    /// Has the sender woken by the next batch.
    ///
    /// - Returns: false when there is one already.
    func sleeps() -> Bool {
        shared.withLock { shared in
            shared.isSenderAsleep = shared.full.isEmpty && !shared.isClosing
            return shared.isSenderAsleep
        }
    }

    var isClosing: Bool { shared.withLock { $0.isClosing } }

    func emptyWakes() {
        var bytes: (UInt64, UInt64) = (0, 0)
        while read(wakeFile, &bytes, 16) == 16 {}
    }

    /// Gives a batch back, whose records are in all in-sync replicas, or failed.
    func giveBack(_ batch: BulkBatch, _ error: KafkaError?) {
        let wakes = shared.withLock { shared in
            if error == nil { shared.counts.delivered += batch.count } else { shared.counts.failed += batch.count }
            shared.counts.firstError = shared.counts.firstError ?? error
            shared.free.append(batch)
            defer { shared.isProducerAsleep = false }
            return shared.isProducerAsleep
        }
        if wakes { news.signal() }
    }
}
