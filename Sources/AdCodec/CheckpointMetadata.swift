import AdModel

/// What a commit says beside its offset: enough to read a partition's state back from its rows.
///
/// The flink job writes it and reads it back; the dashboard reads it to show how far the job has come. As text
/// `v1;windowMs;watermark;epoch;liveOffset;finalOffset`; the watermark is empty before the first accepted event.
/// A seventh part, `latenessMs`, follows where it is not the default of ten minutes: rows of windows that this lateness
/// has dropped are below the bounds, so a longer one may not open them again.
///
/// - Source: DESIGN §6.1.
public struct CheckpointMetadata: Hashable, Sendable {
    public let windowSize: Milliseconds
    public let watermark: EventTime?
    public let epoch: Int32
    /// At or before the newest row of every key of every open window, in the partition of `results.live`.
    public let liveOffset: Int64
    /// At or before the newest row of every key of every final window that is still held, in that of `results`.
    public let finalOffset: Int64
    /// Windows that ended so long before the watermark are dropped.
    public let lateness: Milliseconds

    private static let usualLateness = Milliseconds.minutes(10)

    public init(
        windowSize: Milliseconds, watermark: EventTime?, epoch: Int32, liveOffset: Int64, finalOffset: Int64,
        lateness: Milliseconds = .minutes(10)
    ) {
        self.windowSize = windowSize
        self.watermark = watermark
        self.epoch = epoch
        self.liveOffset = liveOffset
        self.finalOffset = finalOffset
        self.lateness = lateness
    }

    /// - Returns: nil when somebody else wrote it: whoever commits may write anything.
    public init?(_ text: String) {
        let parts = text.split(separator: ";", omittingEmptySubsequences: false)
        guard parts.count == 6 || parts.count == 7, parts[0] == "v1" else { return nil }
        guard let size = Int64(parts[1]), size > 0, let epoch = Int32(parts[3]),
            (0...ResultRow.epochLimit).contains(epoch), let live = Int64(parts[4]), live >= 0,
            let final = Int64(parts[5]), final >= 0
        else { return nil }
        let lateness = parts.count == 7 ? Int64(parts[6]) : Self.usualLateness.count
        guard let lateness, (0...EventTime.limit.milliseconds).contains(lateness) else { return nil }
        let watermark = Int64(parts[2])
        guard parts[2].isEmpty || watermark.map(Self.plausible.contains) == true else { return nil }
        self.init(
            windowSize: Milliseconds(size), watermark: watermark.map(EventTime.init(milliseconds:)), epoch: epoch,
            liveOffset: live, finalOffset: final, lateness: Milliseconds(lateness))
    }

    /// No event is later than 2100, and no watermark so far behind that spans added to it overflow.
    private static let plausible = -EventTime.limit.milliseconds...EventTime.limit.milliseconds

    public var text: String {
        let watermark = watermark.map { "\($0.milliseconds)" } ?? ""
        let lateness = lateness == Self.usualLateness ? "" : ";\(lateness.count)"
        return "v1;\(windowSize.count);\(watermark);\(epoch);\(liveOffset);\(finalOffset)\(lateness)"
    }
}
