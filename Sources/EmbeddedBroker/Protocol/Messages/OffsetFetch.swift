struct OffsetFetchRequest: Equatable {
    let groupID: String
    /// All that the group has committed if nil.
    let topics: [Topic]?

    struct Topic: Equatable {
        let name: String
        let partitions: [Int32]
    }
}

extension OffsetFetchRequest: RequestBody {
    init(from reader: inout WireReader, version: Int16) throws(WireError) {
        groupID = try reader.string()
        topics = version >= 2 ? try reader.nullableArray(version: version) : try reader.array(version: version)
        if version >= 7 { _ = try reader.bool() }  // require stable: without transactions every offset is
        try reader.tags()
    }
}

extension OffsetFetchRequest.Topic: RequestBody {
    init(from reader: inout WireReader, version: Int16) throws(WireError) {
        name = try reader.string()
        partitions = try reader.int32s()
        try reader.tags()
    }
}

struct OffsetFetchResponse: ResponseBody, Equatable {
    /// Of the group; version 1 has none, so that there every partition must carry it.
    let error: ErrorCode
    let topics: [Topic]

    typealias Topic = ByTopic<Partition>

    struct Partition: ResponseBody, Equatable {
        let number: Int32
        /// −1 where nothing is committed; then the leader epoch is −1 and the metadata empty.
        let offset: Int64
        let leaderEpoch: Int32
        let metadata: String?
        let error: ErrorCode

        func write(to writer: inout WireWriter, version: Int16) {
            writer.int32(number)
            writer.int64(offset)
            if version >= 5 { writer.int32(leaderEpoch) }
            writer.nullableString(metadata)
            writer.error(error)
            writer.tags()
        }
    }

    func write(to writer: inout WireWriter, version: Int16) {
        if version >= 3 { writer.int32(0) }  // throttle time: never
        writer.array(topics, version: version)
        if version >= 2 { writer.error(error) }
        writer.tags()
    }
}
