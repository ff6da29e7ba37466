struct DeleteGroupsRequest: Equatable {
    let groupIDs: [String]
}

extension DeleteGroupsRequest: RequestBody {
    init(from reader: inout WireReader, version: Int16) throws(WireError) {
        groupIDs = try reader.strings()
        try reader.tags()
    }
}

struct DeleteGroupsResponse: ResponseBody, Equatable {
    let groups: [Group]

    struct Group: ResponseBody, Equatable {
        let groupID: String
        let error: ErrorCode

        func write(to writer: inout WireWriter, version: Int16) {
            writer.string(groupID)
            writer.error(error)
            writer.tags()
        }
    }

    func write(to writer: inout WireWriter, version: Int16) {
        writer.int32(0)  // throttle time: never
        writer.array(groups, version: version)
        writer.tags()
    }
}
