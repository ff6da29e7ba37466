import Kafka
import ServiceLifecycle
import Synchronization

extension ServiceThread {
    /// Runs a loop on a thread of its own, and tells it when the group shuts down or the task is cancelled.
    ///
    /// - Parameter body: returns soon after the flag is set.
    /// - Throws: what the body threw.
    static func untilShutdown(
        name: String, _ body: sending @escaping (StopFlag) throws -> Void
    ) async throws {
        let stop = StopFlag()
        let thread = ServiceThread(name: name) { try body(stop) }
        try await withTaskCancellationHandler {
            try await withGracefulShutdownHandler {
                try await thread.join()
            } onGracefulShutdown: {
                stop.set()
            }
        } onCancel: {
            stop.set()
        }
    }
}

/// Set once, by any thread or task, to end a loop.
final class StopFlag: Sendable {
    private let flag = Atomic<Bool>(false)

    var isSet: Bool { flag.load(ordering: .relaxed) }
    func set() { flag.store(true, ordering: .relaxed) }
}
