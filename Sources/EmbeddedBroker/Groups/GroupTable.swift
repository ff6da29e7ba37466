/// All consumer groups of the broker, by id.
///
/// Pure as `ConsumerGroup` is; the shell serializes the calls. It does the actions of a call in their order, reports
/// each save with `saved`, calls `expire` when `nextDeadline` is over (late does no harm), and `forget` when a
/// connection closes.
struct GroupTable: Sendable {
    private let settings: GroupSettings
    private var groups: [GroupKey: ConsumerGroup] = [:]
    private var deadlines = DeadlineQueue<GroupKey>()
    /// Since when the empty groups are.
    private var empties = DeadlineQueue<GroupKey>()
    /// The calls that wait for an answer, and in which group.
    private var waiting: [CallID: String] = [:]
    private var incarnations = 0
    /// That clients make it remember.
    private(set) var bytes = 0

    init(settings: GroupSettings = GroupSettings()) {
        self.settings = settings
    }

    subscript(groupID: String) -> ConsumerGroup? { groups[GroupKey(groupID)] }

    /// In no order.
    var all: Dictionary<GroupKey, ConsumerGroup>.Values { groups.values }

    /// Bytes that are left.
    var room: Int { max(0, settings.maximumBytes - bytes) }

    /// When `expire` is to be called next.
    var nextDeadline: BrokerInstant? { deadlines.earliest?.deadline }

    /// Does what is due.
    ///
    /// - Complexity: O(members of the groups in which something may be due).
    mutating func expire(now: BrokerInstant) -> [GroupAction] {
        var actions: [GroupAction] = []
        for key in deadlines.removeDue(at: now) {
            actions += update(key.id) { $0.expire(now: now) } ?? []
            deadlines.set(key, to: groups[key]?.nextWake)
        }
        return settled(actions)
    }

    /// A group as it was saved by an earlier run. To be called before any request.
    ///
    /// - Parameter age: milliseconds since it was saved: an empty group has been empty for so long.
    mutating func restore(_ snapshot: GroupSnapshot, age: Int64, now: BrokerInstant) -> [GroupAction] {
        guard refusal(of: snapshot.groupID) == nil, self[snapshot.groupID] == nil else { return [] }
        incarnations += 1
        let group = ConsumerGroup(
            restoring: snapshot, age: age, incarnation: incarnations, settings: settings, now: now)
        let forgotten = makeRoomForGroup(of: 0)
        guard !group.isForgettable, hasRoomForGroup(of: 0) else {
            return forgotten + [.forget(groupID: snapshot.groupID)]
        }
        add(group)
        return forgotten
    }
}

// MARK: - Bookkeeping

extension GroupTable {
    /// Makes the group that a call wants to join, unless it is there.
    ///
    /// - Returns: why there can be no such group, and what is to be done in either case.
    mutating func createGroup(
        for call: JoinCall, now: BrokerInstant
    ) -> (refusal: ErrorCode?, actions: [GroupAction]) {
        if self[call.groupID] != nil { return (nil, []) }
        guard call.member.memberID.isEmpty else { return (.unknownMemberID, []) }
        let bytes = ConsumerGroup.bytes(ofNewGroup: call.groupID)
        let forgotten = makeRoomForGroup(of: bytes)
        guard hasRoomForGroup(of: bytes) else { return (.groupMaxSizeReached, forgotten) }
        incarnations += 1
        add(ConsumerGroup(id: call.groupID, incarnation: incarnations, settings: settings, now: now))
        return (nil, forgotten)
    }

    private mutating func add(_ group: ConsumerGroup) {
        let key = GroupKey(group.id)
        groups[key] = group
        bytes += group.bytes
        deadlines.set(key, to: group.nextWake)
        empties.set(key, to: group.emptySince)
    }

    /// With too many groups, or too little room for one more, those that have been empty longest are forgotten. Their
    /// offsets stay with the shell, and they count their generations anew, which their members, of whom there are none,
    /// cannot notice.
    private mutating func makeRoomForGroup(of bytes: Int) -> [GroupAction] {
        var forgotten: [GroupAction] = []
        while !hasRoomForGroup(of: bytes), let longest = empties.earliest?.name {
            remove(longest)
            forgotten.append(.forget(groupID: longest.id))
        }
        return forgotten
    }

    private func hasRoomForGroup(of bytes: Int) -> Bool {
        groups.count < settings.maximumGroups && bytes <= room
    }

    private mutating func remove(_ key: GroupKey) {
        guard let group = groups.removeValue(forKey: key) else { return }
        bytes -= group.bytes
        deadlines.set(key, to: nil)
        empties.set(key, to: nil)
    }

    /// Changes a group in place and keeps the books.
    ///
    /// - Complexity: O(1) beside the change itself, O(log groups) when a deadline moved.
    mutating func update<Result>(
        _ groupID: String, _ change: (inout ConsumerGroup) -> Result
    ) -> Result? {
        let key = GroupKey(groupID)
        guard let index = groups.index(forKey: key) else { return nil }
        let (bytesBefore, wakeBefore, emptyBefore) = groups.values[index].books
        let result = change(&groups.values[index])
        let (bytesAfter, wakeAfter, emptyAfter) = groups.values[index].books
        bytes += bytesAfter - bytesBefore
        if wakeAfter != wakeBefore { deadlines.set(key, to: wakeAfter) }
        if emptyAfter != emptyBefore { empties.set(key, to: emptyAfter) }
        if groups.values[index].isForgettable { remove(key) }
        return result
    }

    mutating func expectAnswer(to call: CallID, from groupID: String) { waiting[call] = groupID }

    /// - Returns: the group it was to come from.
    mutating func expectNoAnswer(to call: CallID) -> String? { waiting.removeValue(forKey: call) }

    /// Actions on their way out: who is answered waits no more.
    mutating func settled(_ actions: [GroupAction]) -> [GroupAction] {
        for action in actions {
            switch action {
            case .answerJoin(let call, _), .answerSync(let call, _): waiting[call] = nil
            case .save, .delete, .forget: break
            }
        }
        return actions
    }

    /// What is broken; empty when all is well.
    func checkInvariants() -> [String] {
        var broken = groups.values.flatMap { $0.checkInvariants() }
        if bytes != groups.values.reduce(0, { $0 + $1.bytes }) { broken.append("the groups' bytes are miscounted") }
        if nextDeadline != groups.values.compactMap(\.nextWake).min() { broken.append("a deadline is missing") }
        if groups.count > settings.maximumGroups { broken.append("too many groups") }
        let calls = groups.values.flatMap { $0.members.all.flatMap { [$0.waitingJoin, $0.waitingSync] } }
        if Set(calls.compactMap(\.self)) != Set(waiting.keys) { broken.append("calls that nobody waits with") }
        for group in groups.values where group.isForgettable { broken.append("\(group.id) should be forgotten") }
        return broken
    }
}

extension ConsumerGroup {
    fileprivate var books: (bytes: Int, wake: BrokerInstant?, emptySince: BrokerInstant?) {
        (bytes, nextWake, emptySince)
    }
}
