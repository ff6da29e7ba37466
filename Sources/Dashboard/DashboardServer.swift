import DashboardModel
import Hummingbird
import Logging
import ServiceLifecycle
import TelemetryServer

/// The dashboard as a service: runs until its group shuts down gracefully, then ends every open stream.
public struct DashboardServer: Service {
    /// Why it could not run, in one line that says what to do.
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    private let configuration: DashboardConfiguration
    private let application: any ApplicationProtocol

    /// Make it before the first row is ingested.
    public init(_ configuration: DashboardConfiguration, store: RowStore, logger: Logger) throws(Failure) {
        self.configuration = configuration
        for warning in Exposure.warnings(configuration) { logger.warning("\(warning)") }
        do {
            application = try buildApplication(configuration, store: store, logger: logger)
        } catch {
            throw Failure(description: "\(error)")
        }
    }

    /// - Throws: `ListenFailure` where the address cannot be listened on.
    public func run() async throws {
        do {
            try await application.run()
        } catch {
            throw ListenFailure(
                error, host: configuration.host, port: configuration.port, hostFlag: "--host", portFlag: "--port")
                ?? error
        }
    }
}
