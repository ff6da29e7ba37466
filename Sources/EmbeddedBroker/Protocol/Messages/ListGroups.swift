struct ListGroupsRequest: Equatable {
    /// Only groups in one of these states; all groups if empty.
    let states: [String]
}

extension ListGroupsRequest: RequestBody {
    init(from reader: inout WireReader, version: Int16) throws(WireError) {
        states = version >= 4 ? try reader.strings() : []
        try reader.tags()
    }
}

struct ListGroupsResponse: ResponseBody, Equatable {
    let error: ErrorCode
    let groups: [Group]

    struct Group: ResponseBody, Equatable {
        let groupID: String
        let protocolType: String
        /// As in `DescribeGroupsResponse`.
        let state: String

        func write(to writer: inout WireWriter, version: Int16) {
            writer.string(groupID)
            writer.string(protocolType)
            if version >= 4 { writer.string(state) }
            writer.tags()
        }
    }

    func write(to writer: inout WireWriter, version: Int16) {
        if version >= 1 { writer.int32(0) }  // throttle time: never
        writer.error(error)
        writer.array(groups, version: version)
        writer.tags()
    }
}
