/// The requests that this broker answers, and in which versions.
///
/// What it does not do (replication, transactions, ACLs, compaction) it does not advertise.
enum APIKey: Int16, CaseIterable {
    case produce = 0
    case fetch = 1
    case listOffsets = 2
    case metadata = 3
    case offsetCommit = 8
    case offsetFetch = 9
    case findCoordinator = 10
    case joinGroup = 11
    case heartbeat = 12
    case leaveGroup = 13
    case syncGroup = 14
    case describeGroups = 15
    case listGroups = 16
    case apiVersions = 18
    case createTopics = 19
    case deleteTopics = 20
    case deleteRecords = 21
    case initProducerID = 22
    case describeConfigs = 32
    case createPartitions = 37
    case deleteGroups = 42

    /// Whether its reply is small, or little more than its request. What clients need to stay alive is among them.
    var hasShortReply: Bool {
        switch self {
        case .produce, .offsetCommit, .findCoordinator, .heartbeat, .leaveGroup, .apiVersions, .initProducerID: true
        default: false
        }
    }

    /// The versions of its request that are read, and of its reply that are written.
    var versions: ClosedRange<Int16> {
        switch self {
        // librdkafka up to 2.8 compresses only for a broker that lists version 0, though it sends a later one. The record
        // batches in such a request must have today's form all the same.
        case .produce: 0...9
        case .fetch: 4...12
        case .listOffsets: 1...7
        case .metadata: 0...9
        case .offsetCommit: 2...8
        case .offsetFetch: 1...7
        case .findCoordinator: 0...3
        case .joinGroup: 0...7
        case .heartbeat: 0...4
        case .leaveGroup: 0...4
        case .syncGroup: 0...5
        case .describeGroups: 0...5
        case .listGroups: 0...4
        case .apiVersions: 0...3
        case .createTopics: 0...5
        case .deleteTopics: 0...5
        case .deleteRecords: 0...2
        case .initProducerID: 0...4
        case .describeConfigs: 0...4
        case .createPartitions: 0...3
        case .deleteGroups: 0...2
        }
    }

    /// The first version with compact lengths and tagged sections (KIP-482).
    private var firstFlexible: Int16 {
        switch self {
        case .produce: 9
        case .fetch: 12
        case .listOffsets: 6
        case .metadata: 9
        case .offsetCommit: 8
        case .offsetFetch: 6
        case .findCoordinator: 3
        case .joinGroup: 6
        case .heartbeat: 4
        case .leaveGroup: 4
        case .syncGroup: 4
        case .describeGroups: 5
        case .listGroups: 3
        case .apiVersions: 3
        case .createTopics: 5
        case .deleteTopics: 4
        case .deleteRecords: 2
        case .initProducerID: 2
        case .describeConfigs: 4
        case .createPartitions: 2
        case .deleteGroups: 2
        }
    }

    func isFlexible(_ version: Int16) -> Bool { version >= firstFlexible }
}
