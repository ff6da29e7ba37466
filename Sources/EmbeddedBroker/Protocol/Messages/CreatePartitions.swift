struct CreatePartitionsRequest: Equatable {
    let topics: [Topic]
    let timeoutMilliseconds: Int32
    let validatesOnly: Bool

    struct Topic: Equatable {
        let name: String
        /// With those that are there.
        let partitionCount: Int32
        /// Of the new partitions, in their order; nil leaves it to the broker.
        let assignments: [Assignment]?
    }

    struct Assignment: Equatable {
        let nodeIDs: [Int32]
    }
}

extension CreatePartitionsRequest: RequestBody {
    init(from reader: inout WireReader, version: Int16) throws(WireError) {
        topics = try reader.array(version: version)
        timeoutMilliseconds = try reader.int32()
        validatesOnly = try reader.bool()
        try reader.tags()
    }
}

extension CreatePartitionsRequest.Topic: RequestBody {
    init(from reader: inout WireReader, version: Int16) throws(WireError) {
        name = try reader.string()
        partitionCount = try reader.int32()
        assignments = try reader.nullableArray(version: version)
        try reader.tags()
    }
}

extension CreatePartitionsRequest.Assignment: RequestBody {
    init(from reader: inout WireReader, version: Int16) throws(WireError) {
        nodeIDs = try reader.int32s()
        try reader.tags()
    }
}

struct CreatePartitionsResponse: ResponseBody, Equatable {
    let topics: [Topic]

    struct Topic: ResponseBody, Equatable {
        let name: String
        let error: ErrorCode
        let message: String?

        func write(to writer: inout WireWriter, version: Int16) {
            writer.string(name)
            writer.error(error)
            writer.nullableString(message)
            writer.tags()
        }
    }

    func write(to writer: inout WireWriter, version: Int16) {
        writer.int32(0)  // throttle time: never
        writer.array(topics, version: version)
        writer.tags()
    }
}
