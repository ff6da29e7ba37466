/// The requests that clients send, and what the shell reports.
extension GroupTable {
    /// JoinGroup. Answered by `.answerJoin`, at once or later.
    mutating func join(_ call: JoinCall, now: BrokerInstant) -> [GroupAction] {
        let (refusal, forgotten) = refusal(of: call.groupID).map { ($0, []) } ?? createGroup(for: call, now: now)
        if let refusal {
            return forgotten + [.answerJoin(call.id, .refused(refusal, memberID: call.member.memberID))]
        }
        expectAnswer(to: call.id, from: call.groupID)
        let room = room
        return settled(forgotten + (update(call.groupID) { $0.join(call, room: room, now: now) } ?? []))
    }

    /// SyncGroup. Answered by `.answerSync`, at once or later.
    mutating func sync(_ call: SyncCall, now: BrokerInstant) -> [GroupAction] {
        if let refusal = refusal(of: call.groupID) ?? (self[call.groupID] == nil ? .unknownMemberID : nil) {
            return [.answerSync(call.id, SyncAnswer(error: refusal))]
        }
        expectAnswer(to: call.id, from: call.groupID)
        let room = room
        return settled(update(call.groupID) { $0.sync(call, room: room, now: now) } ?? [])
    }

    /// Heartbeat.
    mutating func heartbeat(
        _ groupID: String, _ member: MemberClaim, generation: Int32, now: BrokerInstant
    ) -> ErrorCode {
        if let refusal = refusal(of: groupID) { return refusal }
        return update(groupID) { $0.heartbeat(member, generation: generation, now: now) } ?? .unknownMemberID
    }

    /// LeaveGroup.
    ///
    /// - Returns: the error of the whole request, and an answer for each member.
    mutating func leave(
        _ groupID: String, _ leaving: [MemberClaim], now: BrokerInstant
    ) -> (error: ErrorCode, answers: [LeaveAnswer], actions: [GroupAction]) {
        if let refusal = refusal(of: groupID) { return (refusal, [], []) }
        guard let (answers, actions) = update(groupID, { $0.leave(leaving, now: now) }) else {
            return (.none, leaving.map { LeaveAnswer(member: $0, error: .unknownMemberID) }, [])
        }
        return (.none, answers, settled(actions))
    }

    /// OffsetCommit: whether the member may.
    mutating func checkCommit(
        _ groupID: String, _ member: MemberClaim, generation: Int32, now: BrokerInstant
    ) -> ErrorCode {
        if let refusal = refusal(of: groupID) { return refusal }
        return update(groupID) { $0.checkCommit(member, generation: generation, now: now) }
            ?? (generation < 0 ? .none : .illegalGeneration)
    }

    /// DeleteGroups. `groupIDNotFound` of a group that has only committed offsets: the shell knows of those.
    mutating func delete(_ groupID: String) -> (error: ErrorCode, actions: [GroupAction]) {
        if let refusal = refusal(of: groupID) { return (refusal, []) }
        return update(groupID) { $0.delete() } ?? (.groupIDNotFound, [])
    }

    /// Kafka lets a few requests pass without a group id, for clients older than those served here. A zero ends a text of
    /// SQLite's: two ids that differ behind it would share one snapshot and their offsets.
    func refusal(of groupID: String) -> ErrorCode? {
        groupID.isEmpty || groupID.utf8.contains(0) ? .invalidGroupID : nil
    }
}

// MARK: - Reports

extension GroupTable {
    /// The shell reports that a snapshot is durable, or is not going to be.
    mutating func saved(_ token: SaveToken, success: Bool, now: BrokerInstant) -> [GroupAction] {
        settled(update(token.groupID) { $0.saved(token, success: success, now: now) } ?? [])
    }

    /// A connection is closed: its calls need no answer any more, and get none.
    mutating func forget(calls: some Sequence<CallID>, now: BrokerInstant) -> [GroupAction] {
        var actions: [GroupAction] = []
        for call in calls {
            guard let groupID = expectNoAnswer(to: call) else { continue }
            actions += update(groupID) { $0.forget(call, now: now) } ?? []
        }
        return settled(actions)
    }
}
