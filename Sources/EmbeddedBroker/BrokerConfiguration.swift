/// What a broker can be told.
public struct BrokerConfiguration: Sendable {
    /// When SQLite waits for the disk.
    public enum Synchronous: String, CaseIterable, Sendable {
        /// An acknowledged record survives the end of the process, however it ends. Power loss may take the newest ones,
        /// and never damages the database.
        case normal
        /// It survives power loss, too. Each commit waits for the disk.
        case full
    }

    /// The folder of the database; made where it is missing.
    public var dataFolder: String
    public var bindHost = "127.0.0.1"
    /// 0: one that is free.
    public var port = 0
    /// What clients are told to connect to; nil: the address that they reached.
    public var advertisedHost: String?
    public var advertisedPort: Int?
    public var synchronous = Synchronous.normal
    /// Of a topic that is made without a count.
    public var defaultPartitions = 6
    /// Whether a producer that writes to a topic makes it.
    public var createsTopics = true
    /// For topics that do not set their own; nil: no limit.
    public var retentionMilliseconds: Int64? = 7 * 24 * 3_600_000
    public var retentionBytes: Int64?
    /// How often retention is looked after.
    public var sweepInterval = Duration.seconds(30)
    public var limits = Limits()

    /// What clients may use together; memory is bounded by these, whatever they do.
    public struct Limits: Sendable {
        public var connections = 1_000
        /// The largest produce request, in bytes; the others may have a quarter.
        public var requestBytes = 16 << 20
        /// Requests of one connection that are not answered yet.
        public var requestsOnTheWay = 16
        /// Bytes of requests on their way, over all connections.
        public var inFlightBytes = 64 << 20
        /// The largest fetch reply, in bytes; one batch always fits.
        public var fetchBytes = 4 << 20
        /// Bytes of replies that clients have not taken yet, over all connections. The records of fetch replies stay below;
        /// what was asked for before it is used up may exceed it, and nothing after.
        public var outgoingBytes = 32 << 20
        public var partitions = 10_000
        /// A client that sends no request, or half a one, or does not take its reply, is closed.
        public var stallTime = Duration.seconds(30)
        /// A client that sends nothing is closed.
        public var idleTime = Duration.seconds(600)

        public init() {}
    }

    public init(dataFolder: String) {
        self.dataFolder = dataFolder
    }
}
