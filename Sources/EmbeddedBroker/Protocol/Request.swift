import NIOCore

/// Any request that this broker answers.
enum Request: Equatable {
    case produce(ProduceRequest)
    case fetch(FetchRequest)
    case listOffsets(ListOffsetsRequest)
    case metadata(MetadataRequest)
    case offsetCommit(OffsetCommitRequest)
    case offsetFetch(OffsetFetchRequest)
    case findCoordinator(FindCoordinatorRequest)
    case joinGroup(JoinGroupRequest)
    case heartbeat(HeartbeatRequest)
    case leaveGroup(LeaveGroupRequest)
    case syncGroup(SyncGroupRequest)
    case describeGroups(DescribeGroupsRequest)
    case listGroups(ListGroupsRequest)
    case apiVersions(ApiVersionsRequest)
    /// ApiVersions in a version that came after this broker. Its header carries version 0, in which Kafka answers it with
    /// the error `unsupportedVersion`: that is how a client learns what to ask instead.
    case unsupportedAPIVersions
    case createTopics(CreateTopicsRequest)
    case deleteTopics(DeleteTopicsRequest)
    case deleteRecords(DeleteRecordsRequest)
    case initProducerID(InitProducerIDRequest)
    case describeConfigs(DescribeConfigsRequest)
    case createPartitions(CreatePartitionsRequest)
    case deleteGroups(DeleteGroupsRequest)

    /// Reads the header and the body of one request.
    ///
    /// Bytes behind the last field are ignored, as Kafka does: librdkafka sends some with a Metadata request for all topics.
    ///
    /// - Parameter frame: the request without the length that stands before it.
    /// - Throws: `unsupported` for a request or version outside `APIKey`; another `WireError` for bytes that are no request.
    static func read(_ frame: ByteBuffer) throws(WireError) -> (RequestHeader, Request) {
        var head = WireReader(frame, flexible: false)
        let number = try head.int16()
        let version = try head.int16()
        guard let key = APIKey(rawValue: number) else { throw .unsupported(key: number, version: version) }
        let isTooNew = key == .apiVersions && version > key.versions.upperBound
        guard isTooNew || key.versions.contains(version) else { throw .unsupported(key: number, version: version) }

        var reader = WireReader(head.rest, flexible: key.isFlexible(version))
        let header = RequestHeader(
            key: key, version: isTooNew ? 0 : version, correlationID: try reader.int32(),
            clientID: try reader.fixedNullableString())
        if isTooNew { return (header, .unsupportedAPIVersions) }
        try reader.tags()
        return (header, try Request(key, from: &reader, version: version))
    }

    private init(_ key: APIKey, from reader: inout WireReader, version: Int16) throws(WireError) {
        self =
            switch key {
            case .produce: .produce(try .init(from: &reader, version: version))
            case .fetch: .fetch(try .init(from: &reader, version: version))
            case .listOffsets: .listOffsets(try .init(from: &reader, version: version))
            case .metadata: .metadata(try .init(from: &reader, version: version))
            case .offsetCommit: .offsetCommit(try .init(from: &reader, version: version))
            case .offsetFetch: .offsetFetch(try .init(from: &reader, version: version))
            case .findCoordinator: .findCoordinator(try .init(from: &reader, version: version))
            case .joinGroup: .joinGroup(try .init(from: &reader, version: version))
            case .heartbeat: .heartbeat(try .init(from: &reader, version: version))
            case .leaveGroup: .leaveGroup(try .init(from: &reader, version: version))
            case .syncGroup: .syncGroup(try .init(from: &reader, version: version))
            case .describeGroups: .describeGroups(try .init(from: &reader, version: version))
            case .listGroups: .listGroups(try .init(from: &reader, version: version))
            case .apiVersions: .apiVersions(try .init(from: &reader, version: version))
            case .createTopics: .createTopics(try .init(from: &reader, version: version))
            case .deleteTopics: .deleteTopics(try .init(from: &reader, version: version))
            case .deleteRecords: .deleteRecords(try .init(from: &reader, version: version))
            case .initProducerID: .initProducerID(try .init(from: &reader, version: version))
            case .describeConfigs: .describeConfigs(try .init(from: &reader, version: version))
            case .createPartitions: .createPartitions(try .init(from: &reader, version: version))
            case .deleteGroups: .deleteGroups(try .init(from: &reader, version: version))
            }
    }
}
