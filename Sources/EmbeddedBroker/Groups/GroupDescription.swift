import NIOCore

/// A group as DescribeGroups shows it.
struct GroupDescription: Equatable, Sendable {
    /// As Kafka prints it.
    let state: String
    let protocolType: String
    let protocolName: String
    let members: [Member]

    struct Member: Equatable, Sendable {
        let id: String
        let instanceID: String?
        let clientID: String
        let clientHost: String
        let metadata: ByteBuffer
        let assignment: ByteBuffer
    }

    /// Of a group that is not there.
    static let dead = GroupDescription(
        state: GroupPhase.dead.name, protocolType: "", protocolName: "", members: [])
}

/// A group as ListGroups shows it.
struct GroupListing: Equatable, Sendable {
    let groupID: String
    let protocolType: String
    let state: String
}

extension GroupPhase {
    /// As Kafka prints it.
    var name: String {
        switch self {
        case .empty: "Empty"
        case .preparing: "PreparingRebalance"
        case .completing: "CompletingRebalance"
        case .stable: "Stable"
        case .dead: "Dead"
        }
    }
}

extension ConsumerGroup {
    var listing: GroupListing {
        GroupListing(groupID: id, protocolType: protocolType ?? "", state: phase.name)
    }

    /// Subscriptions and assignments belong to a generation, and are shown when it is stable.
    var description: GroupDescription {
        let isStable = phase == .stable
        return GroupDescription(
            state: phase.name, protocolType: protocolType ?? "", protocolName: isStable ? protocolName ?? "" : "",
            members: members.inOrder.map { member in
                GroupDescription.Member(
                    id: member.id, instanceID: member.instanceID, clientID: member.clientID,
                    clientHost: member.clientHost,
                    metadata: isStable ? member.metadata(of: protocolName) : ByteBuffer(),
                    assignment: isStable ? member.assignment : ByteBuffer())
            })
    }
}

extension GroupTable {
    /// DescribeGroups. A group that is not there is dead.
    func describe(_ groupID: String) -> GroupDescription { self[groupID]?.description ?? .dead }

    /// ListGroups.
    ///
    /// - Parameter states: as Kafka prints them, in any case; empty: all.
    /// - Returns: ordered by id.
    func list(states: [String] = []) -> [GroupListing] {
        let states = Set(states.map { $0.lowercased() })
        return all.map(\.listing)
            .filter { states.isEmpty || states.contains($0.state.lowercased()) }
            .sorted { $0.groupID < $1.groupID }
    }
}
