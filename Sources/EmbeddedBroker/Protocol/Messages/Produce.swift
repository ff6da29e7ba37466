import NIOCore

struct ProduceRequest: Equatable {
    let transactionalID: String?
    /// 0: no reply; 1 or −1: a reply once the records are safe; anything else is an error.
    let acks: Int16
    let timeoutMilliseconds: Int32
    let topics: [Topic]

    typealias Topic = ByTopic<Partition>

    struct Partition: Equatable {
        let number: Int32
        let records: ByteBuffer?
    }
}

extension ProduceRequest: RequestBody {
    init(from reader: inout WireReader, version: Int16) throws(WireError) {
        transactionalID = version >= 3 ? try reader.nullableString() : nil
        acks = try reader.int16()
        timeoutMilliseconds = try reader.int32()
        topics = try reader.array(version: version)
        try reader.tags()
    }
}

extension ProduceRequest.Partition: RequestBody {
    init(from reader: inout WireReader, version: Int16) throws(WireError) {
        number = try reader.int32()
        records = try reader.nullableBytes()
        try reader.tags()
    }
}

struct ProduceResponse: ResponseBody, Equatable {
    let topics: [Topic]

    typealias Topic = ByTopic<Partition>

    struct Partition: ResponseBody, Equatable {
        let number: Int32
        let error: ErrorCode
        let message: String?
        /// The offset of the first record; −1 after an error.
        let baseOffset: Int64
        /// The first offset that is still there; −1 after an error.
        let logStartOffset: Int64

        func write(to writer: inout WireWriter, version: Int16) {
            writer.int32(number)
            writer.error(error)
            writer.int64(baseOffset)
            if version >= 2 { writer.int64(-1) }  // log append time: records keep the time they came with
            if version >= 5 { writer.int64(logStartOffset) }
            if version >= 8 {
                writer.array([Int32]()) { $0.int32($1) }  // single bad records: a batch is taken or refused whole
                writer.nullableString(message)
            }
            writer.tags()
        }
    }

    func write(to writer: inout WireWriter, version: Int16) {
        writer.array(topics, version: version)
        if version >= 1 { writer.int32(0) }  // throttle time: never
        writer.tags()
    }
}
