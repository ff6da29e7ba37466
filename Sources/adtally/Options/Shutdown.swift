import Dispatch
import Glibc
import Synchronization

/// SIGTERM and SIGINT as a flag that loops look at. A second signal ends the process at once.
final class Shutdown: Sendable {
    private let requested = Atomic<Bool>(false)

    var isRequested: Bool { requested.load(ordering: .relaxed) }

    func request() {
        requested.store(true, ordering: .relaxed)
    }

    /// Takes the two signals over, for the rest of the process.
    static func onSignals() -> Shutdown {
        let shutdown = Shutdown()
        for number in [SIGTERM, SIGINT] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if shutdown.isRequested { exit(128 + number) }
                shutdown.request()
            }
            source.resume()
            sources.withLock { $0.append(source) }
        }
        return shutdown
    }

    private static let sources = Mutex<[any DispatchSourceSignal]>([])
}
