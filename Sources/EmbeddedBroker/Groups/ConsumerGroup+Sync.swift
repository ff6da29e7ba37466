import NIOCore

/// SyncGroup, and the saving of what the leader assigned.
extension ConsumerGroup {
    /// A member fetches its assignment; the leader brings all of them.
    ///
    /// - Parameter room: bytes that the group may still grow by.
    mutating func sync(_ call: SyncCall, room: Int, now: BrokerInstant) -> [GroupAction] {
        if let refusal = refusal(of: call) {
            emit(.answerSync(call.id, SyncAnswer(error: refusal)))
        } else if phase == .stable {
            members.touch(call.member.memberID) { $0.hasSynced = true }
            takeSignOfLife(of: call.member.memberID, now: now)
            emit(.answerSync(call.id, assignment(of: call.member.memberID)))
        } else {
            wait(call)
            if call.member.memberID == leader { assign(call.assignments, room: room, now: now) }
        }
        return takeActions()
    }

    private func refusal(of call: SyncCall) -> ErrorCode? {
        if let refusal = refusal(of: call.member, generation: call.generation) { return refusal }
        if let type = call.protocolType, type != protocolType { return .inconsistentGroupProtocol }
        if let name = call.protocolName, name != protocolName { return .inconsistentGroupProtocol }
        if case .preparing = phase { return .rebalanceInProgress }
        return nil
    }

    private func assignment(of memberID: String) -> SyncAnswer {
        SyncAnswer(
            protocolType: protocolType, protocolName: protocolName,
            assignment: members[memberID]?.assignment ?? ByteBuffer())
    }

    private mutating func wait(_ call: SyncCall) {
        let memberID = call.member.memberID
        if let earlier = members[memberID]?.waitingSync {
            emit(.answerSync(earlier, SyncAnswer(error: .rebalanceInProgress)))
        }
        members.touch(memberID) {
            $0.waitingSync = call.id
            $0.hasSynced = true
        }
    }

    /// The leader's word, once a generation. Whoever it forgot gets nothing to do.
    private mutating func assign(_ assignments: [MemberAssignment], room: Int, now: BrokerInstant) {
        guard case .completing(saving: nil) = phase else { return }
        guard assignments.reduce(0, { $0 + $1.assignment.readableBytes }) <= room else {
            return failAssignment(.unknownServerError, now: now)
        }
        for assignment in assignments { members.assign(assignment.assignment.detached, to: assignment.memberID) }
        phase = .completing(saving: save())
    }

    /// The shell reports on a snapshot. Only now does anyone learn its assignment: one that a crash could undo would be
    /// worked on by two members.
    mutating func saved(_ token: SaveToken, success: Bool, now: BrokerInstant) -> [GroupAction] {
        guard finishSave(token) else { return [] }
        if phase == .completing(saving: token) {
            if success {
                phase = .stable
                answerSyncs(.none, now: now)
            } else {
                failAssignment(.coordinatorNotAvailable, now: now)
            }
        } else {
            finishHandovers(of: token, success: success, now: now)
        }
        return takeActions()
    }

    /// Everyone is to join again; as in Kafka after a failed append, clients look for the coordinator before they do.
    mutating func failAssignment(_ error: ErrorCode, now: BrokerInstant) {
        answerSyncs(error, now: now)
        prepareRebalance(now: now)
    }

    mutating func answerSyncs(_ error: ErrorCode, now: BrokerInstant) {
        for member in members.inOrder {
            guard let call = member.waitingSync else { continue }
            members.touch(member.id) { $0.waitingSync = nil }
            takeSignOfLife(of: member.id, now: now)
            emit(.answerSync(call, error == .none ? assignment(of: member.id) : SyncAnswer(error: error)))
        }
    }
}
