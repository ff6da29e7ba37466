struct HeartbeatRequest: Equatable {
    let groupID: String
    let generation: Int32
    let memberID: String
    let instanceID: String?
}

extension HeartbeatRequest: RequestBody {
    init(from reader: inout WireReader, version: Int16) throws(WireError) {
        groupID = try reader.string()
        generation = try reader.int32()
        memberID = try reader.string()
        instanceID = version >= 3 ? try reader.nullableString() : nil
        try reader.tags()
    }
}

struct HeartbeatResponse: ResponseBody, Equatable {
    let error: ErrorCode

    func write(to writer: inout WireWriter, version: Int16) {
        if version >= 1 { writer.int32(0) }  // throttle time: never
        writer.error(error)
        writer.tags()
    }
}
