import NIOCore

struct JoinGroupRequest: Equatable {
    let groupID: String
    let sessionTimeoutMilliseconds: Int32
    let rebalanceTimeoutMilliseconds: Int32
    /// Empty for a new member.
    let memberID: String
    let instanceID: String?
    let protocolType: String
    /// The one that the member likes best comes first.
    let protocols: [SupportedProtocol]

    struct SupportedProtocol: Equatable {
        let name: String
        let metadata: ByteBuffer
    }
}

extension JoinGroupRequest: RequestBody {
    init(from reader: inout WireReader, version: Int16) throws(WireError) {
        groupID = try reader.string()
        sessionTimeoutMilliseconds = try reader.int32()
        // Version 0 has one timeout for both.
        rebalanceTimeoutMilliseconds = version >= 1 ? try reader.int32() : sessionTimeoutMilliseconds
        memberID = try reader.string()
        instanceID = version >= 5 ? try reader.nullableString() : nil
        protocolType = try reader.string()
        protocols = try reader.array(version: version)
        try reader.tags()
    }
}

extension JoinGroupRequest.SupportedProtocol: RequestBody {
    init(from reader: inout WireReader, version: Int16) throws(WireError) {
        name = try reader.string()
        metadata = try reader.bytes()
        try reader.tags()
    }
}

struct JoinGroupResponse: ResponseBody, Equatable {
    let error: ErrorCode
    /// −1 after an error.
    let generation: Int32
    /// nil after an error, as is `protocolName`.
    let protocolType: String?
    let protocolName: String?
    let leaderID: String
    let memberID: String
    /// For the leader only; all others get none.
    let members: [Member]

    struct Member: ResponseBody, Equatable {
        let memberID: String
        let instanceID: String?
        let metadata: ByteBuffer

        func write(to writer: inout WireWriter, version: Int16) {
            writer.string(memberID)
            if version >= 5 { writer.nullableString(instanceID) }
            writer.bytes(metadata)
            writer.tags()
        }
    }

    func write(to writer: inout WireWriter, version: Int16) {
        if version >= 2 { writer.int32(0) }  // throttle time: never
        writer.error(error)
        writer.int32(generation)
        if version >= 7 { writer.nullableString(protocolType) }
        // Null only from version 7 on.
        if version >= 7 { writer.nullableString(protocolName) } else { writer.string(protocolName ?? "") }
        writer.string(leaderID)
        writer.string(memberID)
        writer.array(members, version: version)
        writer.tags()
    }
}
