import Logging
import NIOCore
import NIOPosix
import Synchronization

/// A Kafka-compatible broker of one node, in this process: for laptops, CI and tests.
///
/// It listens when `start` returns, and all that it acknowledged is there again when it is started on the same folder,
/// however it ended. DESIGN.md §8 says what it does, and what it does not.
public final class Broker: Sendable {
    /// Where it listens.
    public let host: String
    public let port: Int

    private let group: MultiThreadedEventLoopGroup
    private let listener: any Channel
    let connections: NIOLoopBound<Connections>
    private let store: Store
    private let isStopped = Mutex(false)

    /// `host:port` to connect to.
    public var bootstrapServers: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    var isStopping: Bool { isStopped.withLock { $0 } }

    /// Not once it has stopped: there is no event loop then.
    func onLoop<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async throws -> Value {
        try await group.next().submit(body).get()
    }

    /// Opens the folder, makes it where it is missing, and listens.
    ///
    /// - Throws: `BrokerError` in one line that says what to do.
    public static func start(_ configuration: BrokerConfiguration, logger: Logger) async throws -> Broker {
        let store = try await NIOThreadPool.singleton.runIfActive {
            let folder = try DataFolder(path: configuration.dataFolder)
            do {
                return try Store(
                    folder: folder, synchronous: configuration.synchronous, defaults: TopicSettings(configuration),
                    logger: logger)
            } catch {
                folder.release()
                throw error
            }
        }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        do {
            return try await Broker(configuration, store: store, group: group, logger: logger)
        } catch {
            try? await group.shutdownGracefully()
            store.close()
            throw error
        }
    }

    private init(
        _ configuration: BrokerConfiguration, store: Store, group: MultiThreadedEventLoopGroup, logger: Logger
    ) async throws {
        let loop = group.next()
        let connections = try await loop.submit {
            let core = try BrokerCore(configuration: configuration, store: store, loop: loop, logger: logger)
            return NIOLoopBound(Connections(core: core, logger: logger), eventLoop: loop)
        }.get()
        do {
            listener = try await Self.bootstrap(group, connections, configuration)
                .bind(host: configuration.bindHost, port: configuration.port).get()
        } catch {
            throw BrokerError.address(
                host: configuration.bindHost, port: configuration.port, reason: Self.reason(of: error))
        }
        let port = listener.localAddress?.port ?? configuration.port
        host = configuration.bindHost
        self.port = port
        self.group = group
        self.connections = connections
        self.store = store
        try await loop.submit {
            connections.value.core.port = port
            connections.value.core.startSweeping()
            connections.value.startWatching()
        }.get()
    }

    private static func bootstrap(
        _ group: MultiThreadedEventLoopGroup, _ connections: NIOLoopBound<Connections>,
        _ configuration: BrokerConfiguration
    ) -> ServerBootstrap {
        ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.backlog, value: 512)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(
                .recvAllocator, value: AdaptiveRecvByteBufferAllocator(minimum: 1_024, initial: 4_096, maximum: 262_144)
            )
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ConnectionHandler(server: connections.value))
                }
            }
    }

    private static func reason(of error: any Error) -> String {
        if let error = error as? IOError { return String(cString: strerror(error.errnoCode)) }
        if error is SocketAddressError { return "no such address" }
        return "\(error)"
    }

    /// Takes no more requests, answers those it has, writes what is left, and lets the folder go.
    ///
    /// Clients see their connections end, and go on with their groups and offsets when the broker is started again. May be
    /// called more than once.
    public func stop() async {
        guard
            isStopped.withLock({ wasStopped in
                defer { wasStopped = true }
                return !wasStopped
            })
        else { return }
        try? await listener.close().get()
        let isEmpty = group.next().makePromise(of: Void.self)
        let connections = connections
        group.next().execute {
            connections.value.finish { isEmpty.succeed() }
            connections.value.core.finish()
        }
        // A client that does not take its answers does not keep the broker from stopping.
        let deadline = group.next().scheduleTask(in: .seconds(2)) { connections.value.closeAll() }
        try? await isEmpty.futureResult.get()
        deadline.cancel()
        let isIdle = group.next().makePromise(of: Void.self)
        group.next().execute { connections.value.core.onceIdle { isIdle.succeed() } }
        try? await isIdle.futureResult.get()
        try? await group.shutdownGracefully()
        let store = store
        _ = try? await NIOThreadPool.singleton.runIfActive { store.close() }
    }
}
