import Logging
import Synchronization

/// The connection state that all clients of one ``KafkaConfiguration`` share, and the log lines about it.
///
/// It has the configuration's mask as well: clients log through ``ClientContext``, which keeps secrets out of their lines.
final class ConnectionReport: Sendable {
    private struct Shared {
        var monitor: ConnectionMonitor
        var clients = 0
    }

    let mask: SecretMask
    private let shared = Mutex(Shared(monitor: ConnectionMonitor(now: .now)))

    init(mask: SecretMask = SecretMask(properties: [:])) {
        self.mask = mask
    }

    /// A number for a new client.
    func register() -> Int {
        shared.withLock {
            $0.clients += 1
            return $0.clients
        }
    }

    var state: ConnectionMonitor.State { shared.withLock { $0.monitor.state } }

    func isUp(client: Int) -> Bool { shared.withLock { $0.monitor.isUp(client: client) } }

    func note(reason: String) { shared.withLock { $0.monitor.note(reason: reason) } }

    func forget(client: Int) { shared.withLock { $0.monitor.forget(client: client) } }

    /// Called on librdkafka's threads for every change of a broker connection.
    ///
    /// - Parameter brokerState: librdkafka's name of the state: `UP`, `DOWN`, or a step on the way, which means nothing.
    func changed(client: Int, broker: String, to brokerState: String, logger: Logger) {
        let link = ConnectionMonitor.Link(client: client, broker: broker)
        let message = shared.withLock { shared -> ConnectionMonitor.Message? in
            switch brokerState {
            case "UP": shared.monitor.opened(link, at: .now)
            case "DOWN": shared.monitor.failed(link, at: .now)
            default: nil
            }
        }
        message?.log(to: logger)
    }
}

extension ConnectionMonitor.Message {
    fileprivate func log(to logger: Logger) {
        let advised = ConnectionAdvice.added(to:)
        switch self {
        case .unreachable(let reason): logger.warning("cannot reach Kafka, trying on: \(advised(reason))")
        case .lost(let reason):
            logger.warning("lost the connection to Kafka, trying to get it back: \(advised(reason))")
        case .unstable(let reason):
            logger.warning("the connection to Kafka ends as soon as it is made, trying on: \(advised(reason))")
        case .restored(let gap): logger.notice("connected to Kafka again after \(gap.components.seconds) s")
        }
    }
}
