/// What a message says of some partitions of one topic.
struct ByTopic<Partition> {
    let name: String
    let partitions: [Partition]
}

extension ByTopic: Equatable where Partition: Equatable {}

extension ByTopic: Sendable where Partition: Sendable {}

extension ByTopic: RequestBody where Partition: RequestBody {
    init(from reader: inout WireReader, version: Int16) throws(WireError) {
        name = try reader.string()
        partitions = try reader.array(version: version)
        try reader.tags()
    }
}

extension ByTopic: ResponseBody where Partition: ResponseBody {
    func write(to writer: inout WireWriter, version: Int16) {
        writer.string(name)
        writer.array(partitions, version: version)
        writer.tags()
    }
}
