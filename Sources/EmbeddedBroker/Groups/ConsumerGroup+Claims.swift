/// Who may speak for a member.
extension ConsumerGroup {
    /// Why a request is not from a member, or nil. A static member's instance id belongs to the client that joined with
    /// it last; an older one is fenced, which stops it for good.
    func refusal(of claim: MemberClaim) -> ErrorCode? {
        if phase == .dead { return .coordinatorNotAvailable }
        if let instanceID = claim.instanceID {
            guard let owner = members.id(ofInstance: instanceID) else { return .unknownMemberID }
            if owner != claim.memberID { return .fencedInstanceID }
        }
        return members[claim.memberID] == nil ? .unknownMemberID : nil
    }

    func refusal(of claim: MemberClaim, generation: Int32) -> ErrorCode? {
        refusal(of: claim) ?? (generation == self.generation ? nil : .illegalGeneration)
    }

    mutating func takeSignOfLife(of memberID: String, now: BrokerInstant) {
        members.touch(memberID) { $0.takeSignOfLife(now: now) }
        if let expiry = members[memberID]?.expiry { wake(at: expiry) }
    }
}

extension ConsumerGroup {
    /// A member says that it lives, and hears whether it has to join again.
    ///
    /// - Complexity: O(1).
    mutating func heartbeat(_ claim: MemberClaim, generation: Int32, now: BrokerInstant) -> ErrorCode {
        if let refusal = refusal(of: claim, generation: generation) { return refusal }
        takeSignOfLife(of: claim.memberID, now: now)
        if case .preparing = phase { return .rebalanceInProgress }
        return .none
    }

    /// Whether offsets may be committed.
    ///
    /// A commit of the current generation is taken while the next one is prepared: consumers write their checkpoint in
    /// the callback that takes their partitions away, and only then join again. Without a generation it is from a
    /// consumer that does without groups, which is in nobody's way as long as there are no members.
    ///
    /// - Complexity: O(1).
    mutating func checkCommit(_ claim: MemberClaim, generation: Int32, now: BrokerInstant) -> ErrorCode {
        if generation < 0, case .empty = phase {
            phase = .empty(since: now)
            return .none
        }
        if let refusal = refusal(of: claim, generation: generation) { return refusal }
        if case .completing = phase { return .rebalanceInProgress }
        takeSignOfLife(of: claim.memberID, now: now)
        return .none
    }
}
