import NIOCore

struct DescribeGroupsRequest: Equatable {
    let groupIDs: [String]
}

extension DescribeGroupsRequest: RequestBody {
    init(from reader: inout WireReader, version: Int16) throws(WireError) {
        groupIDs = try reader.strings()
        if version >= 3 { _ = try reader.bool() }  // whether to list the authorized operations: there are no ACLs
        try reader.tags()
    }
}

struct DescribeGroupsResponse: ResponseBody, Equatable {
    let groups: [Group]

    struct Group: ResponseBody, Equatable {
        let error: ErrorCode
        let groupID: String
        /// As Kafka names it: `Stable`, `PreparingRebalance`, `CompletingRebalance`, `Empty` or `Dead`.
        let state: String
        let protocolType: String
        /// Empty unless the group is stable.
        let protocolName: String
        let members: [Member]

        func write(to writer: inout WireWriter, version: Int16) {
            writer.error(error)
            writer.string(groupID)
            writer.string(state)
            writer.string(protocolType)
            writer.string(protocolName)
            writer.array(members, version: version)
            if version >= 3 { writer.int32(.min) }  // authorized operations: not asked, as Kafka says it
            writer.tags()
        }
    }

    struct Member: ResponseBody, Equatable {
        let memberID: String
        let instanceID: String?
        let clientID: String
        let clientHost: String
        let metadata: ByteBuffer
        let assignment: ByteBuffer

        func write(to writer: inout WireWriter, version: Int16) {
            writer.string(memberID)
            if version >= 4 { writer.nullableString(instanceID) }
            writer.string(clientID)
            writer.string(clientHost)
            writer.bytes(metadata)
            writer.bytes(assignment)
            writer.tags()
        }
    }

    func write(to writer: inout WireWriter, version: Int16) {
        if version >= 1 { writer.int32(0) }  // throttle time: never
        writer.array(groups, version: version)
        writer.tags()
    }
}
