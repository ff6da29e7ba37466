import AdModel
import DashboardModel
import Hummingbird
import Logging
import ServiceLifecycle

/// Sends each view's newest snapshot to every page that shows it.
///
/// A page's queue holds one element, the newest: a slow page misses steps, never the end, and costs no memory. A
/// heartbeat carries a snapshot too, so that it can never push one out.
actor SnapshotHub: Service {
    private struct Page {
        let query: SnapshotQuery
        let queue: AsyncStream<ByteBuffer>.Continuation
    }

    private let store: RowStore
    private let configuration: DashboardConfiguration
    private let logger: Logger
    private var pages: [UInt64: Page] = [:]
    private var nextPage: UInt64 = 0
    private var newest: [SnapshotQuery: LiveEvent] = [:]

    init(store: RowStore, configuration: DashboardConfiguration, logger: Logger) {
        self.store = store
        self.configuration = configuration
        self.logger = logger
    }

    var isFull: Bool { pages.count >= configuration.maxStreams }

    var pageCount: Int { pages.count }

    /// Snapshots encoded since the start; a page's repeated ones cost nothing and do not count.
    private(set) var snapshotCount = 0

    /// The messages of a new page, the first at once; nil: no more pages can be served.
    func open(_ query: SnapshotQuery) -> AsyncStream<ByteBuffer>? {
        guard !isFull else { return nil }
        let (stream, queue) = AsyncStream.makeStream(of: ByteBuffer.self, bufferingPolicy: .bufferingNewest(1))
        nextPage += 1
        let page = nextPage
        pages[page] = Page(query: query, queue: queue)
        queue.onTermination = { _ in Task { await self.close(page) } }
        if let event = current(query) { queue.yield(event.message) }
        return stream
    }

    /// The view at this moment; encoded again only when something changed, or its ages have.
    func current(_ query: SnapshotQuery) -> LiveEvent? {
        let snapshot = store.snapshot(query)
        if let known = newest[query], known.version == snapshot.version, store.now < known.madeAt + .seconds(1) {
            return known
        }
        return encode(snapshot)
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.publishChanges() }
                group.addTask { await self.beat() }
            }
        }
        for page in pages.values { page.queue.finish() }
    }

    private func publishChanges() async {
        let pace = PublishPace(interval: configuration.publishInterval)
        for await _ in store.changes() {
            let start = ContinuousClock.now
            publish(prefix: nil)
            try? await Task.sleep(for: pace.rest(after: start.duration(to: .now)))
        }
    }

    private func beat() async {
        while (try? await Task.sleep(for: configuration.heartbeat)) != nil {
            publish(prefix: ByteBuffer(string: ": heartbeat\n\n"))
        }
    }

    private func publish(prefix: ByteBuffer?) {
        let watched = Set(pages.values.map(\.query))
        newest = newest.filter { watched.contains($0.key) }
        for query in watched {
            guard let event = encode(store.snapshot(query)) else { continue }
            var message = prefix ?? ByteBuffer()
            message.writeImmutableBuffer(event.message)
            for page in pages.values where page.query == query { page.queue.yield(message) }
        }
    }

    private func encode(_ snapshot: Snapshot) -> LiveEvent? {
        do {
            let event = try LiveEvent(snapshot, now: store.now)
            snapshotCount += 1
            if pages.values.contains(where: { $0.query == snapshot.query }) { newest[snapshot.query] = event }
            return event
        } catch {
            logger.error("a snapshot could not be encoded: \(error)")
            return nil
        }
    }

    private func close(_ page: UInt64) {
        pages[page] = nil
    }
}
