import NIOCore

/// The shell's own number for a request that may be answered later.
struct CallID: Hashable, Sendable {
    let number: Int
}

/// A protocol that a member can speak (of consumers: an assignor), and what it says in it (its subscription).
struct MemberProtocol: Equatable, Codable, Sendable {
    let name: String
    let metadata: ByteBuffer
}

/// What one member shall do in a generation (of consumers: its partitions), in the words of the leader.
struct MemberAssignment: Equatable, Sendable {
    let memberID: String
    let assignment: ByteBuffer
}

/// Who a request says it comes from.
struct MemberClaim: Equatable, Sendable {
    let memberID: String
    /// `group.instance.id` of a static member (KIP-345).
    let instanceID: String?

    /// An empty instance id is none: it would make one member of all clients that send it.
    init(memberID: String, instanceID: String? = nil) {
        self.memberID = memberID
        self.instanceID = instanceID?.isEmpty == true ? nil : instanceID
    }
}

/// JoinGroup. Timeouts in milliseconds.
struct JoinCall: Sendable {
    let id: CallID
    let groupID: String
    /// The member id is empty for one that is new.
    let member: MemberClaim
    let clientID: String
    let clientHost: String
    let sessionTimeout: Int32
    /// Nil in version 0: then it is the session timeout.
    let rebalanceTimeout: Int32?
    let protocolType: String
    /// Its favourite first.
    let protocols: [MemberProtocol]
    /// From version 4 on a new member is told its id before it joins (KIP-394), so that one that gives up and tries
    /// again does not leave a member behind that nobody is.
    let isToldItsIDFirst: Bool
}

/// SyncGroup.
struct SyncCall: Sendable {
    let id: CallID
    let groupID: String
    let generation: Int32
    let member: MemberClaim
    /// Nil before version 5.
    let protocolType: String?
    /// Nil before version 5.
    let protocolName: String?
    /// Empty but from the leader.
    let assignments: [MemberAssignment]
}
