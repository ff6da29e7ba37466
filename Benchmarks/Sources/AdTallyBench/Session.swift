import BenchEvents
import BenchSupport
import Foundation

/// The rows in their order, and their reports.
struct Session {
    static let memoryTarget = 250e6

    let program: BrokerProgram
    let folder: URL
    let clients: Clients
    let size: Size
    let rate: Int
    let emitIntervals: [Duration]
    let hasStages: Bool

    func run(_ rows: [Row]) throws {
        var memory = PeakMemory()
        try Report.say(try Conditions.text(program) + "\n")
        if rows.contains(.physical) || rows.contains(.replay) { try replay(rows, &memory) }
        if rows.contains(.producer) { try producer(&memory) }
        if rows.contains(.aggregator) { try aggregator(&memory) }
        if rows.contains(.latency) { try latency(&memory) }
        try memory.show(target: Self.memoryTarget)
    }

    private func replay(_ rows: [Row], _ memory: inout PeakMemory) throws {
        Report.progress("making \(size.events.grouped) events")
        let file = try RecordedFile(EventShape(), events: size.events, in: folder)
        defer { file.remove() }
        if rows.contains(.physical) {
            Report.progress("reading them as fast as memory lets us")
            let runs = try (1...size.runs).map { _ in try PhysicalCost(file: file).run() }
            try Report.show("The same bytes without AdTally: \(file.text)", runs)
        }
        guard rows.contains(.replay) else { return }
        let replays = [ReplayRow(threads: 1, target: 4e6), ReplayRow(threads: 2, target: 6e6)]
        for row in replays where row.threads <= Machine.cores {
            try show("`replay` of \(file.text), \(row.threads) \(row.threads == 1 ? "core" : "cores")", &memory) { _ in
                try row.run(program, file)
            }
        }
    }

    private func producer(_ memory: inout PeakMemory) throws {
        try show("`producer --max-rate` of \(size.events.grouped) events", &memory) { run in
            try ProducerRow(clients: clients).run(program, folder.appending(path: "producer-\(run)"), size.events)
        }
    }

    private func aggregator(_ memory: inout PeakMemory) throws {
        Report.progress("filling logs with \(size.events.grouped) events")
        let logs = try FilledLogs(program, events: size.events, clients: clients, in: folder)
        defer { logs.remove() }
        try show("`logs` → `results` of \(size.events.grouped) events through the embedded broker", &memory) { run in
            try AggregatorRow(clients: clients).run(program, logs, folder.appending(path: "aggregator-\(run)"))
        }
    }

    private func latency(_ memory: inout PeakMemory) throws {
        for emit in emitIntervals {
            let title = "event due → row on the browser's stream, \(rate.grouped) events/s for \(size.latency.text)"
            try show("\(title), emit interval \(emit.text)", &memory) { run in
                let row = LatencyRow(
                    clients: clients, rate: rate, duration: size.latency, emitInterval: emit, hasStages: hasStages)
                return try row.run(program, folder.appending(path: "latency-\(Int(emit.seconds * 1_000))-\(run)"))
            }
        }
    }

    private func show(_ title: String, _ memory: inout PeakMemory, _ measure: (Int) throws -> Outcome) throws {
        var loops: [Double] = []
        let runs = try (1...size.runs).map { run in
            Report.progress("\(title.replacing("`", with: "")): run \(run) of \(size.runs)")
            let before = CoreSpeed.secondsOfLoop()
            let others = try OthersWatch()
            let outcome = try measure(run)
            loops.append(max(before, CoreSpeed.secondsOfLoop()))
            for service in outcome.services { memory.add(service) }
            return outcome.figures + [try others.figure(services: outcome.services)]
        }
        try Report.show(title, runs)
        guard let target = runs[0].firstIndex(where: { $0.target != nil }) else { return }
        let all = zip(runs, loops).map { run, loop in
            "\(run[target].unit.text(run[target].value)) (\(Figure.Unit.tenthMilliseconds.text(loop)))"
        }
        try Report.say("Run by run, with the loop on the slower core around it: \(all.joined(separator: ", "))\n")
    }
}

/// Of one run.
struct Outcome {
    let figures: [Figure]
    let services: [ServiceUsage]
}

/// What one process of AdTally used.
struct ServiceUsage {
    let name: String
    let cpuSeconds: Double
    let peakMemory: Double
}

/// The most that each service had in any row.
struct PeakMemory {
    private var peaks: [(name: String, bytes: Double)] = []

    mutating func add(_ service: ServiceUsage) {
        if let index = peaks.firstIndex(where: { $0.name == service.name }) {
            peaks[index].bytes = max(peaks[index].bytes, service.peakMemory)
        } else {
            peaks.append((service.name, service.peakMemory))
        }
    }

    func show(target: Double) throws {
        guard !peaks.isEmpty else { return }
        try Report.show(
            "Peak memory of each service, over all runs",
            [peaks.map { Figure($0.name, .megabytes, $0.bytes, .below(target)) }])
    }
}
