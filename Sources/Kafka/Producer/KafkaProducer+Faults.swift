internal import CRdKafka

extension KafkaProducer {
    /// Ends this producer as a fatal error of the broker would; for tests of what comes after.
    func provokeFatalError(_ code: KafkaError.Code, reason: String) {
        rd_kafka_test_fatal_error(handle.pointer, code.response, reason)
    }
}
