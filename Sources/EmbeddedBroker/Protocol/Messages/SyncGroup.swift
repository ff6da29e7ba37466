import NIOCore

struct SyncGroupRequest: Equatable {
    let groupID: String
    let generation: Int32
    let memberID: String
    let instanceID: String?
    /// nil below version 5, as is `protocolName`.
    let protocolType: String?
    let protocolName: String?
    /// From the leader only; all others send none.
    let assignments: [Assignment]

    struct Assignment: Equatable {
        let memberID: String
        let assignment: ByteBuffer
    }
}

extension SyncGroupRequest: RequestBody {
    init(from reader: inout WireReader, version: Int16) throws(WireError) {
        groupID = try reader.string()
        generation = try reader.int32()
        memberID = try reader.string()
        instanceID = version >= 3 ? try reader.nullableString() : nil
        protocolType = version >= 5 ? try reader.nullableString() : nil
        protocolName = version >= 5 ? try reader.nullableString() : nil
        assignments = try reader.array(version: version)
        try reader.tags()
    }
}

extension SyncGroupRequest.Assignment: RequestBody {
    init(from reader: inout WireReader, version: Int16) throws(WireError) {
        memberID = try reader.string()
        assignment = try reader.bytes()
        try reader.tags()
    }
}

struct SyncGroupResponse: ResponseBody, Equatable {
    let error: ErrorCode
    /// nil after an error, as is `protocolName`.
    let protocolType: String?
    let protocolName: String?
    /// Empty after an error.
    let assignment: ByteBuffer

    func write(to writer: inout WireWriter, version: Int16) {
        if version >= 1 { writer.int32(0) }  // throttle time: never
        writer.error(error)
        if version >= 5 {
            writer.nullableString(protocolType)
            writer.nullableString(protocolName)
        }
        writer.bytes(assignment)
        writer.tags()
    }
}
