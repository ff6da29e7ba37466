import Glibc
import Synchronization

/// SIGTERM and SIGINT as a flag that loops look at. A second signal ends the process at once.
final class Shutdown: Sendable {
    private static let signalled = Atomic<Bool>(false)
    private let requested = Atomic<Bool>(false)

    var isRequested: Bool {
        requested.load(ordering: .relaxed) || Self.signalled.load(ordering: .relaxed)
    }

    func request() {
        requested.store(true, ordering: .relaxed)
    }

    /// Takes the two signals over, for the rest of the process.
    static func onSignals() -> Shutdown {
        for number in [SIGTERM, SIGINT] {
            // Runs in signal context: an atomic exchange and _exit are all it may do.
            signal(number) { number in
                if Shutdown.signalled.exchange(true, ordering: .relaxed) { _exit(128 + number) }
            }
        }
        return Shutdown()
    }
}
