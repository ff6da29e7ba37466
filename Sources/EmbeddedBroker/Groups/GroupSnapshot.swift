import NIOCore

/// What of a group outlives the broker: its newest generation, with the members it had when it was stable.
struct GroupSnapshot: Equatable, Codable, Sendable {
    let groupID: String
    let generation: Int32
    let protocolType: String?
    /// Nil, like the leader, when the group is empty.
    let protocolName: String?
    let leader: String?
    /// In the order of joining.
    let members: [Member]

    struct Member: Equatable, Codable, Sendable {
        let id: String
        let instanceID: String?
        let clientID: String
        let clientHost: String
        /// Milliseconds.
        let sessionTimeout: Int32
        /// Milliseconds.
        let rebalanceTimeout: Int32
        let protocols: [MemberProtocol]
        let assignment: ByteBuffer
    }
}

extension GroupSnapshot.Member {
    init(_ member: GroupMember) {
        id = member.id
        instanceID = member.instanceID
        clientID = member.clientID
        clientHost = member.clientHost
        sessionTimeout = member.sessionTimeout
        rebalanceTimeout = member.rebalanceTimeout
        protocols = member.protocols
        assignment = member.assignment
    }
}

extension ConsumerGroup {
    var snapshot: GroupSnapshot {
        GroupSnapshot(
            groupID: id, generation: generation, protocolType: protocolType, protocolName: protocolName,
            leader: leader, members: members.inOrder.map(GroupSnapshot.Member.init))
    }

    /// A group as it was saved, so that its clients go on as if nothing had happened: stable, with fresh sessions.
    ///
    /// A snapshot that cannot be (no protocol that all speak, a leader who is not a member) gives an empty group; its
    /// clients are told that they are unknown, and join again.
    ///
    /// - Parameter age: milliseconds since it was saved.
    init(restoring snapshot: GroupSnapshot, age: Int64, incarnation: Int, settings: GroupSettings, now: BrokerInstant) {
        let emptySince = now.advanced(byMilliseconds: -max(0, age))
        self.init(id: snapshot.groupID, incarnation: incarnation, settings: settings, now: emptySince)
        generation = max(0, snapshot.generation)
        protocolType = snapshot.protocolType
        var members = GroupMembers()
        for member in snapshot.members {
            members.insert(GroupMember(member, serial: members.nextSerial(), now: now))
        }
        if snapshot.isStable, members.checkInvariants().isEmpty, members.choice() != nil {
            self.members = members
            protocolName = snapshot.protocolName
            leader = snapshot.leader
            phase = .stable
        }
        rescheduleWake()
    }
}

extension GroupSnapshot {
    fileprivate var isStable: Bool {
        guard let leader, let protocolName, protocolType != nil, members.contains(where: { $0.id == leader }) else {
            return false
        }
        return members.allSatisfy { $0.protocols.contains { $0.name == protocolName } }
    }
}
