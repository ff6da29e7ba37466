/// JoinGroup.
extension ConsumerGroup {
    /// A client wants to be a member of the next generation.
    ///
    /// - Parameter room: bytes that the group may still grow by.
    mutating func join(_ call: JoinCall, room: Int, now: BrokerInstant) -> [GroupAction] {
        if let refusal = refusal(of: call, room: room) {
            refuse(call, refusal)
        } else if call.member.memberID.isEmpty {
            joinUnknown(call, now: now)
        } else if promised[call.member.memberID] != nil, call.member.instanceID == nil {
            promised[call.member.memberID] = nil
            add(call.member.memberID, call, now: now)
        } else if let refusal = refusal(of: call.member) {
            refuse(call, refusal)
        } else {
            joinAgain(call, now: now)
        }
        completeIfAllJoined(now: now)
        return takeActions()
    }

    private mutating func refuse(_ call: JoinCall, _ error: ErrorCode) {
        emit(.answerJoin(call.id, .refused(error, memberID: call.member.memberID)))
    }

    private func refusal(of call: JoinCall, room: Int) -> ErrorCode? {
        if phase == .dead { return .coordinatorNotAvailable }
        if !settings.sessionTimeouts.contains(call.sessionTimeout) { return .invalidSessionTimeout }
        let present = members[call.member.memberID] ?? predecessor(of: call)
        if !suits(call, present: present) { return .inconsistentGroupProtocol }
        if let present {
            let others = present.bytes - present.assignment.readableBytes
            return call.bytes(withID: present.id.utf8.count) - others > room ? .groupMaxSizeReached : nil
        }
        let isExpected = promised[call.member.memberID] != nil
        let isFull = members.count + promised.count - (isExpected ? 1 : 0) >= settings.maximumMembers
        let names = members.isEmpty ? call.bytesOfNames : 0
        return isFull || call.bytes(withID: MemberID.longest) + names > room ? .groupMaxSizeReached : nil
    }

    /// Whether the others could work with such a member.
    private func suits(_ call: JoinCall, present: GroupMember?) -> Bool {
        guard !call.protocolType.isEmpty, !call.protocols.isEmpty else { return false }
        if members.isEmpty { return true }
        let names = Set(call.protocols.map(\.name))
        return call.protocolType == protocolType && members.speak(oneOf: names, exceptFor: present)
    }

    private mutating func joinUnknown(_ call: JoinCall, now: BrokerInstant) {
        let name = call.member.instanceID ?? call.clientID
        let memberID = settings.makeMemberID(name)
        guard !memberID.isEmpty, members[memberID] == nil, promised[memberID] == nil else {
            return refuse(call, .unknownServerError)
        }
        if let predecessor = predecessor(of: call) {
            replace(predecessor, with: memberID, call, now: now)
        } else if call.isToldItsIDFirst, call.member.instanceID == nil {
            promise(memberID, call, now: now)
        } else {
            add(memberID, call, now: now)
        }
    }

    private mutating func promise(_ memberID: String, _ call: JoinCall, now: BrokerInstant) {
        let end = now.advanced(byMilliseconds: call.sessionTimeout)
        promised[memberID] = end
        wake(at: end)
        prolongFirstRebalance(now: now)
        emit(.answerJoin(call.id, .refused(.memberIDRequired, memberID: memberID)))
    }

    private mutating func add(_ memberID: String, _ call: JoinCall, now: BrokerInstant) {
        if members.isEmpty { protocolType = call.protocolType }
        var member = GroupMember(id: memberID, serial: members.nextSerial(), call: call, now: now)
        member.waitingJoin = call.id
        members.insert(member)
        if leader == nil { leader = memberID }
        prolongFirstRebalance(now: now)
        prepareRebalance(now: now)
    }

    private mutating func joinAgain(_ call: JoinCall, now: BrokerInstant) {
        let memberID = call.member.memberID
        let isChanged = members[memberID]?.protocols != call.protocols
        switch phase {
        case .completing where !isChanged:
            // It may have missed the answer to its first join.
            answerWithCurrentGeneration(call, now: now)
        case .stable where !isChanged && memberID != leader:
            answerWithCurrentGeneration(call, now: now)
        default:
            // The leader joins again when what it assigns has changed (partitions, say), which its metadata do not show.
            wait(call, as: memberID)
            prepareRebalance(now: now)
        }
    }

    /// The member waits for the next generation. A call of its that already did is answered: nobody is to hang.
    private mutating func wait(_ call: JoinCall, as memberID: String) {
        guard var member = members[memberID] else { return }
        if let earlier = member.waitingJoin {
            emit(.answerJoin(earlier, .refused(.rebalanceInProgress, memberID: memberID)))
        }
        member.update(from: call)
        member.waitingJoin = call.id
        member.handover = nil
        members.insert(member)
    }

    private mutating func answerWithCurrentGeneration(_ call: JoinCall, now: BrokerInstant) {
        emit(.answerJoin(call.id, currentGeneration(for: call.member.memberID)))
        takeSignOfLife(of: call.member.memberID, now: now)
    }

    func currentGeneration(for memberID: String) -> JoinAnswer {
        JoinAnswer(
            generation: generation, protocolType: protocolType, protocolName: protocolName, leader: leader ?? "",
            memberID: memberID, members: memberID == leader ? joinedMembers : [])
    }

    private var joinedMembers: [JoinedMember] {
        members.inOrder.map { member in
            JoinedMember(
                memberID: member.id, instanceID: member.instanceID, metadata: member.metadata(of: protocolName))
        }
    }
}
