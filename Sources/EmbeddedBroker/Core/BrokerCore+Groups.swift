extension BrokerCore {
    func describeGroups(_ request: DescribeGroupsRequest, _ reply: Reply) {
        let ids = request.groupIDs.uniqued(by: \.self)
        // A group that only has committed offsets is an empty one.
        read { db in
            Set(try OffsetStore.groups(in: db))
        } then: { [self] result in
            guard case .success(let withOffsets) = result else {
                reply.send(DescribeGroupsResponse(groups: ids.map { .unavailable($0) }))
                return
            }
            let described = ids.map { id in
                let group = groups.describe(id)
                let isEmpty = group == .dead && withOffsets.contains(id)
                return DescribeGroupsResponse.Group(
                    error: .none, groupID: id, state: isEmpty ? "Empty" : group.state, protocolType: group.protocolType,
                    protocolName: group.protocolName,
                    members: group.members.map { member in
                        .init(
                            memberID: member.id, instanceID: member.instanceID, clientID: member.clientID,
                            clientHost: member.clientHost, metadata: member.metadata, assignment: member.assignment)
                    })
            }
            reply.send(DescribeGroupsResponse(groups: described))
        }
    }

    func listGroups(_ request: ListGroupsRequest, _ reply: Reply) {
        read { db in
            try OffsetStore.groups(in: db)
        } then: { [self] result in
            guard case .success(let withOffsets) = result else {
                reply.send(ListGroupsResponse(error: .coordinatorNotAvailable, groups: []))
                return
            }
            let known = Set(groups.list(states: []).map(\.groupID))
            let wantsEmpty = request.states.isEmpty || request.states.contains { $0.lowercased() == "empty" }
            let others = withOffsets.filter { wantsEmpty && !known.contains($0) }
            let listed = groups.list(states: request.states).map {
                ListGroupsResponse.Group(groupID: $0.groupID, protocolType: $0.protocolType, state: $0.state)
            }
            let empty = others.map { ListGroupsResponse.Group(groupID: $0, protocolType: "", state: "Empty") }
            reply.send(
                ListGroupsResponse(error: .none, groups: (listed + empty).sorted { $0.groupID < $1.groupID }))
        }
    }

    func deleteGroups(_ request: DeleteGroupsRequest, _ reply: Reply) {
        let verdicts = request.groupIDs.uniqued(by: \.self).map { ($0, groups.delete($0)) }
        let gone = verdicts.filter { $0.1 == .none || $0.1 == .groupIDNotFound }.map(\.0)
        // Those that only have committed offsets are groups, too.
        writes.write { transaction in
            Set(try gone.filter { try transaction.deleteGroup($0) })
        } then: { result in
            let answers = verdicts.map { id, error in
                switch result {
                case .success(let deleted) where deleted.contains(id):
                    DeleteGroupsResponse.Group(groupID: id, error: .none)
                case .success: DeleteGroupsResponse.Group(groupID: id, error: error)
                case .failure: DeleteGroupsResponse.Group(groupID: id, error: .coordinatorNotAvailable)
                }
            }
            reply.send(DeleteGroupsResponse(groups: answers))
        }
    }
}

extension DescribeGroupsResponse.Group {
    fileprivate static func unavailable(_ groupID: String) -> Self {
        .init(
            error: .coordinatorNotAvailable, groupID: groupID, state: "", protocolType: "", protocolName: "",
            members: [])
    }
}
