import AdModel

/// How a job stands with one of its partitions, at the moment when it said so.
public struct PartitionFigures: Hashable, Sendable {
    /// The offset behind the last record judged.
    public var nextOffset: Int64 = 0
    /// The partition's end as last heard from the broker; nil: not heard yet.
    public var endOffset: Int64?
    /// The largest timestamp of an accepted event; nil: none yet.
    public var newestEventTime: EventTime?
    public var watermark: EventTime?
    public var epoch: Int32 = 0
    /// Windows whose state is held: open ones, and final ones that late events may still correct.
    public var windows = 0
    /// Rows whose state is held, over all those windows.
    public var keys = 0

    public init() {}

    /// Records that are in `logs` and not judged yet; nil while the end is not known.
    public var lagRecords: Int64? { endOffset.map { max(0, $0 - nextOffset) } }

    /// How far the counting is behind in event time: the wall clock less the newest accepted event's timestamp.
    ///
    /// 0 when every record is judged, however old the newest event may be: a quiet partition is not behind. It is never
    /// negative. nil while nobody can tell, before the partition's end is known or the first event is accepted.
    public func lagSeconds(at now: EventTime) -> Double? {
        guard let lagRecords else { return nil }
        guard lagRecords > 0 else { return 0 }
        return newestEventTime.map { Double(max(0, now.milliseconds - $0.milliseconds)) / 1000 }
    }
}
