import GRDB

extension BrokerCore {
    // MARK: Offsets of a log

    func listOffsets(_ request: ListOffsetsRequest, _ reply: Reply) {
        let needsDisk = request.topics.contains { $0.partitions.contains { $0.timestamp >= 0 || $0.timestamp == -3 } }
        guard needsDisk else {
            reply.send(ListOffsetsResponse(topics: request.topics.map { ends(of: $0) }))
            return
        }
        // Each search may unpack a batch: a partition is looked up once.
        guard !request.hasRepetitions else {
            let topics = request.topics.map { topic in
                ListOffsetsResponse.Topic(
                    name: topic.name, partitions: topic.partitions.map { Self.answer($0, error: .invalidRequest) })
            }
            reply.send(ListOffsetsResponse(topics: topics))
            return
        }
        let catalog = catalog
        read { db in
            try request.topics.map { topic in
                ListOffsetsResponse.Topic(
                    name: topic.name,
                    partitions: try topic.partitions.map { partition in
                        try Self.end(of: catalog.log(topic: topic.name, partition: partition.number), partition)
                            ?? Self.search(catalog.log(topic: topic.name, partition: partition.number), partition, db)
                    })
            }
        } then: { [self] result in
            switch result {
            case .success(let topics): reply.send(ListOffsetsResponse(topics: topics))
            case .failure(let error):
                logger.error("cannot search by time: \(error)")
                let topics = request.topics.map { topic in
                    ListOffsetsResponse.Topic(
                        name: topic.name, partitions: topic.partitions.map { Self.answer($0, error: .storageError) })
                }
                reply.send(ListOffsetsResponse(topics: topics))
            }
        }
    }

    private func ends(of topic: ListOffsetsRequest.Topic) -> ListOffsetsResponse.Topic {
        ListOffsetsResponse.Topic(
            name: topic.name,
            partitions: topic.partitions.map {
                Self.end(of: catalog.log(topic: topic.name, partition: $0.number), $0)
                    ?? Self.answer($0, error: .invalidRequest)
            })
    }

    /// What is known without a look into the log; nil when a search is needed.
    private static func end(
        of log: PartitionLog?, _ partition: ListOffsetsRequest.Partition
    ) -> ListOffsetsResponse.Partition? {
        guard let log else { return answer(partition, error: .unknownTopicOrPartition) }
        switch partition.timestamp {
        case ListOffsetsRequest.Partition.latest: return answer(partition, offset: log.end)
        case ListOffsetsRequest.Partition.earliest: return answer(partition, offset: log.start)
        case ListOffsetsRequest.Partition.maxTimestamp, 0...: return nil
        default: return answer(partition, error: .invalidRequest)
        }
    }

    private static func search(
        _ log: PartitionLog?, _ partition: ListOffsetsRequest.Partition, _ db: Database
    ) throws -> ListOffsetsResponse.Partition {
        guard let log else { return answer(partition, error: .unknownTopicOrPartition) }
        let found =
            partition.timestamp == ListOffsetsRequest.Partition.maxTimestamp
            ? try TimeSearch.newest(in: log, db: db)
            : try TimeSearch.first(atOrAfter: partition.timestamp, in: log, db: db)
        return answer(partition, offset: found?.offset ?? -1, timestamp: found?.timestamp ?? -1)
    }

    private static func answer(
        _ partition: ListOffsetsRequest.Partition, error: ErrorCode = .none, offset: Int64 = -1, timestamp: Int64 = -1
    ) -> ListOffsetsResponse.Partition {
        .init(number: partition.number, error: error, timestamp: timestamp, offset: offset)
    }

    // MARK: Offsets of a group

    private static let maximumMetadataBytes = 4_096

    func offsetCommit(_ request: OffsetCommitRequest, _ reply: Reply) {
        let verdict = groups.checkCommit(request)
        var accepted: [CommittedOffset] = []
        let topics = request.topics.map { topic in
            OffsetCommitResponse.Topic(
                name: topic.name,
                partitions: topic.partitions.map { partition in
                    let error = verdict == .none ? check(partition, of: topic.name) : verdict
                    if error == .none {
                        accepted.append(
                            CommittedOffset(
                                topic: topic.name, partition: partition.number, offset: partition.offset,
                                leaderEpoch: partition.leaderEpoch, metadata: partition.metadata))
                    }
                    return .init(number: partition.number, error: error)
                })
        }
        let committed = accepted
        guard !committed.isEmpty else {
            reply.send(OffsetCommitResponse(topics: topics))
            return
        }
        writes.write { transaction in
            for offset in committed { try transaction.commit(offset, of: request.groupID) }
        } then: { result in
            guard case .failure = result else {
                reply.send(OffsetCommitResponse(topics: topics))
                return
            }
            // What makes every client try again.
            reply.send(OffsetCommitResponse(topics: topics.map { $0.with(.coordinatorNotAvailable) }))
        }
    }

    private func check(_ partition: OffsetCommitRequest.Partition, of topic: String) -> ErrorCode {
        guard catalog.log(topic: topic, partition: partition.number) != nil else { return .unknownTopicOrPartition }
        let bytes = partition.metadata?.utf8.count ?? 0
        return bytes > Self.maximumMetadataBytes ? .offsetMetadataTooLarge : .none
    }

    func offsetFetch(_ request: OffsetFetchRequest, _ reply: Reply) {
        // SQLite's text ends at a zero: it would be another group's.
        guard !request.groupID.utf8.contains(0) else {
            reply.send(Self.answer(request, [], error: .invalidGroupID))
            return
        }
        read { db in
            try OffsetStore.all(of: request.groupID, in: db)
        } then: { result in
            switch result {
            case .success(let committed): reply.send(Self.answer(request, committed))
            case .failure:
                // In each partition, too: version 1 has no other place, and "nothing" would make a consumer begin anew.
                reply.send(Self.answer(request, [], error: .coordinatorNotAvailable))
            }
        }
    }

    private static func answer(
        _ request: OffsetFetchRequest, _ committed: [CommittedOffset], error: ErrorCode = .none
    ) -> OffsetFetchResponse {
        let byTopic = Dictionary(grouping: committed, by: \.topic).mapValues { offsets in
            Dictionary(offsets.map { ($0.partition, $0) }, uniquingKeysWith: { $1 })
        }
        let wanted =
            request.topics?.uniqued(by: \.name).map { ($0.name, $0.partitions.uniqued(by: \.self)) }
            ?? byTopic.map { ($0.key, $0.value.keys.sorted()) }.sorted { $0.0 < $1.0 }
        let topics = wanted.map { name, partitions in
            let found = byTopic[name] ?? [:]
            return OffsetFetchResponse.Topic(
                name: name,
                partitions: partitions.map { number in
                    .init(
                        number: number, offset: found[number]?.offset ?? -1,
                        leaderEpoch: found[number]?.leaderEpoch ?? -1, metadata: found[number]?.metadata ?? "",
                        error: error)
                })
        }
        return OffsetFetchResponse(error: error, topics: topics)
    }
}

extension OffsetCommitResponse.Topic {
    fileprivate func with(_ error: ErrorCode) -> Self {
        .init(
            name: name,
            partitions: partitions.map { .init(number: $0.number, error: $0.error == .none ? error : $0.error) })
    }
}

extension ListOffsetsRequest {
    fileprivate var hasRepetitions: Bool {
        var partitions: [String: Set<Int32>] = [:]
        for topic in topics {
            for partition in topic.partitions
            where !partitions[topic.name, default: []].insert(partition.number).inserted {
                return true
            }
        }
        return false
    }
}
