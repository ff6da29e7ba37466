import Logging
import NIOCore

/// What waits to be written. Lives on the event loop.
///
/// All that arrives while a transaction commits, or within `pause` of its beginning, is gathered for the next: each
/// writes the same eight pages beside what it is for, so that many small ones would keep the disk busy for nothing. At
/// rest nobody waits for company.
final class WriteQueue {
    private struct Pending {
        let body: Store.Write
        let fail: @Sendable (StoreError) -> Void
    }

    private let store: Store
    private let loop: any EventLoop
    private let logger: Logger
    private let pause: TimeAmount
    private let now: () -> NIODeadline
    /// Called on the event loop after each commit, before the requests that it holds are answered.
    var committed: (CommittedState) -> Void = { _ in }

    /// Why writes are refused; nil: none was for a while, and one went through.
    var failure: String? { refusals.reason(at: now()) }

    private var pending: [Pending] = []
    /// Of a transaction that failed: each is tried on its own, so that it fails alone.
    private var alone: ArraySlice<Pending> = []
    private var isWriting = false
    private var pausing: Scheduled<Void>?
    private var refusals = Refusals()
    private var whenIdle: [() -> Void] = []

    /// - Parameters:
    ///   - pause: from the beginning of one transaction to that of the next, at least; what failed, and what somebody
    ///     waits for to be idle, does not wait.
    ///   - now: asked on the event loop.
    init(
        store: Store, loop: any EventLoop, logger: Logger, pause: TimeAmount = .milliseconds(4),
        now: @escaping () -> NIODeadline = { .now() }
    ) {
        self.store = store
        self.loop = loop
        self.logger = logger
        self.pause = pause
        self.now = now
    }

    /// Runs a body in the next transaction, and the completion on the event loop once that is committed or void.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (inout WriteTransaction) throws -> Value,
        then complete: @escaping (Result<Value, StoreError>) -> Void
    ) {
        let promise = loop.makePromise(of: Value.self)
        promise.futureResult.assumeIsolated().whenComplete { result in
            complete(result.mapError { $0 as? StoreError ?? StoreError($0) })
        }
        pending.append(
            Pending(
                body: { transaction in
                    let value = try body(&transaction)
                    return { promise.succeed(value) }
                },
                fail: { promise.fail($0) }))
        flush()
    }

    private func flush() {
        guard !isWriting, !alone.isEmpty || !pending.isEmpty && pausing == nil else { return }
        isWriting = true
        beginPause()
        let batch: [Pending]
        if let first = alone.popFirst() {
            batch = [first]
        } else {
            batch = pending
            pending = []
        }
        let queue = NIOLoopBound(self, eventLoop: loop)
        store.commit(batch.map(\.body)) { [loop] result in
            loop.execute { queue.value.finished(batch, result) }
        }
    }

    private func beginPause() {
        guard pausing == nil else { return }
        pausing = loop.assumeIsolated().scheduleTask(in: pause) { [self] in endPause() }
    }

    private func endPause() {
        pausing?.cancel()
        pausing = nil
        flush()
    }

    private func finished(_ batch: [Pending], _ result: Result<CommittedState, StoreError>) {
        switch result {
        case .success(let state):
            if refusals.isOver(at: now()) { logger.notice("the data folder can be written again") }
            committed(state)
            for answer in state.answers { answer() }
        case .failure(let error):
            if refusals.isNews(error.description, at: now()) { complain(error) }
            store.makeRoom()
            if batch.count > 1 {
                alone = batch[...]
            } else {
                for write in batch { write.fail(error) }
            }
        }
        // What the answers set off is gathered, too.
        isWriting = false
        flush()
        if isIdle {
            for body in takeIdle() { body() }
        }
    }

    private func complain(_ error: StoreError) {
        let advice =
            error.isOutsideTheFile
            ? "Make room or give the right to write there; until then clients are told to try again."
            : "Clients are told to try again; if it stays so, stop the broker and restore its folder from a copy."
        logger.error("cannot write to the data folder: \(error). \(advice)")
    }

    private func takeIdle() -> [() -> Void] {
        defer { whenIdle = [] }
        return whenIdle
    }

    /// Calls back once nothing is being written and nothing waits to be; what waits for company is written now.
    func onceIdle(_ body: @escaping () -> Void) {
        endPause()
        if isIdle { body() } else { whenIdle.append(body) }
    }

    private var isIdle: Bool { !isWriting && pending.isEmpty && alone.isEmpty }
}
