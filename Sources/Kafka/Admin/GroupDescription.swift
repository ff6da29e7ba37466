/// Who is in a consumer group right now.
public struct GroupDescription: Hashable, Sendable {
    public enum State: Hashable, Sendable {
        /// Every member has its partitions.
        case stable
        /// Members are joining or being given partitions.
        case rebalancing
        /// Nobody is in it, and commits of it may be there.
        case empty
        /// There is no such group.
        case absent
        case unknown
    }

    public let state: State
    /// The addresses of the members, as the broker sees them; one a consumer, so a process may be there several times.
    public let hosts: [String]

    public var memberCount: Int { hosts.count }

    public init(state: State, hosts: [String]) {
        self.state = state
        self.hosts = hosts
    }
}
