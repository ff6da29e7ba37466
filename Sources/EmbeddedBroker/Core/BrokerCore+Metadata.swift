extension BrokerCore {
    func metadata(_ request: MetadataRequest, _ reply: Reply) {
        let names = request.topicNames?.uniqued(by: \.self) ?? catalog.topics.keys.sorted()
        let missing = request.topicNames == nil || !request.allowsTopicCreation ? [] : missingTopics(names)
        create(missing: missing) { [self] in
            let topics = names.map { name in
                guard let topic = catalog.topics[name] else {
                    let isLegal = TopicName.fault(in: name) == nil
                    return MetadataResponse.Topic(
                        error: isLegal ? .unknownTopicOrPartition : .invalidTopic, name: name, partitionCount: 0)
                }
                return MetadataResponse.Topic(
                    error: .none, name: name, partitionCount: Int32(topic.partitions.count))
            }
            reply.send(
                MetadataResponse(broker: address(for: reply.client), clusterID: store.clusterID, topics: topics))
        }
    }

    /// The topics that a producer is about to write to, where the broker was told to make them.
    private func missingTopics(_ names: [String]) -> [String] {
        guard configuration.createsTopics else { return [] }
        return names.filter { catalog.topics[$0] == nil && TopicName.fault(in: $0) == nil }
    }

    private func create(missing: [String], then done: @escaping () -> Void) {
        guard !missing.isEmpty else {
            done()
            return
        }
        let plan = TopicPlan(configuration)
        writes.write { transaction in
            for name in missing {
                guard case .success(let topic) = plan.topic(name, partitions: -1, in: transaction.catalog) else {
                    continue
                }
                try transaction.createTopic(name, partitions: topic.partitions, settings: topic.settings)
            }
        } then: { _ in
            done()
        }
    }

    func findCoordinator(_ request: FindCoordinatorRequest, _ reply: Reply) {
        if request.keyType == FindCoordinatorRequest.group {
            reply.send(
                FindCoordinatorResponse(error: .none, message: nil, coordinator: address(for: reply.client)))
        } else {
            // Of the errors that there are, the one after which every client gives up instead of asking again.
            reply.send(
                FindCoordinatorResponse(
                    error: .transactionalIDAuthorizationFailed, message: "this broker has no transactions",
                    coordinator: nil))
        }
    }
}
