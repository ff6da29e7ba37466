import Hummingbird
import Logging
import NIOCore
import Synchronization

/// Tells how a service does, for as long as the service runs.
public struct TelemetryServer: Sendable {
    private let configuration: TelemetryConfiguration
    private let source: TelemetrySource
    private let logger: Logger
    /// Between two attempts to serve again.
    var pause = Duration.seconds(5)
    /// Told each channel that is listened on.
    var onChannel: @Sendable (any Channel) -> Void = { _ in }

    public init(_ configuration: TelemetryConfiguration, source: TelemetrySource, logger: Logger) {
        self.configuration = configuration
        self.source = source
        self.logger = logger
    }

    /// Listens, does the work, and ends with it: connections that are open then are cut, so nobody who scrapes holds
    /// up the end of a service.
    ///
    /// - Throws: ``ListenFailure`` before the work has begun; what `work` throws.
    public func run<Value: Sendable>(during work: () async throws -> Value) async throws -> Value {
        let (ports, listening) = AsyncThrowingStream.makeStream(of: Int.self)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await keepServing(listening) }
            defer { group.cancelAll() }
            var iterator = ports.makeAsyncIterator()
            guard let port = try await iterator.next() else { throw CancellationError() }
            logger.info("telemetry on http://\(address(port))/metrics")
            return try await work()
        }
    }

    /// Serves until the task is cancelled. A server that ends by itself is said once and served again on the port it had;
    /// one that never began ends the stream with the reason.
    private func keepServing(_ listening: AsyncThrowingStream<Int, any Error>.Continuation) async {
        let place = Mutex<(port: Int?, isListening: Bool)>((nil, false))
        while true {
            let ending = await serve(port: place.withLock(\.port) ?? configuration.port) { port in
                let before = place.withLock { place in
                    defer { place = (port, true) }
                    return place.port
                }
                if before == nil {
                    listening.yield(port)
                } else {
                    logger.notice("telemetry is back on \(address(port))")
                }
            }
            let (known, wasListening) = place.withLock { place in
                defer { place.isListening = false }
                return place
            }
            guard !Task.isCancelled, let port = known else {
                return listening.finish(throwing: ending is CancellationError ? nil : ending)
            }
            if wasListening {
                let reason = ending.map { ": \($0)" } ?? ""
                logger.error("telemetry on \(address(port)) ended, trying to serve it again\(reason)")
            }
            try? await Task.sleep(for: pause)
        }
    }

    /// - Returns: why it ended; nil when it did so without an error.
    private func serve(port: Int, onListening: @escaping @Sendable (Int) -> Void) async -> (any Error)? {
        // It says when it starts, and complains when it is cut off: no news beside what the service says.
        var quiet = logger
        quiet.logLevel = .critical
        let configuration = TelemetryConfiguration(host: configuration.host, port: port)
        let application = buildTelemetryApplication(configuration, source: source, logger: quiet) {
            [onChannel] channel in
            onChannel(channel)
            onListening(channel.localAddress?.port ?? port)
        }
        do {
            try await application.run()
            return nil
        } catch {
            return ListenFailure(
                error, host: configuration.host, port: port, hostFlag: "--telemetry-host",
                portFlag: "--telemetry-port") ?? error
        }
    }

    private func address(_ port: Int) -> String {
        configuration.host.contains(":") ? "[\(configuration.host)]:\(port)" : "\(configuration.host):\(port)"
    }
}
