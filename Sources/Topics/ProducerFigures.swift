import Synchronization

/// What a producer did since it began.
public struct ProducerFigures: Hashable, Sendable {
    /// Events handed to the client; none of them is dropped.
    public var sent = 0
    /// Those that the broker has.
    public var acknowledged = 0
    /// Events a second that were asked for; nil: as many as possible.
    public var rate: Double?

    public init() {}

    /// Sent, and not acknowledged yet.
    public var waiting: Int { sent - acknowledged }
}

/// Where a producer puts its newest figures, for whoever asks. May be used from any thread.
public final class ProducerBoard: Sendable {
    private let newest = Mutex(ProducerFigures())

    public init() {}

    public func publish(_ figures: ProducerFigures) {
        newest.withLock { $0 = figures }
    }

    public var figures: ProducerFigures { newest.withLock { $0 } }
}
