internal import CRdKafka
import Dispatch
import Logging

/// Owns one `rd_kafka_t` and the context of its callbacks, from creation to an explicit close.
///
/// It is never destroyed in `deinit`: that blocks for as long as a broker likes, on whichever thread drops the last
/// reference (DESIGN §11). Forgetting to close is a bug of ours: it is logged, asserted, and the client is leaked.
///
/// `@unchecked Sendable`: `pointer` is the only part of librdkafka that is "completely thread-safe" (its INTRODUCTION,
/// "Threads and callbacks"), and `isOpen` is only written by the thread that owns the client, when it ends it.
final class ClientHandle: @unchecked Sendable {
    /// How long a destroy may take. librdkafka 2.0.2 can hang in it for good when a partition is deleted while its
    /// records wait in the queue (fixed in 2.6.1, issue 4724); a stuck client is then left behind.
    static let patience = DispatchTimeInterval.seconds(10)

    let pointer: OpaquePointer
    private let context: Unmanaged<ClientContext>
    private(set) var isOpen = true

    /// - Throws: what librdkafka says about the configuration.
    init(
        _ type: rd_kafka_type_t, _ configuration: consuming NativeConfiguration, context: ClientContext
    ) throws(KafkaError) {
        let retained = Unmanaged.passRetained(context)
        installCallbacks(on: configuration, opaque: retained.toOpaque())
        do {
            pointer = try configuration.makeClient(type)
        } catch {
            retained.release()
            throw error.masked(by: context.connection.mask)
        }
        self.context = retained
    }

    /// The error that ended this client, if one did.
    var fatalError: KafkaError? {
        var text = ErrorText()
        let code = rd_kafka_fatal_error(pointer, &text.bytes, text.size)
        guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
        let message = text.text
        return KafkaError(KafkaError.Code(code), message: message, verdict: .fatal)
    }

    /// Says that the connections end from here on because we end them.
    func expectEnd() {
        let context = context.takeUnretainedValue()
        context.connection.forget(client: context.client)
    }

    /// Destroys the client. Everything else of librdkafka's that belongs to it must be gone by now.
    func close(patience: DispatchTimeInterval = patience) {
        destroy(flags: 0, patience)
    }

    /// Destroys a consumer that could not leave its group.
    func abandonGroup() {
        destroy(flags: RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE, .seconds(1))
    }

    private func destroy(flags: Int32, _ patience: DispatchTimeInterval) {
        guard isOpen else { return }
        isOpen = false
        expectEnd()
        let context = context.takeUnretainedValue()
        let done = DispatchSemaphore(value: 0)
        _ = ServiceThread(name: "kafka-close") { [self] in
            rd_kafka_destroy_flags(pointer, flags)
            self.context.release()
            done.signal()
        }
        if done.wait(timeout: .now() + patience) == .timedOut {
            context.logger.warning("a Kafka client does not end; leaving it behind")
        }
    }

    deinit {
        guard isOpen else { return }
        context.takeUnretainedValue().logger.critical("a Kafka client was dropped without close(): it leaks")
        assertionFailure("a Kafka client was dropped without close()")
    }
}
