import ArgumentParser
import Logging
import TelemetryServer

/// Where a service without web pages tells how it does.
struct TelemetryOptions: ParsableArguments {
    @Option(
        help: """
            Port of /metrics, /health/live and /health/ready; 0: one that is free; without it, there are none. \
            (env ADTALLY_TELEMETRY_PORT)
            """)
    var telemetryPort: Int?

    @Option(help: "Address of that port; 0.0.0.0 lets other machines in. (env ADTALLY_TELEMETRY_HOST)")
    var telemetryHost: String = setting("TELEMETRY_HOST", "127.0.0.1")

    private var configuration: TelemetryConfiguration? {
        (telemetryPort ?? optionalSetting("TELEMETRY_PORT")).map {
            TelemetryConfiguration(host: telemetryHost, port: $0)
        }
    }

    func validate() throws {
        try configuration?.validate()
    }

    /// Does the work, and tells how it goes where a port is given.
    func serve<Value: Sendable>(
        _ source: TelemetrySource, logger: Logger, during work: () async throws -> Value
    ) async throws -> Value {
        try await configuration.serve(source, logger: logger, during: work)
    }
}

extension TelemetryConfiguration {
    /// - Throws: wrong usage, for what is no port or no address.
    func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("--telemetry-port must be from 0 to 65535") }
        guard !host.isEmpty else { throw ValidationError("--telemetry-host needs an address") }
    }
}

extension TelemetryConfiguration? {
    func serve<Value: Sendable>(
        _ source: TelemetrySource, logger: Logger, during work: () async throws -> Value
    ) async throws -> Value {
        guard let self else { return try await work() }
        return try await TelemetryServer(self, source: source, logger: logger).run(during: work)
    }
}
