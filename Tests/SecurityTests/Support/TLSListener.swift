import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A port that speaks TLS, and SASL where it is told to, and passes the rest on to a broker that does neither.
final class TLSListener: Sendable {
    let port: Int
    private let channel: any Channel
    private let group: MultiThreadedEventLoopGroup
    private let upstream: Upstream

    /// Where the broker is; it starts after the listener, whose port it tells its clients.
    final class Upstream: Sendable {
        private let number = Mutex(0)
        var port: Int {
            get { number.withLock { $0 } }
            set { number.withLock { $0 = newValue } }
        }
    }

    /// - Parameters:
    ///   - clientAuthority: the certificate that clients' ones must be signed with; nil asks for none.
    ///   - mechanism: the authentication of each connection; nil for a port without SASL.
    init(
        _ identity: Certificates.Identity, clientAuthority: String?, mechanism: (any SASLMechanism)?,
        journal: SASLGate.Journal
    ) async throws {
        let tls = try Self.context(identity, clientAuthority)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let upstream = Upstream()
        channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(NIOSSLServerHandler(context: tls))
                    if let mechanism { try pipeline.addHandler(SASLGate(mechanism, journal: journal)) }
                    try pipeline.addHandler(Forwarder(to: upstream.port))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
        self.group = group
        self.upstream = upstream
    }

    func forward(to port: Int) { upstream.port = port }

    func stop() async {
        try? await channel.close().get()
        try? await group.shutdownGracefully()
    }

    private static func context(_ identity: Certificates.Identity, _ clientAuthority: String?) throws -> NIOSSLContext {
        var settings = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(identity.certificate).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: identity.key, format: .pem)))
        if let clientAuthority {
            settings.trustRoots = .file(clientAuthority)
            settings.certificateVerification = .noHostnameVerification
        }
        return try NIOSSLContext(configuration: settings)
    }
}

/// Hands what a client sends to the broker, and back.
private final class Forwarder: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let port: Int
    private var broker: (any Channel)?
    /// Until the connection to the broker is there.
    private var waiting: [ByteBuffer] = []

    init(to port: Int) {
        self.port = port
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let client = context.channel
        ClientBootstrap(group: context.eventLoop)
            .channelInitializer { broker in
                broker.eventLoop.makeCompletedFuture {
                    try broker.pipeline.syncOperations.addHandler(Returner(to: client))
                }
            }
            .connect(host: "127.0.0.1", port: port).assumeIsolated().whenComplete { result in
                guard case .success(let broker) = result, client.isActive else {
                    client.close(promise: nil)
                    return
                }
                self.broker = broker
                for bytes in self.waiting { broker.writeAndFlush(bytes, promise: nil) }
                self.waiting = []
            }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        if let broker { broker.writeAndFlush(bytes, promise: nil) } else { waiting.append(bytes) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        broker?.close(promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}

private final class Returner: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let client: any Channel

    init(to client: any Channel) {
        self.client = client
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        client.writeAndFlush(unwrapInboundIn(data), promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        client.close(promise: nil)
    }
}
