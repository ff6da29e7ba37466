import Foundation
import Kafka
import Synchronization

/// What must be gone when the benchmark ends, however it ends: its broker and its folder.
enum Cleanup {
    private struct State {
        var child: pid_t?
        var folder: URL?
    }

    private static let state = Mutex(State())

    /// Makes a folder that is removed in the end.
    static func makeFolder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "broker-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        state.withLock { $0.folder = folder }
        return folder
    }

    /// Remembers the process to kill; nil once it has ended.
    static func setChild(_ pid: pid_t?) {
        state.withLock { $0.child = pid }
    }

    /// May be called more than once.
    static func run() {
        state.withLock { state in
            if let child = state.child {
                kill(child, SIGKILL)
                waitpid(child, nil, 0)
            }
            if let folder = state.folder { try? FileManager.default.removeItem(at: folder) }
            state = State()
        }
    }

    /// Cleans up and leaves when asked to. To be called before there is any other thread: only those that come later
    /// leave the signals to this one.
    static func onSignals() {
        // A reader that goes away is then an error of a write like any other, and is cleaned up after.
        signal(SIGPIPE, SIG_IGN)
        var signals = sigset_t()
        sigemptyset(&signals)
        for signal in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, signal) }
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        _ = ServiceThread(name: "signals") {
            var number: Int32 = 0
            sigwait(&signals, &number)
            run()
            _exit(128 + number)
        }
    }
}
