import ArgumentParser

/// What is counted by itself.
enum Part: String, CaseIterable, ExpressibleByArgument {
    case decode, engine, encode
}

@main
struct MicroBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "micro-bench",
        abstract: "Does one part of the work so many times, for a tool that counts instructions.",
        discussion: """
            scripts/bench-check runs it under callgrind with N and with 2 N events: the difference is what N events cost, \
            without the start of the process and the making of the input, which is the same in both.
            """)

    @Option(help: "decode: bytes to events; engine: events to windows; encode: rows to bytes.")
    var only: Part

    @Option(help: "How many events or rows; the input has as many different ones as --input.")
    var events = 10_000

    @Option(help: "Events made beforehand, gone through again and again.")
    var input = 10_000

    func validate() throws {
        guard events > 0 else { throw ValidationError("--events must be at least 1") }
        guard input > 0 else { throw ValidationError("--input must be at least 1") }
    }

    func run() throws {
        let input = MicroInput(events: input)
        let result: Int64 =
            switch only {
            case .decode: Decode.run(input.records, count: events)
            case .engine: Engine.run(input.records, count: events)
            case .encode: Encode.run(input.rows, count: events)
            }
        // Printed, so that nobody can leave the work out.
        print("\(only.rawValue): \(events) done, \(result)")
    }
}
