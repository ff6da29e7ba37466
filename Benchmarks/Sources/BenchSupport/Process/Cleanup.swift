import Foundation
import Kafka
import Synchronization

/// What must be gone when the benchmark ends, however it ends: its processes and its folder.
package enum Cleanup {
    private struct State {
        var children: Set<pid_t> = []
        var folder: URL?
    }

    private static let state = Mutex(State())

    /// Makes a folder that is removed in the end.
    package static func makeFolder(in parent: URL = FileManager.default.temporaryDirectory) throws -> URL {
        let folder = parent.appending(path: "adtally-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        state.withLock { $0.folder = folder }
        return folder
    }

    /// Remembers a process to kill.
    static func add(_ pid: pid_t) {
        state.withLock { _ = $0.children.insert(pid) }
    }

    /// It has ended, and its number may be another process's soon.
    static func remove(_ pid: pid_t) {
        state.withLock { _ = $0.children.remove(pid) }
    }

    /// May be called more than once.
    package static func run() {
        state.withLock { state in
            for child in state.children {
                kill(child, SIGKILL)
                waitpid(child, nil, 0)
            }
            if let folder = state.folder { try? FileManager.default.removeItem(at: folder) }
            state = State()
        }
    }

    /// Cleans up and leaves when asked to. To be called before there is any other thread: only those that come later
    /// leave the signals to this one.
    package static func onSignals() {
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
