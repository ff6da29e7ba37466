internal import CRdKafka

/// What went wrong in Kafka, and the only three answers a caller needs: try again, give up this operation, or give up
/// this client.
///
/// - Source: librdkafka INTRODUCTION, "Error handling"; DESIGN §6, §11.
public struct KafkaError: Error, Sendable, CustomStringConvertible {
    /// What the caller can still do.
    public enum Verdict: Sendable {
        /// The same call may succeed later; the client goes on by itself meanwhile.
        case retriable
        /// This operation has failed for good, but the client stays usable.
        case abort
        /// The client is finished: close it and make a new one.
        case fatal
    }

    public let code: Code
    /// One line for people, from the broker or from librdkafka.
    public let message: String
    public let verdict: Verdict
    /// The error that made a rebalance handler refuse its assignment; nil for every other error.
    public let cause: (any Error)?

    init(_ code: Code, message: String? = nil, verdict: Verdict? = nil, cause: (any Error)? = nil) {
        self.code = code
        self.message = message ?? code.text
        self.verdict = verdict ?? code.usualVerdict
        self.cause = cause
    }

    /// nil when the code says that all is well.
    init?(_ response: rd_kafka_resp_err_t, message: String? = nil) {
        guard response != RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
        self.init(Code(rawValue: response.rawValue), message: message)
    }

    /// Without the secrets that a message about a configuration may quote.
    func masked(by mask: SecretMask) -> KafkaError {
        KafkaError(code, message: mask.masked(message), verdict: verdict, cause: cause)
    }

    /// librdkafka's name of the code, such as `_TRANSPORT` (local) or `MSG_SIZE_TOO_LARGE` (from the broker).
    public var name: String { code.name }
    public var isRetriable: Bool { verdict == .retriable }
    public var isFatal: Bool { verdict == .fatal }

    public var description: String { "\(message) (\(name))" }
}

extension KafkaError {
    /// Takes over an error object of librdkafka and frees it, exactly once, here.
    init?(consuming error: OpaquePointer?) {
        guard let error else { return nil }
        defer { rd_kafka_error_destroy(error) }
        let verdict: Verdict? =
            if rd_kafka_error_is_fatal(error) != 0 {
                .fatal
            } else if rd_kafka_error_txn_requires_abort(error) != 0 {
                .abort
            } else if rd_kafka_error_is_retriable(error) != 0 {
                .retriable
            } else {
                nil
            }
        let code = Code(rawValue: rd_kafka_error_code(error).rawValue)
        self.init(code, message: String(cString: rd_kafka_error_string(error)), verdict: verdict)
    }
}
