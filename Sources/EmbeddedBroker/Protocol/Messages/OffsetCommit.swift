struct OffsetCommitRequest: Equatable {
    let groupID: String
    /// −1 for a commit from outside the group.
    let generation: Int32
    let memberID: String
    let instanceID: String?
    let topics: [Topic]

    typealias Topic = ByTopic<Partition>

    struct Partition: Equatable {
        let number: Int32
        let offset: Int64
        let leaderEpoch: Int32
        let metadata: String?
    }
}

extension OffsetCommitRequest: RequestBody {
    init(from reader: inout WireReader, version: Int16) throws(WireError) {
        groupID = try reader.string()
        generation = try reader.int32()
        memberID = try reader.string()
        instanceID = version >= 7 ? try reader.nullableString() : nil
        if version <= 4 { _ = try reader.int64() }  // retention time: the broker's own holds
        topics = try reader.array(version: version)
        try reader.tags()
    }
}

extension OffsetCommitRequest.Partition: RequestBody {
    init(from reader: inout WireReader, version: Int16) throws(WireError) {
        number = try reader.int32()
        offset = try reader.int64()
        leaderEpoch = version >= 6 ? try reader.int32() : -1
        metadata = try reader.nullableString()
        try reader.tags()
    }
}

struct OffsetCommitResponse: ResponseBody, Equatable {
    let topics: [Topic]

    typealias Topic = ByTopic<Partition>

    struct Partition: ResponseBody, Equatable {
        let number: Int32
        let error: ErrorCode

        func write(to writer: inout WireWriter, version: Int16) {
            writer.int32(number)
            writer.error(error)
            writer.tags()
        }
    }

    func write(to writer: inout WireWriter, version: Int16) {
        if version >= 3 { writer.int32(0) }  // throttle time: never
        writer.array(topics, version: version)
        writer.tags()
    }
}
