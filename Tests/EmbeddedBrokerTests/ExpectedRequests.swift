import NIOCore

@testable import EmbeddedBroker

/// What `requests` in `make_protocol_fixtures.py` says, in the broker's own types.
func expectedRequest(_ key: APIKey, _ version: Int16) -> Request {
    switch key {
    case .produce:
        .produce(
            ProduceRequest(
                transactionalID: version >= 3 ? "tx" : nil, acks: -1, timeoutMilliseconds: 1500,
                topics: [
                    .init(
                        name: "clicks",
                        partitions: [
                            .init(number: 3, records: ByteBuffer(string: "batch")),
                            .init(number: 4, records: ByteBuffer()),
                        ]),
                    .init(name: "a.b", partitions: []),
                ]))
    case .fetch:
        .fetch(
            FetchRequest(
                maxWaitMilliseconds: 500, minBytes: 1, maxBytes: 1 << 20, sessionID: version >= 7 ? 77 : 0,
                sessionEpoch: version >= 7 ? 5 : -1,
                topics: [
                    .init(
                        name: "clicks",
                        partitions: Array(repeating: .init(number: 3, offset: 1 << 40, maxBytes: 4096), count: 2)),
                    .init(name: "a.b", partitions: []),
                ],
                forgottenTopics: version >= 7 ? [.init(name: "old", partitions: [1, 2])] : []))
    case .listOffsets:
        .listOffsets(
            ListOffsetsRequest(topics: [
                .init(
                    name: "clicks",
                    partitions: Array(
                        repeating: .init(number: 3, timestamp: ListOffsetsRequest.Partition.earliest), count: 2)),
                .init(name: "a.b", partitions: []),
            ]))
    case .metadata:
        .metadata(MetadataRequest(topicNames: ["clicks", "a.b"], allowsTopicCreation: version < 4))
    case .offsetCommit:
        .offsetCommit(
            OffsetCommitRequest(
                groupID: "g", generation: 9, memberID: "m-1", instanceID: version >= 7 ? "i-1" : nil,
                topics: [
                    .init(
                        name: "clicks",
                        partitions: Array(
                            repeating: .init(
                                number: 3, offset: 1 << 40, leaderEpoch: version >= 6 ? 11 : -1, metadata: "état"),
                            count: 2)),
                    .init(name: "a.b", partitions: []),
                ]))
    case .offsetFetch:
        .offsetFetch(
            OffsetFetchRequest(
                groupID: "g",
                topics: [.init(name: "clicks", partitions: [3, 4]), .init(name: "a.b", partitions: [])]))
    case .findCoordinator:
        .findCoordinator(
            FindCoordinatorRequest(
                key: "g", keyType: version >= 1 ? FindCoordinatorRequest.transaction : FindCoordinatorRequest.group))
    case .joinGroup:
        .joinGroup(
            JoinGroupRequest(
                groupID: "g", sessionTimeoutMilliseconds: 6000,
                rebalanceTimeoutMilliseconds: version >= 1 ? 9000 : 6000, memberID: "m-1",
                instanceID: version >= 5 ? "i-1" : nil, protocolType: "consumer",
                protocols: [
                    .init(name: "range", metadata: ByteBuffer(bytes: [0, 1])),
                    .init(name: "sticky", metadata: ByteBuffer()),
                ]))
    case .heartbeat:
        .heartbeat(
            HeartbeatRequest(
                groupID: "g", generation: 9, memberID: "m-1", instanceID: version >= 3 ? "i-1" : nil))
    case .leaveGroup:
        .leaveGroup(
            LeaveGroupRequest(
                groupID: "g",
                members: version >= 3
                    ? [.init(memberID: "m-1", instanceID: "i-1"), .init(memberID: "m-2", instanceID: nil)]
                    : [.init(memberID: "m-1", instanceID: nil)]))
    case .syncGroup:
        .syncGroup(
            SyncGroupRequest(
                groupID: "g", generation: 9, memberID: "m-1", instanceID: version >= 3 ? "i-1" : nil,
                protocolType: version >= 5 ? "consumer" : nil, protocolName: version >= 5 ? "range" : nil,
                assignments: [
                    .init(memberID: "m-1", assignment: ByteBuffer(bytes: [0, 1])),
                    .init(memberID: "m-2", assignment: ByteBuffer()),
                ]))
    case .describeGroups: .describeGroups(DescribeGroupsRequest(groupIDs: ["g", "h"]))
    case .listGroups: .listGroups(ListGroupsRequest(states: version >= 4 ? ["Stable", "Empty"] : []))
    case .apiVersions:
        .apiVersions(
            ApiVersionsRequest(
                clientSoftwareName: version >= 3 ? "kafka-python" : nil,
                clientSoftwareVersion: version >= 3 ? "3.0.12" : nil))
    case .createTopics:
        .createTopics(
            CreateTopicsRequest(
                topics: [
                    .init(
                        name: "clicks", partitionCount: 6, replicationFactor: 1, assignments: [],
                        configs: [
                            .init(name: "retention.ms", value: "60000"), .init(name: "cleanup.policy", value: "delete"),
                        ]),
                    .init(
                        name: "a.b", partitionCount: -1, replicationFactor: -1,
                        assignments: [.init(partition: 0, nodeIDs: [1, 2]), .init(partition: 1, nodeIDs: [])],
                        configs: []),
                ], timeoutMilliseconds: 1500, validatesOnly: version >= 1))
    case .deleteTopics:
        .deleteTopics(DeleteTopicsRequest(topicNames: ["clicks", "a.b"], timeoutMilliseconds: 1500))
    case .deleteRecords:
        .deleteRecords(
            DeleteRecordsRequest(
                topics: [
                    .init(name: "clicks", partitions: Array(repeating: .init(number: 3, offset: 1 << 40), count: 2)),
                    .init(name: "a.b", partitions: []),
                ], timeoutMilliseconds: 1500))
    case .initProducerID:
        .initProducerID(
            InitProducerIDRequest(
                transactionalID: "tx", producerID: version >= 3 ? 1 << 40 : -1, producerEpoch: version >= 3 ? 5 : -1))
    case .describeConfigs:
        .describeConfigs(
            DescribeConfigsRequest(resources: [
                .init(type: ConfigResourceType.topic, name: "clicks", configNames: ["retention.ms", "cleanup.policy"]),
                .init(type: ConfigResourceType.broker, name: "1", configNames: []),
            ]))
    case .createPartitions:
        .createPartitions(
            CreatePartitionsRequest(
                topics: [
                    .init(
                        name: "clicks", partitionCount: 8, assignments: [.init(nodeIDs: [1, 2]), .init(nodeIDs: [])]),
                    .init(name: "a.b", partitionCount: 2, assignments: []),
                ], timeoutMilliseconds: 1500, validatesOnly: true))
    case .deleteGroups: .deleteGroups(DeleteGroupsRequest(groupIDs: ["g", "h"]))
    }
}

