import AdModel
import Synchronization

/// The dashboard's read model: fed by one thread that reads the topics, asked by any number of pages.
///
/// Every method takes one short lock; none of them waits, so all may be called from any thread or task.
public final class RowStore: Sendable {
    private struct State {
        var table: RowTable
        var ingest = IngestState()
        var pulse: ReaderPulse?
        var pipeline: PipelineHealth?
        var version: UInt64 = 0
        var rowsRead = 0
        var rowsUnreadable = 0
        var alerts = AlertsSummary()
        var listeners: [UInt64: AsyncStream<Void>.Continuation] = [:]
        var nextListener: UInt64 = 0
    }

    private let state: Mutex<State>
    private let clock: @Sendable () -> EventTime

    /// - Parameter clock: the wall clock.
    public init(limits: RowLimits = RowLimits(), clock: @escaping @Sendable () -> EventTime) {
        self.state = Mutex(State(table: RowTable(limits: limits)))
        self.clock = clock
    }

    public var now: EventTime { clock() }

    /// Takes a batch of rows, in any order and as often as they come.
    public func ingest(_ rows: [ResultRow]) {
        guard !rows.isEmpty else { return }
        let now = clock()
        change { state in
            state.ingest.lastRowAt = now
            state.rowsRead += rows.count
            _ = state.table.take(rows, now: now)
        }
    }

    /// Counts a record that is no row; nothing that shows depends on it.
    public func countUnreadableRow() {
        state.withLock { $0.rowsUnreadable += 1 }
    }

    public var figures: StoreFigures {
        state.withLock { state in
            state.table.figures(
                rowsRead: state.rowsRead, rowsUnreadable: state.rowsUnreadable, ingest: state.ingest)
        }
    }

    /// Says how the reading stands.
    public func update(_ change: (inout IngestState) -> Void) {
        self.change { change(&$0.ingest) }
    }

    public var ingestState: IngestState { state.withLock { $0.ingest } }

    /// To be called by the reader about once a second; wakes no page.
    public func beat(_ pulse: ReaderPulse) {
        state.withLock { $0.pulse = pulse }
    }

    /// The newest beat of the reader; nil: there was none.
    public var readerPulse: ReaderPulse? { state.withLock { $0.pulse } }

    /// Says how the pipeline does. Wakes every page, so not to be called more often than people read: every 2 s.
    public func report(_ health: PipelineHealth) {
        change { $0.pipeline = health }
    }

    /// The newest report; nil: there was none.
    public var pipeline: PipelineHealth? { state.withLock { $0.pipeline } }

    public func snapshot(_ query: SnapshotQuery) -> Snapshot {
        state.withLock { state in
            state.table.snapshot(
                query, version: state.version, ingest: state.ingest, alerts: state.alerts, pipeline: state.pipeline)
        }
    }

    /// What alerts say; kept by whoever judges them.
    public var alerts: AlertsSummary { state.withLock { $0.alerts } }

    /// Says what alerts say now; wakes the pages only where that is news.
    public func update(alerts: AlertsSummary) {
        guard alerts != self.alerts else { return }
        change { $0.alerts = alerts }
    }

    /// Lends the table under the lock: not for long.
    func table<Result: Sendable>(_ body: (inout RowTable) -> Result) -> Result {
        state.withLock { body(&$0.table) }
    }

    /// An element after each change, several in one where the listener is slow. Ends when its reader stops.
    public func changes() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let listener = state.withLock { state in
            state.nextListener += 1
            state.listeners[state.nextListener] = continuation
            return state.nextListener
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { _ = $0.listeners.removeValue(forKey: listener) }
        }
        return stream
    }

    /// Hides all that is counted so far; only what comes after shows.
    ///
    /// - Returns: the mark to save, or nil while the topics are still being read: rows that were written before
    ///   now would come after it, and show as if they were new.
    public func clear() -> ClearMark? {
        let now = clock()
        return change { state in
            guard state.ingest.hasCaughtUp, state.ingest.progress == .caughtUp else { return nil }
            state.table.clear(now: now)
            return state.table.mark
        }
    }

    /// Shows everything again.
    public func undoClear() {
        change { $0.table.undoClear() }
    }

    /// Takes over a mark saved by an earlier run; to be called before the first row.
    public func restore(_ mark: ClearMark) {
        change { $0.table.restore(mark) }
    }

    private func change<Result: Sendable>(_ body: (inout State) -> Result) -> Result {
        let (result, listeners) = state.withLock { state in
            let result = body(&state)
            state.version += 1
            return (result, Array(state.listeners.values))
        }
        for listener in listeners { listener.yield() }
        return result
    }
}
