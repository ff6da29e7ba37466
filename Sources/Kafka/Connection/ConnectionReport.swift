import Logging
import Synchronization

/// The connection state that all clients of one ``KafkaConfiguration`` share, and the log lines about it.
final class ConnectionReport: Sendable {
    private struct Shared {
        var monitor: ConnectionMonitor
        var clients = 0
    }

    private let shared = Mutex(Shared(monitor: ConnectionMonitor(now: .now)))

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
        switch self {
        case .unreachable(let reason): logger.warning("cannot reach Kafka, trying on: \(reason)")
        case .lost(let reason): logger.warning("lost the connection to Kafka, trying to get it back: \(reason)")
        case .restored(let gap): logger.notice("connected to Kafka again after \(gap.components.seconds) s")
        }
    }
}
