import BenchSupport

/// What took processor time from a run and was no part of it: figures with much of it say little.
struct OthersWatch {
    private let start = ContinuousClock.now
    private let machine: Double
    private let own = ownCPUSeconds()

    init() throws { machine = try Machine.cpuSeconds() }

    func figure(services: [ServiceUsage]) throws -> Figure {
        let ours = ownCPUSeconds() - own + services.reduce(0) { $0 + $1.cpuSeconds }
        let others = max(0, try Machine.cpuSeconds() - machine - ours)
        return Figure("share of a core, others on this machine", .percent, others / (.now - start).seconds)
    }
}
