import DashboardModel
import Foundation
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

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
        do {
            application = try buildApplication(configuration, store: store, logger: logger)
        } catch {
            throw Failure(description: "\(error)")
        }
    }

    /// - Throws: ``Failure`` where the address cannot be listened on.
    public func run() async throws {
        do {
            try await application.run()
        } catch let error as IOError {
            throw Failure(description: Self.advice(error, configuration))
        } catch let error as SocketAddressError {
            throw Failure(description: "\(configuration.host) is no address of this machine (\(error)): check --host")
        }
    }

    private static func advice(_ error: IOError, _ configuration: DashboardConfiguration) -> String {
        let place = "\(configuration.host) port \(configuration.port)"
        return switch error.errnoCode {
        case EADDRINUSE: "\(place) is taken: stop the program that listens there, or give another --port"
        case EACCES: "\(place) is not allowed for this user: give a --port of 1024 or more"
        case EADDRNOTAVAIL: "\(configuration.host) is no address of this machine: check --host"
        default: "\(place) cannot be listened on: \(error)"
        }
    }
}
