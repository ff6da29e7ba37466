/// From one generation to the next.
extension ConsumerGroup {
    /// Calls all members to join again.
    mutating func prepareRebalance(now: BrokerInstant) {
        let deadline: BrokerInstant
        switch phase {
        case .dead, .preparing: return
        case .empty:
            let latest = now.advanced(byMilliseconds: settings.longestFirstDelay)
            deadline = min(now.advanced(byMilliseconds: settings.firstDelay), latest)
            phase = .preparing(RebalancePreparation(deadline: deadline, latestFirst: latest))
        case .completing, .stable:
            answerSyncs(.rebalanceInProgress, now: now)
            members.touchAll { $0.handover = nil }
            deadline = now.advanced(byMilliseconds: longestRebalanceTimeout)
            phase = .preparing(RebalancePreparation(deadline: deadline))
        }
        syncDeadline = nil
        wake(at: deadline)
    }

    private var longestRebalanceTimeout: Int32 { members.all.map(\.rebalanceTimeout).max() ?? 1 }

    /// A group that was empty waits a little longer for each that comes, up to a limit.
    mutating func prolongFirstRebalance(now: BrokerInstant) {
        guard case .preparing(var preparation) = phase, let latest = preparation.latestFirst else { return }
        preparation.deadline = min(now.advanced(byMilliseconds: settings.firstDelay), latest)
        phase = .preparing(preparation)
    }

    /// To be called after every change of the members.
    mutating func completeIfAllJoined(now: BrokerInstant) {
        guard case .preparing(let preparation) = phase else { return }
        if members.isEmpty { return becomeEmpty(now: now) }
        guard preparation.latestFirst == nil, promised.isEmpty else { return }
        if members.all.allSatisfy({ $0.waitingJoin != nil }) { startGeneration(now: now) }
    }

    /// The time to join is over.
    mutating func completeWithoutTheAbsent(now: BrokerInstant) {
        // A static member that is away keeps its place until its session ends.
        for member in members.all where member.waitingJoin == nil && member.instanceID == nil {
            remove(member.id, now: now)
        }
        if members.isEmpty {
            becomeEmpty(now: now)
        } else if members.all.contains(where: { $0.waitingJoin != nil }) {
            startGeneration(now: now)
        } else {
            let deadline = now.advanced(byMilliseconds: longestRebalanceTimeout)
            phase = .preparing(RebalancePreparation(deadline: deadline))
            wake(at: deadline)
        }
    }

    private mutating func startGeneration(now: BrokerInstant) {
        electLeader()
        countGeneration()
        protocolName = members.choice()
        phase = .completing(saving: nil)
        let deadline = now.advanced(byMilliseconds: longestRebalanceTimeout)
        syncDeadline = deadline
        wake(at: deadline)
        for member in members.inOrder {
            members.assign(.init(), to: member.id)
            members.touch(member.id) { $0.hasSynced = false }
            answerJoin(of: member, now: now)
        }
    }

    private mutating func answerJoin(of member: GroupMember, now: BrokerInstant) {
        guard let call = member.waitingJoin else { return }
        members.touch(member.id) {
            $0.waitingJoin = nil
            $0.isKnownToItsClient = true
        }
        takeSignOfLife(of: member.id, now: now)
        emit(.answerJoin(call, currentGeneration(for: member.id)))
    }

    /// The leader stays if it has joined; if it is away, the one that has been here longest leads.
    private mutating func electLeader() {
        if let leader, members[leader]?.waitingJoin != nil { return }
        leader = members.inOrder.first { $0.waitingJoin != nil }?.id
    }

    /// Starts anew after two thousand million rebalances, rather than trap.
    private mutating func countGeneration() {
        generation = generation == .max ? 1 : generation + 1
    }

    private mutating func becomeEmpty(now: BrokerInstant) {
        phase = .empty(since: now)
        protocolName = nil
        syncDeadline = nil
        guard generation > 0 else { return }
        countGeneration()
        // Should this fail, the members of the old snapshot come back with a restart, and time out.
        _ = save()
        wake(at: retentionEnd(since: now))
    }

    /// Takes a member out and answers what it waits for; what follows for the group is the caller's to do.
    mutating func remove(_ memberID: String, now: BrokerInstant) {
        guard let member = members.remove(memberID) else { return }
        if let call = member.waitingJoin { emit(.answerJoin(call, .refused(.unknownMemberID, memberID: ""))) }
        if let call = member.waitingSync { emit(.answerSync(call, SyncAnswer(error: .unknownMemberID))) }
        if leader == memberID { leader = members.all.min { $0.serial < $1.serial }?.id }
    }
}
