struct CreateTopicsRequest: Equatable {
    let topics: [Topic]
    let timeoutMilliseconds: Int32
    let validatesOnly: Bool

    struct Topic: Equatable {
        let name: String
        /// −1 for the broker's own number, or where there are assignments; so is the replication factor.
        let partitionCount: Int32
        let replicationFactor: Int16
        let assignments: [Assignment]
        let configs: [Config]
    }

    struct Assignment: Equatable {
        let partition: Int32
        let nodeIDs: [Int32]
    }

    struct Config: Equatable {
        let name: String
        let value: String?
    }
}

extension CreateTopicsRequest: RequestBody {
    init(from reader: inout WireReader, version: Int16) throws(WireError) {
        topics = try reader.array(version: version)
        timeoutMilliseconds = try reader.int32()
        validatesOnly = version >= 1 ? try reader.bool() : false
        try reader.tags()
    }
}

extension CreateTopicsRequest.Topic: RequestBody {
    init(from reader: inout WireReader, version: Int16) throws(WireError) {
        name = try reader.string()
        partitionCount = try reader.int32()
        replicationFactor = try reader.int16()
        assignments = try reader.array(version: version)
        configs = try reader.array(version: version)
        try reader.tags()
    }
}

extension CreateTopicsRequest.Assignment: RequestBody {
    init(from reader: inout WireReader, version: Int16) throws(WireError) {
        partition = try reader.int32()
        nodeIDs = try reader.int32s()
        try reader.tags()
    }
}

extension CreateTopicsRequest.Config: RequestBody {
    init(from reader: inout WireReader, version: Int16) throws(WireError) {
        name = try reader.string()
        value = try reader.nullableString()
        try reader.tags()
    }
}

struct CreateTopicsResponse: ResponseBody, Equatable {
    let topics: [Topic]

    struct Topic: ResponseBody, Equatable {
        let name: String
        let error: ErrorCode
        let message: String?
        /// nil after an error.
        let partitionCount: Int32?
        let configs: [Config]

        func write(to writer: inout WireWriter, version: Int16) {
            writer.string(name)
            writer.error(error)
            if version >= 1 { writer.nullableString(message) }
            if version >= 5 {
                writer.int32(partitionCount ?? -1)
                writer.int16(partitionCount == nil ? -1 : 1)  // replication factor
                writer.array(configs, version: version)
            }
            writer.tags()
        }
    }

    struct Config: ResponseBody, Equatable {
        let name: String
        let value: String?
        let isReadOnly: Bool
        let source: ConfigSource

        func write(to writer: inout WireWriter, version: Int16) {
            writer.string(name)
            writer.nullableString(value)
            writer.bool(isReadOnly)
            writer.int8(source.rawValue)
            writer.bool(false)  // sensitive: no config is secret
            writer.tags()
        }
    }

    func write(to writer: inout WireWriter, version: Int16) {
        if version >= 2 { writer.int32(0) }  // throttle time: never
        writer.array(topics, version: version)
        writer.tags()
    }
}
