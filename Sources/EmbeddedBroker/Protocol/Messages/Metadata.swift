struct MetadataRequest: Equatable {
    /// All topics if nil.
    let topicNames: [String]?
    let allowsTopicCreation: Bool
}

extension MetadataRequest: RequestBody {
    init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let names = try reader.nullableArray { (reader) throws(WireError) in
            let name = try reader.string()
            try reader.tags()
            return name
        }
        // Version 0 has no null: there an empty array asks for all topics; from version 1 on it asks for none.
        if version == 0 && names == nil { throw .unexpectedNull }
        topicNames = version == 0 && names == [] ? nil : names
        allowsTopicCreation = version >= 4 ? try reader.bool() : true
        if version >= 8 {  // whether to list the authorized operations of the cluster, and of topics: there are no ACLs
            _ = try reader.bool()
            _ = try reader.bool()
        }
        try reader.tags()
    }
}

struct MetadataResponse: ResponseBody, Equatable {
    let broker: BrokerAddress
    let clusterID: String
    let topics: [Topic]

    struct Topic: Equatable {
        let error: ErrorCode
        let name: String
        /// 0 after an error.
        let partitionCount: Int32
    }

    func write(to writer: inout WireWriter, version: Int16) {
        if version >= 3 { writer.int32(0) }  // throttle time: never
        writer.array([broker]) { $0.node($1, version: version) }
        if version >= 2 { writer.nullableString(clusterID) }
        if version >= 1 { writer.int32(broker.nodeID) }  // controller
        writer.array(topics) { $0.topic($1, on: broker.nodeID, version: version) }
        if version >= 8 { writer.int32(.min) }  // authorized operations of the cluster: not asked, as Kafka says it
        writer.tags()
    }
}

extension WireWriter {
    fileprivate mutating func node(_ broker: BrokerAddress, version: Int16) {
        int32(broker.nodeID)
        string(broker.host)
        int32(broker.port)
        if version >= 1 { nullableString(nil) }  // rack
        tags()
    }

    fileprivate mutating func topic(_ topic: MetadataResponse.Topic, on nodeID: Int32, version: Int16) {
        error(topic.error)
        string(topic.name)
        if version >= 1 { bool(false) }  // internal: there are no such topics
        array(Array(0..<topic.partitionCount)) { $0.partition($1, on: nodeID, version: version) }
        if version >= 8 { int32(.min) }  // authorized operations
        tags()
    }

    fileprivate mutating func partition(_ number: Int32, on nodeID: Int32, version: Int16) {
        error(.none)
        int32(number)
        int32(nodeID)  // leader
        if version >= 7 { int32(0) }  // leader epoch: never changes
        array([nodeID]) { $0.int32($1) }  // replicas
        array([nodeID]) { $0.int32($1) }  // replicas in sync
        if version >= 5 { array([Int32]()) { $0.int32($1) } }  // replicas offline
        tags()
    }
}
