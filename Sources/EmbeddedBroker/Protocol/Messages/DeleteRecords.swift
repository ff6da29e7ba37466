struct DeleteRecordsRequest: Equatable {
    let topics: [Topic]
    let timeoutMilliseconds: Int32

    typealias Topic = ByTopic<Partition>

    struct Partition: Equatable {
        /// In place of an offset: the high watermark.
        static let highWatermark: Int64 = -1

        let number: Int32
        /// The records before it are to go.
        let offset: Int64
    }
}

extension DeleteRecordsRequest: RequestBody {
    init(from reader: inout WireReader, version: Int16) throws(WireError) {
        topics = try reader.array(version: version)
        timeoutMilliseconds = try reader.int32()
        try reader.tags()
    }
}

extension DeleteRecordsRequest.Partition: RequestBody {
    init(from reader: inout WireReader, version: Int16) throws(WireError) {
        number = try reader.int32()
        offset = try reader.int64()
        try reader.tags()
    }
}

struct DeleteRecordsResponse: ResponseBody, Equatable {
    let topics: [Topic]

    typealias Topic = ByTopic<Partition>

    struct Partition: ResponseBody, Equatable {
        let number: Int32
        /// The first offset that is still there; −1 after an error.
        let logStartOffset: Int64
        let error: ErrorCode

        func write(to writer: inout WireWriter, version: Int16) {
            writer.int32(number)
            writer.int64(logStartOffset)
            writer.error(error)
            writer.tags()
        }
    }

    func write(to writer: inout WireWriter, version: Int16) {
        writer.int32(0)  // throttle time: never
        writer.array(topics, version: version)
        writer.tags()
    }
}
