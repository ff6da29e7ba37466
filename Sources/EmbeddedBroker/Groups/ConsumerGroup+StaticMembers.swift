/// Members that keep their place over a restart of their client (KIP-345).
extension ConsumerGroup {
    /// The member whose instance id a new client brings.
    func predecessor(of call: JoinCall) -> GroupMember? {
        guard call.member.memberID.isEmpty, let instanceID = call.member.instanceID else { return nil }
        return members.id(ofInstance: instanceID).flatMap { members[$0] }
    }

    /// A restarted client takes the place of its predecessor, which is fenced from now on.
    mutating func replace(_ predecessor: GroupMember, with memberID: String, _ call: JoinCall, now: BrokerInstant) {
        fence(predecessor)
        let formerLeader = leader
        var member = GroupMember(id: memberID, serial: predecessor.serial, call: call, now: now)
        member.assignment = predecessor.assignment
        member.hasSynced = predecessor.hasSynced
        member.waitingJoin = call.id
        members.remove(predecessor.id)
        members.insert(member)
        if leader == predecessor.id { leader = memberID }

        if phase == .stable, predecessor.asksForTheSame(as: call, protocolType: protocolType) {
            handOver(to: member, formerLeader: formerLeader ?? "", now: now)
        } else {
            // In a generation that is not stable the leader may have assigned to the old id already.
            prepareRebalance(now: now)
        }
    }

    private mutating func fence(_ predecessor: GroupMember) {
        if let call = predecessor.waitingJoin {
            emit(.answerJoin(call, .refused(.fencedInstanceID, memberID: predecessor.id)))
        }
        if let call = predecessor.waitingSync { emit(.answerSync(call, SyncAnswer(error: .fencedInstanceID))) }
    }

    /// The new id is told when it is durable: after a crash of the broker the old one would be the member again.
    ///
    /// The answer names the leader as it was. So a restarted leader does not take itself for one, and does not compute an
    /// assignment that a stable group would throw away.
    private mutating func handOver(to member: GroupMember, formerLeader: String, now: BrokerInstant) {
        let deadline = now.advanced(byMilliseconds: member.rebalanceTimeout)
        let handover = GroupMember.Handover(save: save(), leader: formerLeader, deadline: deadline)
        members.touch(member.id) { $0.handover = handover }
        wake(at: deadline)
    }

    mutating func finishHandovers(of token: SaveToken, success: Bool, now: BrokerInstant) {
        for member in members.inOrder where member.handover?.save == token {
            finishHandover(of: member, success: success, now: now)
        }
    }

    /// Without success the client is to try again, as a new one that brings the same instance id.
    mutating func finishHandover(of member: GroupMember, success: Bool, now: BrokerInstant) {
        guard let handover = member.handover, let call = member.waitingJoin else { return }
        members.touch(member.id) {
            $0.handover = nil
            $0.waitingJoin = nil
        }
        takeSignOfLife(of: member.id, now: now)
        guard success else {
            return emit(.answerJoin(call, .refused(.coordinatorNotAvailable, memberID: "")))
        }
        var answer = currentGeneration(for: member.id)
        answer.leader = handover.leader
        answer.members = []
        emit(.answerJoin(call, answer))
    }
}
