struct DescribeConfigsRequest: Equatable {
    let resources: [Resource]

    struct Resource: Equatable {
        /// One of `ConfigResourceType`, or one that this broker does not have.
        let type: Int8
        let name: String
        /// All configs if nil.
        let configNames: [String]?
    }
}

extension DescribeConfigsRequest: RequestBody {
    init(from reader: inout WireReader, version: Int16) throws(WireError) {
        resources = try reader.array(version: version)
        if version >= 1 { _ = try reader.bool() }  // whether to add synonyms: see the reply
        if version >= 3 { _ = try reader.bool() }  // whether to add documentation: see the reply
        try reader.tags()
    }
}

extension DescribeConfigsRequest.Resource: RequestBody {
    init(from reader: inout WireReader, version: Int16) throws(WireError) {
        type = try reader.int8()
        name = try reader.string()
        configNames = try reader.nullableArray { (reader) throws(WireError) in try reader.string() }
        try reader.tags()
    }
}

struct DescribeConfigsResponse: ResponseBody, Equatable {
    let resources: [Resource]

    struct Resource: ResponseBody, Equatable {
        let error: ErrorCode
        let message: String?
        let type: Int8
        let name: String
        let configs: [Config]

        func write(to writer: inout WireWriter, version: Int16) {
            writer.error(error)
            writer.nullableString(message)
            writer.int8(type)
            writer.string(name)
            writer.array(configs, version: version)
            writer.tags()
        }
    }

    struct Config: ResponseBody, Equatable {
        let name: String
        let value: String?
        let isReadOnly: Bool
        let source: ConfigSource
        let type: ConfigType

        func write(to writer: inout WireWriter, version: Int16) {
            writer.string(name)
            writer.nullableString(value)
            writer.bool(isReadOnly)
            if version >= 1 { writer.int8(source.rawValue) } else { writer.bool(source == .builtIn) }
            writer.bool(false)  // sensitive: no config is secret
            if version >= 1 { writer.array([Int32]()) { $0.int32($1) } }  // synonyms: a config has one name
            if version >= 3 {
                writer.int8(type.rawValue)
                writer.nullableString(nil)  // documentation: none is kept
            }
            writer.tags()
        }
    }

    func write(to writer: inout WireWriter, version: Int16) {
        writer.int32(0)  // throttle time: never
        writer.array(resources, version: version)
        writer.tags()
    }
}
