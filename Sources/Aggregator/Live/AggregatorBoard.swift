import Synchronization

/// Where the jobs of a process put their newest figures, and where whoever asks finds them.
///
/// May be used from any thread; a call takes one short lock.
public final class AggregatorBoard: Sendable {
    /// How long a job may say nothing and still be taken for working.
    public static let patience = Duration.seconds(15)

    private struct Entry {
        var figures: AggregatorFigures
        var publishedAt: ContinuousClock.Instant
    }

    /// How many jobs there are to be.
    public let jobs: Int
    private let entries = Mutex<[Int: Entry]>([:])
    private let now: @Sendable () -> ContinuousClock.Instant

    public init(jobs: Int, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.jobs = jobs
        self.now = now
    }

    /// Puts a job's figures in the place of its older ones. To be called about once a second.
    ///
    /// - Parameter job: its number, from 0.
    public func publish(_ figures: AggregatorFigures, job: Int) {
        let time = now()
        entries.withLock { $0[job] = Entry(figures: figures, publishedAt: time) }
    }

    /// The newest figures of each job that has published any.
    public var figures: [Int: AggregatorFigures] {
        entries.withLock { $0.mapValues(\.figures) }
    }

    /// Each partition once: while it moves from one job to another, as the one that spoke last has it.
    public var partitions: [Int32: PartitionFigures] {
        owners.mapValues(\.partition)
    }

    /// Those of ``partitions`` whose job has spoken lately and is connected: of the others nobody knows what was written
    /// to them since, so a lag would be made up.
    public var currentPartitions: [Int32: PartitionFigures] {
        let time = now()
        return owners.filter { $0.value.job.figures.isConnected && time - $0.value.job.publishedAt < Self.patience }
            .mapValues(\.partition)
    }

    private var owners: [Int32: (partition: PartitionFigures, job: Entry)] {
        let oldestFirst = entries.withLock { $0.values.sorted { $0.publishedAt < $1.publishedAt } }
        return oldestFirst.reduce(into: [:]) { owners, entry in
            for (number, partition) in entry.figures.partitions { owners[number] = (partition, entry) }
        }
    }

    /// Why not every job does its work, in a few words; nil when all do.
    public var standstill: String? {
        let entries = entries.withLock { $0 }
        let time = now()
        for job in 0..<jobs {
            guard let entry = entries[job] else { return "job \(job) has not begun" }
            let age = time - entry.publishedAt
            if age >= Self.patience { return "job \(job) has said nothing for \(age.components.seconds) s" }
            if !entry.figures.isConnected { return "job \(job) has no connection to the broker" }
            if !entry.figures.isWorking { return "job \(job) gets no answers from the broker" }
        }
        return nil
    }
}
