internal import CRdKafka

/// Keeps a full prefetch queue from costing up to a second at a time.
///
/// When the queue reaches `queued.min.messages` or `queued.max.messages.kbytes`, librdkafka before 2.2 sends no Fetch
/// request and its broker thread goes to sleep for up to 1 s, however soon the queue is drained (librdkafka issue 2879;
/// `rd_kafka_broker_consumer_serve`, where only an operation or an answer ends the sleep). A queue that lasts for a
/// second at full speed would take several hundred MB.
///
/// The one harmless public call that wakes all broker threads is setting the SASL credentials: here, to what they are.
/// Where SASL is not in use they are never looked at. Nothing is sent to a broker.
final class FetchWaker {
    private let username: String
    private let password: String
    private let interval: Duration = .milliseconds(5)
    private var lastWake = ContinuousClock.now
    private var hasRoom = false
    /// How often it had to wake someone.
    private(set) var wakes = 0

    init(configuration: KafkaConfiguration) {
        username = configuration.properties["sasl.username"] ?? ""
        password = configuration.properties["sasl.password"] ?? ""
    }

    /// Wakes the broker threads if records have come out of the queue while nothing has come into it for a while.
    ///
    /// Call it after every poll. A thread that has reason to rest just goes back to sleep; after the last record has
    /// left the queue it is woken once more, so it never sleeps beside an empty queue.
    ///
    /// - Parameter delivered: how many records the poll has taken from the queue.
    func wakeIfStarving(delivered: Int, _ handle: ClientHandle, _ context: ClientContext) {
        hasRoom = hasRoom || delivered > 0
        guard hasRoom, let age = context.fetchAge, age >= interval else { return }
        let now = ContinuousClock.now
        guard lastWake.duration(to: now) >= interval else { return }
        lastWake = now
        wakes += 1
        hasRoom = false
        // An error would only mean that nobody was woken.
        _ = KafkaError(consuming: rd_kafka_sasl_set_credentials(handle.pointer, username, password))
    }
}
