struct LeaveGroupRequest: Equatable {
    let groupID: String
    /// Always one below version 3.
    let members: [Member]

    struct Member: Equatable {
        /// May be empty where there is an instance id.
        let memberID: String
        let instanceID: String?
    }
}

extension LeaveGroupRequest: RequestBody {
    init(from reader: inout WireReader, version: Int16) throws(WireError) {
        groupID = try reader.string()
        if version >= 3 {
            members = try reader.array(version: version)
        } else {
            members = [Member(memberID: try reader.string(), instanceID: nil)]
        }
        try reader.tags()
    }
}

extension LeaveGroupRequest.Member: RequestBody {
    init(from reader: inout WireReader, version: Int16) throws(WireError) {
        memberID = try reader.string()
        instanceID = try reader.nullableString()
        try reader.tags()
    }
}

struct LeaveGroupResponse: ResponseBody, Equatable {
    /// Of the request as a whole.
    let error: ErrorCode
    let members: [Member]

    struct Member: ResponseBody, Equatable {
        let memberID: String
        let instanceID: String?
        let error: ErrorCode

        func write(to writer: inout WireWriter, version: Int16) {
            writer.string(memberID)
            writer.nullableString(instanceID)
            writer.error(error)
            writer.tags()
        }
    }

    func write(to writer: inout WireWriter, version: Int16) {
        if version >= 1 { writer.int32(0) }  // throttle time: never
        if version >= 3 {
            writer.error(error)
            writer.array(members, version: version)
        } else {
            // There the error of the one member is the error of the request.
            writer.error(error == .none ? members.first?.error ?? .none : error)
        }
        writer.tags()
    }
}
