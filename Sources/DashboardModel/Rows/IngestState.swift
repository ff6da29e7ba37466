import AdModel

/// How the reading of `results` and `results.live` stands; set by whoever reads them.
public struct IngestState: Hashable, Sendable {
    public enum Connection: Hashable, Sendable {
        case connecting
        case connected
        /// Wall clock at which the last broker went away.
        case brokerAway(since: EventTime)
    }

    public enum Progress: Hashable, Sendable {
        /// Reading what the topics held at start; percent of offsets, nil where not known yet.
        case loading(percent: Int?)
        case caughtUp
    }

    public var connection = Connection.connecting
    public var progress = Progress.loading(percent: nil) {
        didSet { if progress == .caughtUp { hasCaughtUp = true } }
    }
    /// Whether the end of the topics has been reached once since the start; what "ready" means.
    public private(set) var hasCaughtUp = false
    /// Wall clock at which the last row came.
    public var lastRowAt: EventTime?

    public init() {}
}
