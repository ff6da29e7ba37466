import NIOCore

/// What the shell has to do, in this order.
enum GroupAction: Equatable, Sendable {
    case answerJoin(CallID, JoinAnswer)
    case answerSync(CallID, SyncAnswer)
    /// To make durable; then `saved` with the same token, success or not: until then there is no other save of this group.
    /// Each snapshot of a group replaces the one before.
    case save(GroupSnapshot, SaveToken)
    /// The group is gone, and with it its snapshot and its committed offsets.
    case delete(groupID: String)
    /// The coordinator does not know the group any more: its snapshot may go. Its offsets stay until they are as old as
    /// those of a client without a group may get.
    case forget(groupID: String)
}

/// Names one save, so that the report of an old one is never taken for that of a new one, not even when the group
/// was deleted and made again in between.
struct SaveToken: Hashable, Sendable {
    let groupID: String
    let incarnation: Int
    let number: Int
}

struct JoinAnswer: Equatable, Sendable {
    var error = ErrorCode.none
    var generation: Int32 = -1
    var protocolType: String?
    var protocolName: String?
    var leader = ""
    var memberID: String
    /// Empty but for the leader, who assigns.
    var members: [JoinedMember] = []

    static func refused(_ error: ErrorCode, memberID: String) -> JoinAnswer {
        JoinAnswer(error: error, memberID: memberID)
    }
}

struct JoinedMember: Equatable, Sendable {
    let memberID: String
    let instanceID: String?
    let metadata: ByteBuffer
}

struct SyncAnswer: Equatable, Sendable {
    var error = ErrorCode.none
    var protocolType: String?
    var protocolName: String?
    var assignment = ByteBuffer()
}

struct LeaveAnswer: Equatable, Sendable {
    let member: MemberClaim
    let error: ErrorCode
}
