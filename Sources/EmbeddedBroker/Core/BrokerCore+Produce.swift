import NIOCore

extension BrokerCore {
    private struct Checked: Sendable {
        let partition: PartitionID
        let bytes: ByteBuffer
        let header: BatchHeader
    }

    /// One entry per partition of the request, in its order.
    private enum Entry: Sendable {
        case append(Checked)
        case refused(ErrorCode, String?)
    }

    /// Checks the batches here, and appends them with all the others that wait in one transaction.
    func produce(_ request: ProduceRequest, _ reply: Reply) {
        guard request.transactionalID == nil else {
            refuse(request, .transactionalIDAuthorizationFailed, "this broker has no transactions", reply)
            return
        }
        guard (-1...1).contains(request.acks) else {
            refuse(request, .invalidRequiredAcks, nil, reply)
            return
        }
        let entries = request.topics.flatMap { topic in
            topic.partitions.map { check($0, of: topic.name, version: reply.version) }
        }
        guard entries.contains(where: { if case .append = $0 { true } else { false } }) else {
            answer(request, entries.map { Self.outcome(of: $0) }, reply)
            return
        }
        writes.write { transaction in
            try entries.map { entry in
                guard case .append(let checked) = entry else { return Self.outcome(of: entry) }
                return (try transaction.append(checked.bytes, checked.header, to: checked.partition), nil)
            }
        } then: { [self] result in
            switch result {
            case .success(let outcomes):
                counters.count(zip(entries, outcomes).compactMap(Self.appended))
                answer(request, outcomes, reply)
            case .failure(let error): refuse(request, .storageError, error.description, reply)
            }
        }
    }

    private func check(_ partition: ProduceRequest.Partition, of topic: String, version: Int16) -> Entry {
        guard let log = catalog.log(topic: topic, partition: partition.number),
            let settings = catalog.topics[topic]?.settings
        else { return .refused(.unknownTopicOrPartition, nil) }
        guard let records = partition.records else { return .refused(.invalidRecord, "no records") }
        switch BatchCheck.validate(records, produceVersion: version, maximumBytes: settings.maximumBatchBytes) {
        case .success(let header): return .append(Checked(partition: log.id, bytes: records, header: header))
        case .failure(let error): return .refused(error, nil)
        }
    }

    private static func appended(_ entry: Entry, _ outcome: (AppendOutcome, String?)) -> BrokerCounters.Batch? {
        guard case .append(let checked) = entry, case .appended = outcome.0 else { return nil }
        return .init(records: Int(checked.header.recordCount), bytes: checked.bytes.readableBytes)
    }

    private static func outcome(of entry: Entry) -> (AppendOutcome, String?) {
        guard case .refused(let error, let message) = entry else { return (.refused(.unknownServerError), nil) }
        return (.refused(error), message)
    }

    private func refuse(_ request: ProduceRequest, _ error: ErrorCode, _ message: String?, _ reply: Reply) {
        let count = request.topics.reduce(0) { $0 + $1.partitions.count }
        answer(request, Array(repeating: (.refused(error), message), count: count), reply)
    }

    private func answer(_ request: ProduceRequest, _ outcomes: [(AppendOutcome, String?)], _ reply: Reply) {
        reply.call.done()
        guard request.acks != 0 else {
            let isRefused = outcomes.contains { if case .refused = $0.0 { true } else { false } }
            reply.sendNothing()
            // Without an answer, the end of the connection is all that can tell of an error.
            if isRefused { closeConnection(reply.client.connection) }
            return
        }
        var rest = outcomes[...]
        let topics = request.topics.map { topic in
            ProduceResponse.Topic(
                name: topic.name,
                partitions: topic.partitions.map { partition in
                    let (outcome, message) = rest.popFirst() ?? (.refused(.unknownServerError), nil)
                    return Self.partition(partition.number, outcome, message)
                })
        }
        reply.send(ProduceResponse(topics: topics))
    }

    private static func partition(
        _ number: Int32, _ outcome: AppendOutcome, _ message: String?
    ) -> ProduceResponse.Partition {
        switch outcome {
        case .appended(let base, let start), .duplicate(let base, let start):
            .init(number: number, error: .none, message: nil, baseOffset: base, logStartOffset: start)
        case .refused(let error):
            .init(number: number, error: error, message: message, baseOffset: -1, logStartOffset: -1)
        }
    }

    /// Gives out numbers for idempotent producers; none is given twice.
    func initProducerID(_ request: InitProducerIDRequest, _ reply: Reply) {
        guard request.transactionalID == nil else {
            reply.send(
                InitProducerIDResponse(error: .transactionalIDAuthorizationFailed, producerID: -1, producerEpoch: -1))
            return
        }
        writes.write { transaction in
            try transaction.nextProducerID()
        } then: { result in
            switch result {
            case .success(let id): reply.send(InitProducerIDResponse(error: .none, producerID: id, producerEpoch: 0))
            case .failure:
                reply.send(
                    InitProducerIDResponse(error: .coordinatorNotAvailable, producerID: -1, producerEpoch: -1))
            }
        }
    }
}
