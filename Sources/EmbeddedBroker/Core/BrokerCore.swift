import GRDB
import Logging
import NIOCore

/// The broker's state and what it answers. Lives on one event loop: no locks, and no request sees half of another.
///
/// What needs the disk goes to the database's own queues and is answered when it comes back.
final class BrokerCore {
    static let nodeID: Int32 = 0

    let configuration: BrokerConfiguration
    let store: Store
    let loop: any EventLoop
    let logger: Logger
    let writes: WriteQueue
    /// Bytes of replies.
    let replyBudget: ByteBudget
    let fetches = FetchWaits()
    let groups: GroupDesk

    /// As of the last commit.
    private(set) var catalog: Catalog
    /// The port that clients reach, once it is bound.
    var port = 0
    /// Asks the connection of a call to end; set by whoever owns the connections.
    var closeConnection: (Int) -> Void = { _ in }
    /// Whether a connection is still there; set likewise.
    var isOpen: (Int) -> Bool = { _ in true }
    /// So that a consumer in front of a damaged batch does not fill the log.
    var complaints = Complaints()
    var counters = BrokerCounters()
    /// Turns the order in which partitions are read, so that a full reply does not always leave out the same ones.
    var readTurn = 0
    /// By connection.
    var readAheads: [Int: ReadAhead] = [:]
    var isSweeping = false
    /// Whether another sweep is to follow the one that runs.
    var sweepsAgain = false
    var sweepTimer: Scheduled<Void>?
    private(set) var isFinishing = false
    /// Reads that have not come back.
    private var reads = 0
    private var whenIdle: [() -> Void] = []

    init(configuration: BrokerConfiguration, store: Store, loop: any EventLoop, logger: Logger) throws(BrokerError) {
        self.configuration = configuration
        self.store = store
        self.loop = loop
        self.logger = logger
        catalog = store.catalog
        writes = WriteQueue(store: store, loop: loop, logger: logger)
        replyBudget = ByteBudget(configuration.limits.outgoingBytes)
        let snapshots = try store.readNow(GroupStore.snapshots)
        groups = GroupDesk(restoring: snapshots, writes: writes, loop: loop, logger: logger)
        writes.committed = { [unowned self] state in committed(state) }
    }

    private func committed(_ state: CommittedState) {
        catalog = state.catalog
        for (partition, bytes) in state.appended { fetches.appended(bytes, to: partition) }
    }

    /// Reads what is committed, and calls back on the event loop.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value,
        then complete: @escaping (Result<Value, StoreError>) -> Void
    ) {
        let promise = loop.makePromise(of: Value.self)
        reads += 1
        promise.futureResult.assumeIsolated().whenComplete { [self] result in
            reads -= 1
            complete(result.mapError { $0 as? StoreError ?? StoreError($0) })
            if reads == 0, !whenIdle.isEmpty {
                for body in takeIdle() { onceIdle(body) }
            }
        }
        store.read(body) { result in promise.completeWith(result.mapError { $0 as any Error }) }
    }

    private func takeIdle() -> [() -> Void] {
        defer { whenIdle = [] }
        return whenIdle
    }

    /// Calls back once nothing is being written or read: nobody comes back to the event loop then.
    func onceIdle(_ body: @escaping () -> Void) {
        writes.onceIdle { [self] in
            if reads == 0 { body() } else { whenIdle.append(body) }
        }
    }

    /// Takes one request.
    ///
    /// - Throws: `WireError` for bytes that are no request; the connection is to be closed then.
    func take(_ frame: ByteBuffer, _ call: Call) throws(WireError) {
        let (header, request) = try Request.read(frame)
        let reply = Reply(header: header, call: call)
        counters.requests += 1
        if case .produce(let produce) = request {
            self.produce(produce, reply)
            return
        }
        call.done()
        answer(request, reply)
    }

    private func answer(_ request: Request, _ reply: Reply) {
        switch request {
        case .produce(let request): produce(request, reply)
        case .fetch(let request): fetch(request, reply)
        case .apiVersions: reply.send(ApiVersionsResponse(error: .none))
        case .unsupportedAPIVersions: reply.send(ApiVersionsResponse(error: .unsupportedVersion))
        case .metadata(let request): metadata(request, reply)
        case .createTopics(let request): createTopics(request, reply)
        case .deleteTopics(let request): deleteTopics(request, reply)
        case .createPartitions(let request): createPartitions(request, reply)
        case .deleteRecords(let request): deleteRecords(request, reply)
        case .describeConfigs(let request): describeConfigs(request, reply)
        case .listOffsets(let request): listOffsets(request, reply)
        case .initProducerID(let request): initProducerID(request, reply)
        case .findCoordinator(let request): findCoordinator(request, reply)
        case .joinGroup(let request): groups.join(request, reply)
        case .syncGroup(let request): groups.sync(request, reply)
        case .heartbeat(let request): groups.heartbeat(request, reply)
        case .leaveGroup(let request): groups.leave(request, reply)
        case .describeGroups(let request): describeGroups(request, reply)
        case .listGroups(let request): listGroups(request, reply)
        case .deleteGroups(let request): deleteGroups(request, reply)
        case .offsetCommit(let request): offsetCommit(request, reply)
        case .offsetFetch(let request): offsetFetch(request, reply)
        }
    }

    /// Ends the wait of a connection's fetch request: another request is behind it.
    func hurry(_ connection: Int) {
        fetches.hurry(connection)
    }

    /// Forgets what a connection that is gone was waiting for.
    func closed(connection: Int) {
        fetches.drop(connection)
        dropReadAhead(of: connection)
        groups.closed(connection: connection)
    }

    /// How the broker is to be reached by whoever reached it.
    func address(for client: Client) -> BrokerAddress {
        BrokerAddress(
            nodeID: Self.nodeID, host: configuration.advertisedHost ?? client.reached,
            port: Int32(configuration.advertisedPort ?? port))
    }

    /// Answers everybody who waits for something to happen.
    func finish() {
        isFinishing = true
        sweepTimer?.cancel()
        for connection in readAheads.keys.sorted() { dropReadAhead(of: connection) }
        fetches.finish()
        groups.finish()
    }
}
