internal import CRdKafka

extension KafkaAdmin {
    /// Deletes the records of each partition below an offset.
    ///
    /// - Throws: the request's error, or the first partition's; other partitions may be done all the same.
    public func deleteRecords(
        before offsets: [PartitionOffset], timeout: Duration = .seconds(30)
    ) throws(KafkaError) -> DeleteRecordsOutcome {
        guard !offsets.isEmpty else { return .deleted([:]) }
        let list = PartitionList(offsets)
        var requests: [OpaquePointer?] = [rd_kafka_DeleteRecords_new(list.pointer)]
        defer { rd_kafka_DeleteRecords_destroy(requests[0]) }
        let request = try AdminRequest(RD_KAFKA_ADMIN_OP_DELETERECORDS, client: handle.pointer, timeout: timeout)
        rd_kafka_DeleteRecords(handle.pointer, &requests, 1, request.options, request.answers.pointer)
        do {
            let event = try request.answer()
            return .deleted(try firstOffsets(rd_kafka_event_DeleteRecords_result(event.pointer)))
        } catch {
            if error.code == .unsupported { return .unsupported }
            throw error
        }
    }

    private func firstOffsets(_ result: OpaquePointer?) throws(KafkaError) -> [TopicPartition: Int64] {
        guard let list = rd_kafka_DeleteRecords_result_offsets(result)?.pointee else { return [:] }
        var offsets: [TopicPartition: Int64] = [:]
        for index in 0..<Int(list.cnt) {
            let element = list.elems[index]
            if let error = KafkaError(element.err) { throw error }
            offsets[element.topicPartition] = element.offset
        }
        return offsets
    }
}
