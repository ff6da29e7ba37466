import Telemetry

/// What a service can be asked. Both are called for each request, at any time, and must not block.
public struct TelemetrySource: Sendable {
    let collect: @Sendable () async -> [MetricFamily]
    let readiness: @Sendable () async -> Readiness
    private let process: ProcessMetrics

    public init(
        service: String, collect: @escaping @Sendable () async -> [MetricFamily],
        readiness: @escaping @Sendable () async -> Readiness
    ) {
        process = ProcessMetrics(service: service)
        self.collect = collect
        self.readiness = readiness
    }

    /// The service's own families, and those that every service has.
    func families() async -> [MetricFamily] {
        let isReady = await readiness().isReady
        return await collect() + process.families + [
            .gauge("adtally_ready", "1 while /health/ready answers 200.", isReady)
        ]
    }
}
