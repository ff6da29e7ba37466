import NIOCore

@testable import EmbeddedBroker

/// What `replies` in `make_protocol_fixtures.py` says, in the broker's own types.
func expectedReply(_ key: APIKey) -> any ResponseBody {
    switch key {
    case .produce:
        let partition = ProduceResponse.Partition(
            number: 3, error: .none, message: nil, baseOffset: 1 << 40, logStartOffset: 5)
        return ProduceResponse(topics: [
            .init(name: "clicks", partitions: [partition, partition]), .init(name: "a.b", partitions: []),
        ])
    case .fetch:
        let partition = FetchResponse.Partition(
            number: 3, error: .none, highWatermark: 1 << 40, logStartOffset: 5, records: ByteBuffer(string: "batch"))
        return FetchResponse(
            error: .none, sessionID: 77,
            topics: [.init(name: "clicks", partitions: [partition, partition]), .init(name: "a.b", partitions: [])])
    case .listOffsets:
        let partition = ListOffsetsResponse.Partition(number: 3, error: .none, timestamp: 1 << 41, offset: 1 << 40)
        return ListOffsetsResponse(topics: [
            .init(name: "clicks", partitions: [partition, partition]), .init(name: "a.b", partitions: []),
        ])
    case .metadata:
        return MetadataResponse(
            broker: BrokerAddress(nodeID: 1, host: "localhost", port: 9092), clusterID: "cluster",
            topics: [
                .init(error: .none, name: "clicks", partitionCount: 2),
                .init(error: .unknownTopicOrPartition, name: "a.b", partitionCount: 0),
            ])
    case .offsetCommit:
        let partition = OffsetCommitResponse.Partition(number: 3, error: .none)
        return OffsetCommitResponse(topics: [
            .init(name: "clicks", partitions: [partition, partition]), .init(name: "a.b", partitions: []),
        ])
    case .offsetFetch:
        let partition = OffsetFetchResponse.Partition(
            number: 3, offset: 1 << 40, leaderEpoch: 11, metadata: "état", error: .none)
        return OffsetFetchResponse(
            error: .none,
            topics: [.init(name: "clicks", partitions: [partition, partition]), .init(name: "a.b", partitions: [])])
    case .findCoordinator:
        return FindCoordinatorResponse(
            error: .none, message: nil, coordinator: BrokerAddress(nodeID: 1, host: "localhost", port: 9092))
    case .joinGroup:
        return JoinGroupResponse(
            error: .none, generation: 9, protocolType: "consumer", protocolName: "range", leaderID: "m-1",
            memberID: "m-1",
            members: [
                .init(memberID: "m-1", instanceID: "i-1", metadata: ByteBuffer(bytes: [0, 1])),
                .init(memberID: "m-2", instanceID: nil, metadata: ByteBuffer()),
            ])
    case .heartbeat: return HeartbeatResponse(error: .none)
    case .leaveGroup:
        return LeaveGroupResponse(
            error: .none,
            members: [
                .init(memberID: "m-1", instanceID: "i-1", error: .none),
                .init(memberID: "m-2", instanceID: nil, error: .none),
            ])
    case .syncGroup:
        return SyncGroupResponse(
            error: .none, protocolType: "consumer", protocolName: "range", assignment: ByteBuffer(bytes: [0, 1]))
    case .describeGroups: return describedGroups
    case .listGroups:
        return ListGroupsResponse(
            error: .none,
            groups: [
                .init(groupID: "g", protocolType: "consumer", state: "Stable"),
                .init(groupID: "h", protocolType: "", state: "Empty"),
            ])
    case .apiVersions: return ApiVersionsResponse(error: .none)
    case .createTopics:
        return CreateTopicsResponse(topics: [
            .init(
                name: "clicks", error: .none, message: nil, partitionCount: 6,
                configs: [
                    .init(name: "retention.ms", value: "60000", isReadOnly: false, source: .topic),
                    .init(name: "cleanup.policy", value: nil, isReadOnly: true, source: .builtIn),
                ]),
            .init(name: "a.b", error: .topicAlreadyExists, message: "exists", partitionCount: nil, configs: []),
        ])
    case .deleteTopics:
        return DeleteTopicsResponse(topics: [
            .init(name: "clicks", error: .none, message: nil),
            .init(name: "a.b", error: .unknownTopicOrPartition, message: "unknown"),
        ])
    case .deleteRecords:
        let partition = DeleteRecordsResponse.Partition(number: 3, logStartOffset: 1 << 40, error: .none)
        return DeleteRecordsResponse(topics: [
            .init(name: "clicks", partitions: [partition, partition]), .init(name: "a.b", partitions: []),
        ])
    case .initProducerID: return InitProducerIDResponse(error: .none, producerID: 1 << 40, producerEpoch: 5)
    case .describeConfigs:
        return DescribeConfigsResponse(resources: [
            .init(
                error: .none, message: nil, type: ConfigResourceType.topic, name: "clicks",
                configs: [
                    .init(name: "retention.ms", value: "60000", isReadOnly: false, source: .topic, type: .int64),
                    .init(name: "cleanup.policy", value: nil, isReadOnly: true, source: .builtIn, type: .list),
                ]),
            .init(error: .invalidRequest, message: "which?", type: 99, name: "", configs: []),
        ])
    case .createPartitions:
        return CreatePartitionsResponse(topics: [
            .init(name: "clicks", error: .none, message: nil),
            .init(name: "a.b", error: .invalidPartitions, message: "fewer"),
        ])
    case .deleteGroups:
        return DeleteGroupsResponse(groups: [
            .init(groupID: "g", error: .none), .init(groupID: "h", error: .groupIDNotFound),
        ])
    }
}

