import Foundation

/// What every service tells of its process. Made once, at the start.
public struct ProcessMetrics: Sendable {
    private let service: String
    private let started = Date()

    public init(service: String) {
        self.service = service
    }

    public var families: [MetricFamily] {
        [
            .gauge(
                "adtally_service_info", "Which service of AdTally this is; always 1.",
                [MetricSample(["service": service], 1)]),
            .gauge(
                "adtally_start_timestamp_seconds", "When the service started, in seconds since 1970.",
                started.timeIntervalSince1970),
            .counter(
                "adtally_cpu_seconds_total", "Seconds of processor time used by the process.",
                [MetricSample([:], Self.processorSeconds)]),
            .gauge(
                "adtally_resident_memory_bytes", "Memory of the process that is in RAM.",
                Self.residentBytes.map(Double.init)),
        ]
    }

    private static var processorSeconds: Double {
        var time = timespec()
        // Only fails for a wrong clock.
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Where the system has no /proc it is left out.
    private static var residentBytes: Int? {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return nil }
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        return pages.map { $0 * sysconf(Int32(_SC_PAGESIZE)) }
    }
}
