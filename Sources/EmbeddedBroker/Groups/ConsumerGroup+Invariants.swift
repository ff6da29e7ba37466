extension ConsumerGroup {
    /// What is broken; empty when all is well.
    func checkInvariants() -> [String] {
        var broken = members.checkInvariants() + brokenLeadership() + brokenWaiting()
        if members.count + promised.count > settings.maximumMembers { broken.append("too many members") }
        if promised.keys.contains(where: { members[$0] != nil }) { broken.append("a member that is only promised") }
        if generation < 0 { broken.append("generation \(generation)") }
        var exact = self
        exact.rescheduleWake()
        if let due = exact.nextWake, nextWake.map({ $0 > due }) ?? true { broken.append("wakes too late") }
        return broken.map { "\(id): \($0)" }
    }

    private func brokenLeadership() -> [String] {
        guard let leader else { return members.isEmpty ? [] : ["members without a leader"] }
        return members[leader] == nil ? ["\(leader) leads and is no member"] : []
    }

    private func brokenWaiting() -> [String] {
        var broken: [String] = []
        let joins = members.all.filter { $0.waitingJoin != nil }
        let syncs = members.all.filter { $0.waitingSync != nil }
        if phase != .stable, members.all.contains(where: { $0.handover != nil }) {
            broken.append("a handover outside a stable generation")
        }
        switch phase {
        case .empty, .dead:
            if !members.isEmpty { broken.append("an empty group has members") }
        case .preparing(let preparation):
            if members.isEmpty { broken.append("a rebalance of nobody") }
            if !syncs.isEmpty { broken.append("a sync waits for a generation that is over") }
            if preparation.latestFirst == nil, promised.isEmpty, joins.count == members.count {
                broken.append("all have joined, and wait")
            }
        case .completing, .stable:
            if joins.contains(where: { $0.handover == nil }) { broken.append("a join waits outside a rebalance") }
            if phase == .stable, !syncs.isEmpty { broken.append("a sync waits in a stable group") }
            if !members.all.allSatisfy({ $0.protocolNames.contains(protocolName ?? "") }) {
                broken.append("a member that does not speak \(protocolName ?? "nothing")")
            }
        }
        return broken
    }
}
