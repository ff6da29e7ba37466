import Hummingbird
import HummingbirdCore
import Logging
import NIOCore

/// The whole web service: what ``TelemetryServer`` runs, and what tests boot on port 0.
///
/// - Parameter onListening: told the channel once connections are taken.
public func buildTelemetryApplication(
    _ configuration: TelemetryConfiguration, source: TelemetrySource, logger: Logger,
    onListening: @escaping @Sendable (any Channel) -> Void = { _ in }
) -> some ApplicationProtocol {
    let requests = RequestTally()
    let router = Router(options: .autoGenerateHeadEndpoints)
    router.add(middleware: RequestTallying(requests))
    router.add(middleware: PlainAnswers())
    router.add(middleware: LoopbackCheck(configuration))
    TelemetryRoutes(source: source, requests: requests).add(to: router)
    return Application(
        router: router, server: .http1(configuration: connectionLimits),
        configuration: ApplicationConfiguration(
            address: .hostname(configuration.host, port: configuration.port),
            availableConnectionsDelegate: .maximum(64, logger: logger)),
        onServerRunning: { onListening($0) },
        logger: logger)
}

/// A client that sends its head by the byte, or says nothing, does not hold a connection for long.
private let connectionLimits = HTTP1Channel.Configuration(
    idleTimeout: .seconds(30),
    httpDecoderConfiguration: .init(maxHeaderFieldSize: 4096, maxHeaderListSize: 16384, maxHeaderFieldCount: 64))
