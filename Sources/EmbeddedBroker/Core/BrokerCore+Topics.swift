extension BrokerCore {
    func createTopics(_ request: CreateTopicsRequest, _ reply: Reply) {
        let plan = TopicPlan(configuration)
        writes.write { transaction in
            var answers: [CreateTopicsResponse.Topic] = []
            for topic in request.topics {
                let planned = plan.topic(
                    topic.name, partitions: topic.partitionCount, replicationFactor: topic.replicationFactor,
                    assignments: topic.assignments, configs: topic.configs, in: transaction.catalog)
                if case .success(let planned) = planned, !request.validatesOnly {
                    try transaction.createTopic(
                        topic.name, partitions: planned.partitions, settings: planned.settings)
                }
                answers.append(Self.answer(topic.name, planned))
            }
            return answers
        } then: { result in
            switch result {
            case .success(let topics): reply.send(CreateTopicsResponse(topics: topics))
            case .failure(let error):
                reply.send(
                    CreateTopicsResponse(
                        topics: request.topics.map { Self.refused($0.name, .storageError, "\(error)") }))
            }
        }
    }

    private static func answer(
        _ name: String, _ planned: Result<TopicPlan.Planned, TopicPlan.Refusal>
    ) -> CreateTopicsResponse.Topic {
        switch planned {
        case .failure(let refusal): refused(name, refusal.error, refusal.message)
        case .success(let topic):
            .init(
                name: name, error: .none, message: nil, partitionCount: Int32(topic.partitions),
                configs: topic.settings.described.map { config in
                    .init(
                        name: config.name, value: config.value, isReadOnly: false,
                        source: config.isDefault ? .builtIn : .topic)
                })
        }
    }

    private static func refused(_ name: String, _ error: ErrorCode, _ message: String) -> CreateTopicsResponse.Topic {
        .init(name: name, error: error, message: message, partitionCount: nil, configs: [])
    }

    func deleteTopics(_ request: DeleteTopicsRequest, _ reply: Reply) {
        let before = catalog
        writes.write { transaction in
            try request.topicNames.map { name in
                let exists = transaction.catalog.topics[name] != nil
                if exists { try transaction.deleteTopic(name) }
                return exists
            }
        } then: { [self] result in
            let answers = request.topicNames.enumerated().map { index, name in
                switch result {
                case .success(let found) where found[index]:
                    DeleteTopicsResponse.Topic(name: name, error: .none, message: nil)
                case .success:
                    DeleteTopicsResponse.Topic(name: name, error: .unknownTopicOrPartition, message: nil)
                case .failure(let error):
                    DeleteTopicsResponse.Topic(name: name, error: .storageError, message: error.description)
                }
            }
            reply.send(DeleteTopicsResponse(topics: answers))
            for name in request.topicNames { before.topics[name]?.partitions.forEach(fetches.changed) }
            sweep()
        }
    }

    func createPartitions(_ request: CreatePartitionsRequest, _ reply: Reply) {
        let plan = TopicPlan(configuration)
        writes.write { transaction -> [CreatePartitionsResponse.Topic] in
            var answers: [CreatePartitionsResponse.Topic] = []
            for wanted in request.topics {
                let topic: Topic
                do throws(TopicPlan.Refusal) {
                    topic = try Self.checked(wanted, plan, transaction.catalog)
                } catch {
                    answers.append(.init(name: wanted.name, error: error.error, message: error.message))
                    continue
                }
                answers.append(.init(name: wanted.name, error: .none, message: nil))
                if !request.validatesOnly {
                    try transaction.addPartitions(to: topic, upTo: Int(wanted.partitionCount))
                }
            }
            return answers
        } then: { result in
            switch result {
            case .success(let topics): reply.send(CreatePartitionsResponse(topics: topics))
            case .failure(let error):
                let topics = request.topics.map {
                    CreatePartitionsResponse.Topic(name: $0.name, error: .storageError, message: "\(error)")
                }
                reply.send(CreatePartitionsResponse(topics: topics))
            }
        }
    }

    private static func checked(
        _ wanted: CreatePartitionsRequest.Topic, _ plan: TopicPlan, _ catalog: Catalog
    ) throws(TopicPlan.Refusal) -> Topic {
        guard let topic = catalog.topics[wanted.name] else {
            throw .init(error: .unknownTopicOrPartition, message: "there is no topic '\(wanted.name)'")
        }
        let added = Int(wanted.partitionCount) - topic.partitions.count
        guard added > 0 else {
            throw .init(
                error: .invalidPartitions,
                message: "topic '\(wanted.name)' has \(topic.partitions.count) partitions; they can only become more")
        }
        try plan.checkRoom(for: added, in: catalog)
        if let assignments = wanted.assignments {
            guard assignments.count == added, assignments.allSatisfy({ $0.nodeIDs == [nodeID] }) else {
                throw .init(error: .invalidReplicaAssignment, message: "every partition is on node \(nodeID)")
            }
        }
        return topic
    }

    /// Moves the start of logs forward (DeleteRecords); the bytes go later.
    func deleteRecords(_ request: DeleteRecordsRequest, _ reply: Reply) {
        writes.write { transaction in
            try request.topics.map { topic in
                DeleteRecordsResponse.Topic(
                    name: topic.name,
                    partitions: try topic.partitions.map { try transaction.deleteRecords(topic.name, $0) })
            }
        } then: { [self] result in
            switch result {
            case .success(let topics): reply.send(DeleteRecordsResponse(topics: topics))
            case .failure:
                let topics = request.topics.map { topic in
                    DeleteRecordsResponse.Topic(
                        name: topic.name,
                        partitions: topic.partitions.map {
                            .init(number: $0.number, logStartOffset: -1, error: .storageError)
                        })
                }
                reply.send(DeleteRecordsResponse(topics: topics))
            }
            sweep()
        }
    }
}

extension WriteTransaction {
    fileprivate mutating func deleteRecords(
        _ topic: String, _ wanted: DeleteRecordsRequest.Partition
    ) throws -> DeleteRecordsResponse.Partition {
        guard var log = catalog.log(topic: topic, partition: wanted.number) else {
            return .init(number: wanted.number, logStartOffset: -1, error: .unknownTopicOrPartition)
        }
        let offset = wanted.offset == DeleteRecordsRequest.Partition.highWatermark ? log.end : wanted.offset
        guard offset >= 0, offset <= log.end else {
            return .init(number: wanted.number, logStartOffset: -1, error: .offsetOutOfRange)
        }
        if offset > log.start {
            log.start = offset
            try save(log)
        }
        return .init(number: wanted.number, logStartOffset: log.start, error: .none)
    }
}
