import AdModel

/// What one job did since it began, and how it stands: a copy of the plain counters that it keeps for itself.
///
/// Counts are cumulative and never fall; durations are in seconds.
public struct AggregatorFigures: Hashable, Sendable {
    /// Records judged, by what became of them. A record that is read again after a rebalance or a restart is judged anew.
    public var tally = RecordTally()
    /// Rows sent to `results` and to `results.live`.
    public var finalRows = 0
    public var liveRows = 0
    /// Records sent to `logs.dlq`.
    public var deadLetters = 0
    /// Rows and dead letters that the broker has not acknowledged yet.
    public var unconfirmed = 0

    /// Checkpoints whose every message is acknowledged.
    public var checkpoints = 0
    /// From the close of a checkpoint to its last acknowledgement: the sum, and the newest one.
    public var checkpointSeconds = 0.0
    public var lastCheckpointSeconds: Double?

    /// Assignments whose partitions' state was read back, and new starts after a failed producer.
    public var restores = 0
    /// From an assignment until the state was there: the sum, and the newest one.
    public var restoreSeconds = 0.0
    public var lastRestoreSeconds: Double?
    /// Keys whose newest row was read back for it.
    public var rowsRestored = 0

    /// Assignments, revocations and losses of partitions.
    public var rebalances = 0
    /// New producers in the place of one that failed for good.
    public var producerRestarts = 0

    /// Whether a client of the job is connected to a broker.
    public var isConnected = false
    /// Whether the broker answers what the job asks; one that has no partitions only needs a connection.
    public var isWorking = false
    /// Whether it reads nothing until the broker has confirmed more of what was sent.
    public var isPaused = false

    /// Those that are the job's now.
    public var partitions: [Int32: PartitionFigures] = [:]

    public init() {}
}

extension AggregatorFigures {
    mutating func checkpointConfirmed(after time: Duration) {
        checkpoints += 1
        checkpointSeconds += time / .seconds(1)
        lastCheckpointSeconds = time / .seconds(1)
    }

    mutating func restored(rows: Int, in time: Duration) {
        restores += 1
        restoreSeconds += time / .seconds(1)
        lastRestoreSeconds = time / .seconds(1)
        rowsRestored += rows
    }

    /// What a publisher has sent; each is added once, when it is closed or when somebody asks.
    mutating func add(_ counts: RowPublisher.Counts) {
        finalRows += counts.finalRows
        liveRows += counts.liveRows
        deadLetters += counts.deadLetters
    }
}