/// What `null_requests` in `make_protocol_fixtures.py` says; nil where that has nothing.
func expectedRequestOfNulls(_ key: APIKey, _ version: Int16) -> Request? {
    switch key {
    case .produce:
        .produce(
            ProduceRequest(
                transactionalID: nil, acks: 0, timeoutMilliseconds: 0,
                topics: [.init(name: "clicks", partitions: [.init(number: 3, records: nil)])]))
    case .fetch:
        .fetch(
            FetchRequest(
                maxWaitMilliseconds: 0, minBytes: 0, maxBytes: 0, sessionID: 0, sessionEpoch: -1, topics: [],
                forgottenTopics: []))
    case .metadata: .metadata(MetadataRequest(topicNames: nil, allowsTopicCreation: true))
    case .offsetCommit:
        .offsetCommit(
            OffsetCommitRequest(
                groupID: "g", generation: -1, memberID: "", instanceID: nil,
                topics: [
                    .init(
                        name: "clicks",
                        partitions: Array(
                            repeating: .init(number: 3, offset: 0, leaderEpoch: -1, metadata: nil), count: 2)),
                    .init(name: "a.b", partitions: []),
                ]))
    case .offsetFetch: .offsetFetch(OffsetFetchRequest(groupID: "g", topics: version >= 2 ? nil : []))
    case .joinGroup:
        .joinGroup(
            JoinGroupRequest(
                groupID: "", sessionTimeoutMilliseconds: 6000,
                rebalanceTimeoutMilliseconds: version >= 1 ? 9000 : 6000, memberID: "", instanceID: nil,
                protocolType: "", protocols: []))
    case .heartbeat: .heartbeat(HeartbeatRequest(groupID: "", generation: -1, memberID: "", instanceID: nil))
    case .leaveGroup: .leaveGroup(LeaveGroupRequest(groupID: "", members: [.init(memberID: "", instanceID: nil)]))
    case .syncGroup:
        .syncGroup(
            SyncGroupRequest(
                groupID: "", generation: -1, memberID: "", instanceID: nil, protocolType: nil, protocolName: nil,
                assignments: []))
    case .describeGroups: .describeGroups(DescribeGroupsRequest(groupIDs: []))
    case .listGroups: .listGroups(ListGroupsRequest(states: []))
    case .createTopics:
        .createTopics(
            CreateTopicsRequest(
                topics: [
                    .init(
                        name: "clicks", partitionCount: 1, replicationFactor: 1, assignments: [],
                        configs: [.init(name: "retention.ms", value: nil)])
                ], timeoutMilliseconds: 0, validatesOnly: false))
    case .initProducerID:
        .initProducerID(InitProducerIDRequest(transactionalID: nil, producerID: -1, producerEpoch: -1))
    case .describeConfigs:
        .describeConfigs(
            DescribeConfigsRequest(resources: [
                .init(type: ConfigResourceType.topic, name: "clicks", configNames: nil)
            ]))
    case .createPartitions:
        .createPartitions(
            CreatePartitionsRequest(
                topics: [.init(name: "clicks", partitionCount: 8, assignments: nil)], timeoutMilliseconds: 0,
                validatesOnly: false))
    case .listOffsets, .findCoordinator, .apiVersions, .deleteTopics, .deleteRecords, .deleteGroups: nil
    }
}
