import BenchSupport

/// Wall clock and processor time of one step.
struct Stopwatch {
    struct Reading {
        let seconds: Double
        let brokerCPU: Double
        let clientCPU: Double
        /// Of everything else on this machine.
        let othersCPU: Double
    }

    private let broker: ProcessFigures
    private let brokerStart: Double
    private let clientStart: Double
    private let machineStart: Double
    private let start: ContinuousClock.Instant

    init(_ broker: BrokerProcess) throws {
        self.broker = broker.figures
        self.broker.forgetPeak()
        brokerStart = try self.broker.cpuSeconds()
        clientStart = ownCPUSeconds()
        machineStart = try Machine.cpuSeconds()
        start = .now
    }

    func read() throws -> Reading {
        let seconds = (.now - start).seconds
        let brokerCPU = try broker.cpuSeconds() - brokerStart
        let clientCPU = ownCPUSeconds() - clientStart
        let machineCPU = try Machine.cpuSeconds() - machineStart
        return Reading(
            seconds: seconds, brokerCPU: brokerCPU, clientCPU: clientCPU,
            othersCPU: max(0, machineCPU - brokerCPU - clientCPU))
    }
}
