import NIOCore

struct FetchRequest: Equatable {
    let maxWaitMilliseconds: Int32
    let minBytes: Int32
    let maxBytes: Int32
    let sessionID: Int32
    /// −1: a whole fetch without a session; 0: one that asks for a session; above: only what changed in the session.
    let sessionEpoch: Int32
    let topics: [Topic]
    let forgottenTopics: [ForgottenTopic]

    typealias Topic = ByTopic<Partition>

    struct Partition: Equatable {
        let number: Int32
        let offset: Int64
        let maxBytes: Int32
    }

    struct ForgottenTopic: Equatable {
        let name: String
        let partitions: [Int32]
    }
}

extension FetchRequest: RequestBody {
    init(from reader: inout WireReader, version: Int16) throws(WireError) {
        _ = try reader.int32()  // replica id: only consumers fetch here
        maxWaitMilliseconds = try reader.int32()
        minBytes = try reader.int32()
        maxBytes = try reader.int32()
        _ = try reader.int8()  // isolation level: without transactions both are the same
        sessionID = version >= 7 ? try reader.int32() : 0
        sessionEpoch = version >= 7 ? try reader.int32() : -1
        topics = try reader.array(version: version)
        forgottenTopics = version >= 7 ? try reader.array(version: version) : []
        if version >= 11 { _ = try reader.string() }  // rack id: there is one node
        try reader.tags()
    }
}

extension FetchRequest.Partition: RequestBody {
    init(from reader: inout WireReader, version: Int16) throws(WireError) {
        number = try reader.int32()
        if version >= 9 { _ = try reader.int32() }  // current leader epoch: always 0
        offset = try reader.int64()
        if version >= 12 { _ = try reader.int32() }  // last fetched epoch: logs do not diverge on one node
        if version >= 5 { _ = try reader.int64() }  // log start offset: of a follower
        maxBytes = try reader.int32()
        try reader.tags()
    }
}

extension FetchRequest.ForgottenTopic: RequestBody {
    init(from reader: inout WireReader, version: Int16) throws(WireError) {
        name = try reader.string()
        partitions = try reader.int32s()
        try reader.tags()
    }
}

struct FetchResponse: ResponseBody, Equatable {
    /// Of the session; a version below 7 has none.
    let error: ErrorCode
    let sessionID: Int32
    let topics: [Topic]

    typealias Topic = ByTopic<Partition>

    struct Partition: ResponseBody, Equatable {
        let number: Int32
        let error: ErrorCode
        /// −1 after an error, as is `logStartOffset`.
        let highWatermark: Int64
        let logStartOffset: Int64
        /// Whole record batches. Empty where there are none: librdkafka takes null for a broken reply.
        let records: ByteBuffer

        func write(to writer: inout WireWriter, version: Int16) {
            writer.int32(number)
            writer.error(error)
            writer.int64(highWatermark)
            writer.int64(highWatermark)  // last stable offset: the same without transactions
            if version >= 5 { writer.int64(logStartOffset) }
            writer.array([Int32]()) { $0.int32($1) }  // aborted transactions
            if version >= 11 { writer.int32(-1) }  // preferred read replica
            writer.nullableBytes(records)
            writer.tags()
        }
    }

    func write(to writer: inout WireWriter, version: Int16) {
        writer.int32(0)  // throttle time: never
        if version >= 7 {
            writer.error(error)
            writer.int32(sessionID)
        }
        writer.array(topics, version: version)
        writer.tags()
    }
}
