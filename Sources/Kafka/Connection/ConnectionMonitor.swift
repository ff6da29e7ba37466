/// Turns librdkafka's stream of connection noise into the two facts a person wants: the broker went away, and it is
/// back. Pure: it is told what happened and when, and answers with what to say.
///
/// One monitor serves all clients of a configuration, so a service with three clients says it once. A planned
/// reconnect (an idle connection that the broker closes) makes a broker go down and up again within the grace
/// period, and librdkafka before 2.11 calls that "all brokers down" (issue 5126): such a blink says nothing. Many of them
/// in a row are said once: a broker that wants SASL, say, takes every connection and ends it at the first request.
///
///     connecting ──up──► up ◄──up── (quiet)         connecting: can become up or down
///         │              │ last broker down         up: can become shaken
///         │              ▼                          shaken: can become up (silently) or down
///         │            shaken                       down: can become up
///         └──failure after the grace──► down ──up──► up
public struct ConnectionMonitor: Sendable {
    public enum State: Hashable, Sendable {
        /// No connection yet, since then.
        case connecting(since: ContinuousClock.Instant)
        case up
        /// The last connection has just gone; perhaps only for a moment.
        case shaken(since: ContinuousClock.Instant)
        /// Said so.
        case down(since: ContinuousClock.Instant)
    }

    /// What is worth a log line.
    public enum Message: Hashable, Sendable {
        case unreachable(reason: String)
        case lost(reason: String)
        case restored(after: Duration)
        /// Every connection ends within the grace period.
        case unstable(reason: String)
    }

    /// So many connections in a row that end at once are no planned reconnect.
    static let blinksToBeSaid = 5

    /// One broker as one client sees it.
    struct Link: Hashable, Sendable {
        let client: Int
        let broker: String
    }

    public private(set) var state: State
    private let grace: Duration
    private var live: Set<Link> = []
    private var closed: Set<Int> = []
    private var reason = "no broker answers"
    private var upSince: ContinuousClock.Instant
    private var blinks = 0

    /// - Parameter grace: how long a connection may be gone before anyone is told.
    public init(now: ContinuousClock.Instant, grace: Duration = .seconds(1)) {
        state = .connecting(since: now)
        upSince = now
        self.grace = grace
    }

    /// Remembers why a connection failed, for the next message.
    mutating func note(reason: String) {
        self.reason = reason
    }

    func isUp(client: Int) -> Bool {
        live.contains { $0.client == client }
    }

    mutating func opened(_ link: Link, at now: ContinuousClock.Instant) -> Message? {
        if live.isEmpty { upSince = now }
        live.insert(link)
        defer { state = .up }
        guard case .down(let since) = state else { return nil }
        return .restored(after: since.duration(to: now))
    }

    /// A connection ended, or an attempt to make one failed.
    mutating func failed(_ link: Link, at now: ContinuousClock.Instant) -> Message? {
        live.remove(link)
        guard live.isEmpty, !closed.contains(link.client) else { return nil }
        switch state {
        case .up:
            state = .shaken(since: now)
            blinks = upSince.duration(to: now) < grace ? blinks + 1 : 0
            return blinks == Self.blinksToBeSaid ? .unstable(reason: reason) : nil
        case .connecting(let since) where since.duration(to: now) >= grace:
            state = .down(since: since)
            return .unreachable(reason: reason)
        case .shaken(let since) where since.duration(to: now) >= grace:
            state = .down(since: since)
            return .lost(reason: reason)
        case .connecting, .shaken, .down:
            return nil
        }
    }

    /// The client is being closed: its connections end, and that means nothing.
    mutating func forget(client: Int) {
        closed.insert(client)
        live = live.filter { $0.client != client }
    }
}
