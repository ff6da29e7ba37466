internal import CRdKafka

/// Owns one `rd_kafka_conf_t` until a client takes it over.
///
/// librdkafka frees it when `rd_kafka_new` succeeds, and leaves it to us when that fails (DESIGN §11), but see
/// ``makeClient(_:)``.
struct NativeConfiguration: ~Copyable {
    let pointer: OpaquePointer

    init() {
        pointer = rd_kafka_conf_new()
    }

    deinit { rd_kafka_conf_destroy(pointer) }

    /// - Throws: when librdkafka does not know the property, or refuses the value; the message names both.
    func set(_ name: String, _ value: String) throws(KafkaError) {
        var text = ErrorText()
        let result = rd_kafka_conf_set(pointer, name, value, &text.bytes, text.size)
        guard result == RD_KAFKA_CONF_OK else {
            throw KafkaError(.invalidArgument, message: text.text)
        }
    }

    /// Makes the client; the configuration ends here either way.
    ///
    /// It leaks when that fails: librdkafka before 2.13.2 has then freed its interceptors, and would free them again with
    /// it (issue 5240), which a wrong password of a key was enough for.
    consuming func makeClient(_ type: rd_kafka_type_t) throws(KafkaError) -> OpaquePointer {
        var text = ErrorText()
        guard let client = rd_kafka_new(type, pointer, &text.bytes, text.size) else {
            let error = KafkaError(KafkaError.Code(rd_kafka_last_error()), message: text.text)
            discard self
            throw error
        }
        discard self
        return client
    }
}
