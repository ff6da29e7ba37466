struct DeleteTopicsRequest: Equatable {
    let topicNames: [String]
    let timeoutMilliseconds: Int32
}

extension DeleteTopicsRequest: RequestBody {
    init(from reader: inout WireReader, version: Int16) throws(WireError) {
        topicNames = try reader.strings()
        timeoutMilliseconds = try reader.int32()
        try reader.tags()
    }
}

struct DeleteTopicsResponse: ResponseBody, Equatable {
    let topics: [Topic]

    struct Topic: ResponseBody, Equatable {
        let name: String
        let error: ErrorCode
        let message: String?

        func write(to writer: inout WireWriter, version: Int16) {
            writer.string(name)
            writer.error(error)
            if version >= 5 { writer.nullableString(message) }
            writer.tags()
        }
    }

    func write(to writer: inout WireWriter, version: Int16) {
        if version >= 1 { writer.int32(0) }  // throttle time: never
        writer.array(topics, version: version)
        writer.tags()
    }
}
