import ArgumentParser
import BenchSupport
import Foundation
import Logging

/// What is measured, by the rows of DESIGN §10.
enum Row: String, CaseIterable, ExpressibleByArgument {
    case physical, replay, producer, aggregator, latency
}

struct RowsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rows",
        abstract: "The speed targets: replay, producer, aggregator, latency; each with its memory.",
        discussion: """
            Each figure is the median of its runs, with the least and the most beside it, and the target where there is \
            one. A missed target is said and changes nothing; events that were lost or rejected are an error (exit \
            status 1). Everything shares the machine: leave it alone meanwhile. Data goes to a folder in TMPDIR, \
            about 350 MB for a million events, which is removed in the end.
            """)

    @Option(help: "The program that is measured.")
    var adtally = "../.build/release/adtally"

    @Option(help: "How often each row is measured.")
    var runs = 5

    @Option(help: "Events of a run of replay, producer and aggregator.")
    var events = 5_000_000

    @Option(help: "Seconds of a run of the latency; 300 for a full one.")
    var seconds = 20

    @Option(help: "Events a second while the latency is measured.")
    var rate = 10_000

    @Option(
        name: .customLong("emit-interval"), help: "Of the latency, in milliseconds; may be repeated (1000 and 50).")
    var emitIntervals: [Int] = []

    @Option(
        name: .customLong("only"),
        help: "This row only: physical, replay, producer, aggregator or latency; may be repeated.")
    var only: [Row] = []

    @Flag(help: "Say of the latency where the time goes; what it takes to find that out is in the figures.")
    var stages = false

    @Flag(help: "A short form: 1 run of 1,000,000 events, 5 s of latency.")
    var quick = false

    func validate() throws {
        guard runs > 0 else { throw ValidationError("--runs must be at least 1") }
        guard events >= 10_000 else { throw ValidationError("--events must be at least 10000") }
        guard seconds > 0 else { throw ValidationError("--seconds must be at least 1") }
        guard emitIntervals.allSatisfy((10...60_000).contains) else {
            throw ValidationError("--emit-interval must be from 10 to 60000")
        }
        guard (100...200_000).contains(rate) else { throw ValidationError("--rate must be from 100 to 200000") }
    }

    func run() throws {
        let size = quick ? Size.quick : Size(runs: runs, events: events, latency: .seconds(seconds))
        try withBench(adtally) { program, folder, clients in
            let session = Session(
                program: program, folder: folder, clients: clients, size: size, rate: rate,
                emitIntervals: (emitIntervals.isEmpty ? [1_000, 50] : emitIntervals).map(Duration.milliseconds),
                hasStages: stages)
            try session.run(only.isEmpty ? Row.allCases : only)
        }
    }
}

/// How much is measured.
struct Size {
    let runs: Int
    let events: Int
    let latency: Duration

    static let quick = Size(runs: 1, events: 1_000_000, latency: .seconds(5))
}

/// Calls the body with a folder that is gone in the end, as are all processes, however it ends.
func withBench(_ adtally: String, _ body: (BrokerProgram, URL, Clients) throws -> Void) throws {
    Cleanup.onSignals()
    defer { Cleanup.run() }
    guard FileManager.default.isExecutableFile(atPath: adtally) else {
        throw BenchError("no program at \(adtally); 'make build' makes it, --adtally names another")
    }
    var logger = Logger(label: "adtally-bench")
    logger.logLevel = .warning
    try body(
        BrokerProgram(path: adtally), try Cleanup.makeFolder(), Clients(properties: [], logger: logger))
}