private var describedGroups: DescribeGroupsResponse {
    func member(_ instanceID: String?) -> DescribeGroupsResponse.Member {
        .init(
            memberID: "m-1", instanceID: instanceID, clientID: "client", clientHost: "/127.0.0.1",
            metadata: ByteBuffer(bytes: [0, 1]), assignment: ByteBuffer(bytes: [2]))
    }
    return DescribeGroupsResponse(groups: [
        .init(
            error: .none, groupID: "g", state: "Stable", protocolType: "consumer", protocolName: "range",
            members: [member("i-1"), member(nil)]),
        .init(error: .none, groupID: "h", state: "Dead", protocolType: "", protocolName: "", members: []),
    ])
}

/// What `error_replies` in `make_protocol_fixtures.py` says; nil where that has nothing.
func expectedReplyOfErrors(_ key: APIKey) -> (any ResponseBody)? {
    switch key {
    case .produce:
        ProduceResponse(topics: [
            .init(
                name: "clicks",
                partitions: [
                    .init(number: 3, error: .corruptMessage, message: "bad CRC", baseOffset: -1, logStartOffset: -1)
                ])
        ])
    case .fetch:
        FetchResponse(
            error: .fetchSessionIDNotFound, sessionID: 0,
            topics: [
                .init(
                    name: "clicks",
                    partitions: [
                        .init(
                            number: 3, error: .offsetOutOfRange, highWatermark: -1, logStartOffset: -1,
                            records: ByteBuffer())
                    ])
            ])
    case .offsetFetch:
        OffsetFetchResponse(
            error: .invalidGroupID,
            topics: [
                .init(
                    name: "clicks",
                    partitions: [
                        .init(number: 3, offset: -1, leaderEpoch: -1, metadata: nil, error: .unknownTopicOrPartition)
                    ])
            ])
    case .findCoordinator:
        FindCoordinatorResponse(error: .coordinatorNotAvailable, message: "none", coordinator: nil)
    case .joinGroup:
        JoinGroupResponse(
            error: .memberIDRequired, generation: -1, protocolType: nil, protocolName: nil, leaderID: "",
            memberID: "m-1", members: [])
    case .heartbeat: HeartbeatResponse(error: .rebalanceInProgress)
    case .leaveGroup:
        LeaveGroupResponse(
            error: .none, members: [.init(memberID: "m-1", instanceID: nil, error: .unknownMemberID)])
    case .syncGroup:
        SyncGroupResponse(error: .illegalGeneration, protocolType: nil, protocolName: nil, assignment: ByteBuffer())
    case .apiVersions: ApiVersionsResponse(error: .unsupportedVersion)
    case .initProducerID: InitProducerIDResponse(error: .invalidProducerEpoch, producerID: -1, producerEpoch: -1)
    default: nil
    }
}
