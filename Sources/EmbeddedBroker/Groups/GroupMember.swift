import NIOCore

/// One member of a group.
struct GroupMember: Sendable {
    let id: String
    let instanceID: String?
    /// The order of joining; a static member that restarts keeps its own.
    let serial: Int
    let clientID: String
    let clientHost: String
    private(set) var sessionTimeout: Int32
    private(set) var rebalanceTimeout: Int32
    private(set) var protocols: [MemberProtocol]
    var assignment = ByteBuffer()

    /// Of a JoinGroup that is not answered yet: the member has joined the coming generation.
    var waitingJoin: CallID?
    var waitingSync: CallID?
    /// Whether it fetched its assignment in this generation, or waits for it.
    var hasSynced = true
    /// When it is taken for dead, unless it waits for an answer.
    var sessionEnd: BrokerInstant
    /// Set while a restarted static member waits until its new id is durable.
    var handover: Handover?
    /// Whether its client was ever told its id. If not, and its connection is gone, nobody can come back for it.
    var isKnownToItsClient: Bool

    struct Handover: Equatable, Sendable {
        let save: SaveToken
        /// Whom the answer names as the leader.
        let leader: String
        let deadline: BrokerInstant
    }

    init(id: String, serial: Int, call: JoinCall, now: BrokerInstant) {
        self.id = id
        self.serial = serial
        instanceID = call.member.instanceID
        clientID = call.clientID
        clientHost = call.clientHost
        sessionTimeout = call.sessionTimeout
        rebalanceTimeout = call.effectiveRebalanceTimeout
        protocols = call.protocols.map(\.detached)
        sessionEnd = now.advanced(byMilliseconds: call.sessionTimeout)
        isKnownToItsClient = call.member.instanceID != nil || call.isToldItsIDFirst
    }

    /// A member as it was saved, with a fresh session.
    init(_ saved: GroupSnapshot.Member, serial: Int, now: BrokerInstant) {
        id = saved.id
        self.serial = serial
        instanceID = saved.instanceID
        clientID = saved.clientID
        clientHost = saved.clientHost
        sessionTimeout = max(1, saved.sessionTimeout)
        rebalanceTimeout = max(1, saved.rebalanceTimeout)
        protocols = saved.protocols
        assignment = saved.assignment
        sessionEnd = now.advanced(byMilliseconds: max(1, saved.sessionTimeout))
        isKnownToItsClient = true
    }

    /// When it is to be removed if nothing more is heard of it; nil while it waits for an answer.
    var expiry: BrokerInstant? { waitingJoin == nil && waitingSync == nil ? sessionEnd : nil }

    mutating func takeSignOfLife(now: BrokerInstant) {
        sessionEnd = now.advanced(byMilliseconds: sessionTimeout)
    }

    mutating func update(from call: JoinCall) {
        sessionTimeout = call.sessionTimeout
        rebalanceTimeout = call.effectiveRebalanceTimeout
        protocols = call.protocols.map(\.detached)
    }

    func metadata(of name: String?) -> ByteBuffer {
        protocols.first { $0.name == name }?.metadata ?? ByteBuffer()
    }
}

// MARK: - Memory

extension GroupMember {
    /// About what a member costs beside its own bytes, so that many small ones are bounded too.
    static let overhead = 400

    var bytes: Int { bytesOfRest + protocols.bytes + assignment.readableBytes }

    private var bytesOfRest: Int {
        Self.overhead + id.utf8.count + (instanceID?.utf8.count ?? 0) + clientID.utf8.count + clientHost.utf8.count
    }
}

extension JoinCall {
    /// What a member that sends this costs before it has an assignment.
    func bytes(withID idBytes: Int) -> Int {
        GroupMember.overhead + idBytes + (member.instanceID?.utf8.count ?? 0) + clientID.utf8.count
            + clientHost.utf8.count + protocols.bytes
    }

    /// What the names cost that the first member gives its group.
    var bytesOfNames: Int { protocolType.utf8.count + (protocols.map(\.name.utf8.count).max() ?? 0) }

    var effectiveRebalanceTimeout: Int32 {
        guard let rebalanceTimeout, rebalanceTimeout > 0 else { return sessionTimeout }
        return rebalanceTimeout
    }
}

extension [MemberProtocol] {
    var bytes: Int { reduce(0) { $0 + MemberProtocol.overhead + $1.name.utf8.count + $1.metadata.readableBytes } }
}

extension MemberProtocol {
    /// About what a protocol costs beside its own bytes: two values, their storage, and its place among the speakers.
    static let overhead = 200

    var detached: MemberProtocol { MemberProtocol(name: name, metadata: metadata.detached) }
}

extension ByteBuffer {
    /// With bytes of its own: those of a request share its storage, and would keep all of it.
    var detached: ByteBuffer { ByteBuffer(bytes: readableBytesView) }
}
