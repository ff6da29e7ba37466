import ArgumentParser
import BenchSupport
import Foundation
import Kafka
import Logging

@main
struct BrokerBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "broker-bench",
        abstract: "Measures `adtally broker` through librdkafka, and checks that every record comes back.",
        discussion: """
            Each figure is the median of its runs, with the least and the most beside it, and the target where there is \
            one. The large step runs once. A missed target is said and changes nothing; records that do not come back as \
            they were acknowledged are an error (exit status 1).

            Broker and clients share the machine: leave it alone meanwhile. Data goes to a folder in TMPDIR, about \
            70 MB for a million records, which is removed in the end. Linux only: figures come from /proc.
            """)

    @Option(help: "The program whose broker is measured.")
    var adtally = "../.build/release/adtally"

    @Option(help: "How often records are written and read.")
    var runs = 3

    @Option(help: "Records of such a run.")
    var records = 1_000_000

    @Option(help: "Records on disk for memory and restarts; 0 leaves that step out.")
    var large = 10_000_000

    @Option(help: "Seconds for which the idle broker is watched.")
    var idle = 20

    @Option(help: "What the broker is started with: normal or full.")
    var synchronous = "normal"

    @Option(
        name: .customShort("X", allowingJoined: true),
        help: ArgumentHelp("Any librdkafka property, for all clients; may be repeated.", valueName: "name=value"))
    var properties: [String] = []

    @Flag(help: "A short form: 1 run of 200,000 records, 1,000,000 on disk, 5 s idle.")
    var quick = false

    func validate() throws {
        guard runs > 0 else { throw ValidationError("--runs must be at least 1") }
        guard records > 0 else { throw ValidationError("--records must be at least 1") }
        guard large >= 0 else { throw ValidationError("--large must not be negative") }
        guard idle > 0 else { throw ValidationError("--idle must be at least 1") }
        do {
            _ = try KafkaConfiguration(bootstrapServers: "unused", overrides: properties, environment: [:])
        } catch {
            throw ValidationError(error.description)
        }
    }

    func run() throws {
        Cleanup.onSignals()
        defer { Cleanup.run() }
        guard FileManager.default.isExecutableFile(atPath: adtally) else {
            throw BenchError("no program at \(adtally); 'make build' makes it, --adtally names another")
        }
        var size = Size(runs: runs, records: records, large: large, idle: .seconds(idle))
        if quick { size = .quick }
        var logger = Logger(label: "broker-bench")
        logger.logLevel = .warning
        let folder = try Cleanup.makeFolder()
        let program = BrokerProgram(path: adtally, synchronous: synchronous)
        let clients = Clients(properties: properties, logger: logger)
        try Session(program: program, folder: folder, size: size, clients: clients).run()
    }
}
