import BenchSupport

/// Events that went one way, and what it took.
struct Throughput {
    let events: Int
    let bytes: Int
    let seconds: Double
    /// Events a second.
    let target: Double
    let services: [ServiceUsage]

    var outcome: Outcome {
        let rate = [
            Figure("events a second", .perSecond, Double(events) / seconds, .atLeast(target)),
            Figure("bytes a second", .megabytesPerSecond, Double(bytes) / seconds),
            Figure("events", .count, Double(events)),
            Figure("bytes", .megabytes, Double(bytes)),
            Figure("time", .seconds, seconds),
        ]
        let cost = services.map {
            Figure("CPU for 1 M events, \($0.name)", .seconds, $0.cpuSeconds / Double(events) * 1e6)
        }
        let memory = services.map {
            Figure("peak memory, \($0.name)", .megabytes, $0.peakMemory, .below(Session.memoryTarget))
        }
        return Outcome(figures: rate + cost + memory, services: services)
    }
}
