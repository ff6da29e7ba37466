/// What happens because time goes by.
extension ConsumerGroup {
    /// Does what is due. Afterwards `nextWake` is in the future.
    ///
    /// - Complexity: O(members).
    mutating func expire(now: BrokerInstant) -> [GroupAction] {
        guard let nextWake, nextWake <= now else { return [] }
        promised = promised.filter { $0.value > now }
        expireHandovers(now: now)
        expireSessions(now: now)
        expireSyncs(now: now)
        completeIfAllJoined(now: now)
        if case .preparing(let preparation) = phase, preparation.deadline <= now {
            completeWithoutTheAbsent(now: now)
        }
        if let emptySince, generation > 0, retentionEnd(since: emptySince) <= now {
            // Not deleted: clients without a group may have committed offsets to it since.
            phase = .dead
            emit(.forget(groupID: id))
        }
        rescheduleWake()
        return takeActions()
    }

    private mutating func expireSessions(now: BrokerInstant) {
        for member in members.inOrder {
            guard let expiry = member.expiry, expiry <= now else { continue }
            remove(member.id, now: now)
            prepareRebalance(now: now)
        }
    }

    /// The save never came back. Its client must not wait longer than it would for a rebalance.
    private mutating func expireHandovers(now: BrokerInstant) {
        for member in members.inOrder {
            guard let handover = member.handover, handover.deadline <= now else { continue }
            finishHandover(of: member, success: false, now: now)
        }
    }

    /// Members that never ask for their assignment (the leader above all, for whom the others wait) are removed.
    private mutating func expireSyncs(now: BrokerInstant) {
        guard let syncDeadline, syncDeadline <= now else { return }
        self.syncDeadline = nil
        let absent = members.inOrder.filter { !$0.hasSynced }
        for member in absent {
            remove(member.id, now: now)
            prepareRebalance(now: now)
        }
        if case .completing(saving: .some) = phase { failAssignment(.coordinatorNotAvailable, now: now) }
    }
}
