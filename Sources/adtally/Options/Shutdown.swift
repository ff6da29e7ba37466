import Glibc
import Kafka
import Synchronization

/// SIGTERM and SIGINT as a flag that loops look at, or an event to wait for. A second signal ends the process at once.
final class Shutdown: Sendable {
    private static let signalled = Atomic<Bool>(false)
    /// The write end of a pipe that the first signal writes to.
    private static let writeEnd = Atomic<Int32>(-1)
    private let requested = Atomic<Bool>(false)
    private let readEnd: Int32

    private init(readEnd: Int32) {
        self.readEnd = readEnd
    }

    var isRequested: Bool {
        requested.load(ordering: .relaxed) || Self.signalled.load(ordering: .relaxed)
    }

    func request() {
        requested.store(true, ordering: .relaxed)
    }

    /// Takes the two signals over, for the rest of the process.
    static func onSignals() -> Shutdown {
        var ends: [Int32] = [-1, -1]
        // Without a pipe, which only a process without file descriptors lacks, waiting ends at once.
        _ = pipe(&ends)
        writeEnd.store(ends[1], ordering: .relaxed)
        for number in [SIGTERM, SIGINT] {
            // Runs in signal context: atomics, write and _exit are all it may do.
            signal(number) { number in
                if Shutdown.signalled.exchange(true, ordering: .relaxed) { _exit(128 + number) }
                let reason = errno
                write(Shutdown.writeEnd.load(ordering: .relaxed), "!", 1)
                errno = reason
            }
        }
        return Shutdown(readEnd: ends[0])
    }

    /// Returns at the first signal. Nothing looks for it until then: a process that waits costs nothing.
    func waitForSignal() async throws {
        try await ServiceThread.run(name: "signals") { [readEnd] in
            var byte: UInt8 = 0
            while read(readEnd, &byte, 1) < 0, errno == EINTR {}
        }
    }
}
