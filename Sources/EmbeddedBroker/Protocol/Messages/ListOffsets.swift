struct ListOffsetsRequest: Equatable {
    let topics: [Topic]

    typealias Topic = ByTopic<Partition>

    struct Partition: Equatable {
        /// In place of a time: the offset behind the last record, the first offset, the record with the highest time.
        static let latest: Int64 = -1
        static let earliest: Int64 = -2
        static let maxTimestamp: Int64 = -3

        let number: Int32
        /// The time (ms since 1970 UTC) whose first record is wanted, or one of the above.
        let timestamp: Int64
    }
}

extension ListOffsetsRequest: RequestBody {
    init(from reader: inout WireReader, version: Int16) throws(WireError) {
        _ = try reader.int32()  // replica id: only consumers ask here
        if version >= 2 { _ = try reader.int8() }  // isolation level: without transactions both are the same
        topics = try reader.array(version: version)
        try reader.tags()
    }
}

extension ListOffsetsRequest.Partition: RequestBody {
    init(from reader: inout WireReader, version: Int16) throws(WireError) {
        number = try reader.int32()
        if version >= 4 { _ = try reader.int32() }  // current leader epoch: always 0
        timestamp = try reader.int64()
        try reader.tags()
    }
}

struct ListOffsetsResponse: ResponseBody, Equatable {
    let topics: [Topic]

    typealias Topic = ByTopic<Partition>

    struct Partition: ResponseBody, Equatable {
        let number: Int32
        let error: ErrorCode
        /// Of the record found; −1 for the ends of the log and where there is none.
        let timestamp: Int64
        /// −1 where there is none.
        let offset: Int64

        func write(to writer: inout WireWriter, version: Int16) {
            writer.int32(number)
            writer.error(error)
            writer.int64(timestamp)
            writer.int64(offset)
            if version >= 4 { writer.int32(0) }  // leader epoch: never changes
            writer.tags()
        }
    }

    func write(to writer: inout WireWriter, version: Int16) {
        if version >= 2 { writer.int32(0) }  // throttle time: never
        writer.array(topics, version: version)
        writer.tags()
    }
}
