internal import CRdKafka

extension KafkaAdmin {
    /// Makes sure that these topics exist. One that does is left as it is, whatever its partitions; see
    /// ``createPartitions(topic:total:timeout:)``.
    ///
    /// - Returns: those that were made now.
    /// - Throws: the first topic's error; its message names the topic.
    @discardableResult
    public func createTopics(_ specs: [TopicSpec], timeout: Duration = .seconds(30)) throws(KafkaError) -> [TopicSpec] {
        // Also because the mock cluster knows topics, but not how to create them.
        let existing = try metadata(topics: specs.map(\.name), timeout: timeout)
        let missing = specs.filter { existing[$0.name] == nil }
        guard !missing.isEmpty else { return [] }
        let refused = try create(missing, timeout: timeout)
        let again = missing.filter { spec in
            // Before Kafka 2.4 a broker knows no default for the number of copies.
            spec.replication < 0 && refused[spec.name]?.code == .invalidReplicationFactor
        }.map { TopicSpec(name: $0.name, partitions: $0.partitions, replication: 1, config: $0.config) }
        let retried = again.isEmpty ? [:] : try create(again, timeout: timeout)
        var made: [TopicSpec] = []
        for spec in missing {
            let error = again.contains { $0.name == spec.name } ? retried[spec.name] : refused[spec.name]
            guard let error else {
                made.append(spec)
                continue
            }
            // Another client was quicker.
            if error.code == .topicAlreadyExists { continue }
            throw KafkaError(
                error.code, message: "cannot create topic \(spec.name): \(error.message)", verdict: error.verdict)
        }
        return made
    }

    /// Raises the number of partitions of a topic; keys move between partitions from then on.
    ///
    /// - Throws: also when the topic has that many partitions, or more.
    public func createPartitions(topic: String, total: Int, timeout: Duration = .seconds(30)) throws(KafkaError) {
        var text = ErrorText()
        guard let made = rd_kafka_NewPartitions_new(topic, max(0, total), &text.bytes, text.size) else {
            throw KafkaError(.invalidArgument, message: text.text)
        }
        defer { rd_kafka_NewPartitions_destroy(made) }
        let request = try AdminRequest(RD_KAFKA_ADMIN_OP_CREATEPARTITIONS, client: handle.pointer, timeout: timeout)
        var list: [OpaquePointer?] = [made]
        rd_kafka_CreatePartitions(handle.pointer, &list, 1, request.options, request.answers.pointer)
        let event = try request.answer()
        var count = 0
        let results = rd_kafka_CreatePartitions_result_topics(
            rd_kafka_event_CreatePartitions_result(event.pointer), &count)
        if let error = topicErrors(results, count).lazy.compactMap(\.error).first { throw error }
    }

    /// Deletes topics with all their records.
    ///
    /// - Throws: the first topic's error, also for one that does not exist; others may be deleted all the same.
    public func deleteTopics(_ names: [String], timeout: Duration = .seconds(30)) throws(KafkaError) {
        guard !names.isEmpty else { return }
        var topics: [OpaquePointer?] = names.map { rd_kafka_DeleteTopic_new($0) }
        defer { rd_kafka_DeleteTopic_destroy_array(&topics, topics.count) }
        let request = try AdminRequest(RD_KAFKA_ADMIN_OP_DELETETOPICS, client: handle.pointer, timeout: timeout)
        rd_kafka_DeleteTopics(handle.pointer, &topics, topics.count, request.options, request.answers.pointer)
        let event = try request.answer()
        var count = 0
        let results = rd_kafka_DeleteTopics_result_topics(rd_kafka_event_DeleteTopics_result(event.pointer), &count)
        if let error = topicErrors(results, count).lazy.compactMap(\.error).first { throw error }
    }

    /// The topics that were refused, and why.
    private func create(_ specs: [TopicSpec], timeout: Duration) throws(KafkaError) -> [String: KafkaError] {
        var topics: [OpaquePointer?] = []
        defer { for topic in topics { rd_kafka_NewTopic_destroy(topic) } }
        for spec in specs { topics.append(try newTopic(spec)) }
        let request = try AdminRequest(RD_KAFKA_ADMIN_OP_CREATETOPICS, client: handle.pointer, timeout: timeout)
        rd_kafka_CreateTopics(handle.pointer, &topics, topics.count, request.options, request.answers.pointer)
        let event = try request.answer()
        var count = 0
        let results = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event.pointer), &count)
        return topicErrors(results, count).reduce(into: [:]) { $0[$1.topic] = $1.error }
    }

    private func newTopic(_ spec: TopicSpec) throws(KafkaError) -> OpaquePointer {
        var text = ErrorText()
        let made = rd_kafka_NewTopic_new(
            spec.name, Int32(clamping: spec.partitions), Int32(clamping: spec.replication), &text.bytes, text.size)
        guard let made else {
            let reason = text.text
            throw KafkaError(.invalidArgument, message: "cannot create topic \(spec.name): \(reason)")
        }
        for (name, value) in spec.config { rd_kafka_NewTopic_set_config(made, name, value) }
        return made
    }
}
