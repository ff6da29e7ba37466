/// Ways out of a group.
extension ConsumerGroup {
    /// LeaveGroup: members go, or are sent away by their instance id.
    mutating func leave(_ leaving: [MemberClaim], now: BrokerInstant) -> (
        answers: [LeaveAnswer], actions: [GroupAction]
    ) {
        let answers = leaving.map { LeaveAnswer(member: $0, error: leave($0, now: now)) }
        completeIfAllJoined(now: now)
        return (answers, takeActions())
    }

    private mutating func leave(_ claim: MemberClaim, now: BrokerInstant) -> ErrorCode {
        if promised.removeValue(forKey: claim.memberID) != nil { return .none }
        var claim = claim
        if claim.memberID.isEmpty, let owner = claim.instanceID.flatMap(members.id(ofInstance:)) {
            claim = MemberClaim(memberID: owner, instanceID: claim.instanceID)
        }
        if let refusal = refusal(of: claim) { return refusal }
        remove(claim.memberID, now: now)
        prepareRebalance(now: now)
        return .none
    }

    /// The connection that a call came on is gone: nobody waits for its answer. Its member may come back on another, and
    /// is given its session timeout for it.
    mutating func forget(_ call: CallID, now: BrokerInstant) -> [GroupAction] {
        if let member = members.all.first(where: { $0.waitingJoin == call }) {
            members.touch(member.id) {
                $0.waitingJoin = nil
                $0.handover = nil
            }
            if !member.isKnownToItsClient { remove(member.id, now: now) }
            takeSignOfLife(of: member.id, now: now)
        } else if let member = members.all.first(where: { $0.waitingSync == call }) {
            members.touch(member.id) { $0.waitingSync = nil }
            takeSignOfLife(of: member.id, now: now)
        }
        completeIfAllJoined(now: now)
        return takeActions()
    }

    /// DeleteGroups.
    mutating func delete() -> (error: ErrorCode, actions: [GroupAction]) {
        switch phase {
        case .dead: return (.groupIDNotFound, [])
        case .empty:
            phase = .dead
            emit(.delete(groupID: id))
            return (.none, takeActions())
        default: return (.nonEmptyGroup, [])
        }
    }
}
