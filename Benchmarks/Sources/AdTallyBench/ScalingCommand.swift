import ArgumentParser
import BenchEvents
import BenchSupport
import Foundation

struct ScalingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scaling",
        abstract: "What an event costs a replay as events and campaigns grow, and the memory it takes.",
        discussion: """
            What is small enough is read from a file in the page cache; the rest is made while it is read, through \
            standard input, and then the time is that of whichever is slower. The processor time is the replay's alone.
            """)

    /// A larger file would push others, and itself, out of the page cache.
    private static let largestFile = 6 << 30

    @Option(help: "The program that is measured.")
    var adtally = "../.build/release/adtally"

    @Option(help: "The most events; fewer by powers of ten, down to 100,000.")
    var events = 100_000_000

    @Option(help: "The most campaigns; fewer by powers of ten, down to 10.")
    var campaigns = 100_000

    @Option(help: "Events for each number of campaigns.")
    var campaignEvents = 5_000_000

    @Option(help: "Threads of the replay.")
    var threads = 1

    func validate() throws {
        guard events >= 100_000 else { throw ValidationError("--events must be at least 100000") }
        guard (10...EventShape.campaignLimit).contains(campaigns) else {
            throw ValidationError("--campaigns must be from 10 to \(EventShape.campaignLimit)")
        }
        guard campaignEvents > 0 else { throw ValidationError("--campaign-events must be at least 1") }
        guard threads > 0 else { throw ValidationError("--threads must be at least 1") }
    }

    func run() throws {
        try withBench(adtally) { program, folder, _ in
            try Report.say(try Conditions.text(program) + "\n")
            try Report.say("### `replay` on \(threads) thread\(threads == 1 ? "" : "s"): events\n")
            try table(powersOfTen(from: 100_000, to: events).map { (EventShape(), $0) }, program, folder)
            try Report.say("### `replay` on \(threads) thread\(threads == 1 ? "" : "s"): campaigns\n")
            let shapes = powersOfTen(from: 10, to: campaigns).map { campaigns in
                var shape = EventShape()
                shape.campaigns = campaigns
                return shape
            }
            try table(shapes.map { ($0, campaignEvents) }, program, folder)
        }
    }

    private func powersOfTen(from least: Int, to most: Int) -> [Int] {
        Array(sequence(first: least) { $0 * 10 <= most ? $0 * 10 : nil })
    }

    private func table(_ cases: [(EventShape, Int)], _ program: BrokerProgram, _ folder: URL) throws {
        let rows = try cases.map { shape, events in
            Report.progress("\(events.grouped) events of \(shape.campaigns.grouped) campaigns")
            return try row(shape, events, program, folder)
        }
        try Report.table(
            ["events", "campaigns", "read from", "time", "events a second", "CPU an event", "peak memory"], rows)
    }

    private func row(_ shape: EventShape, _ events: Int, _ program: BrokerProgram, _ folder: URL) throws -> [String] {
        let isFile = events * (EventMaker.size + 1) <= Self.largestFile
        let (seconds, usage) =
            isFile ? try fromFile(shape, events, program, folder) : try fromPipe(shape, events, program, folder)
        return [
            events.grouped, shape.campaigns.grouped, isFile ? "file" : "pipe", Figure.Unit.seconds.text(seconds),
            Figure.Unit.perSecond.text(Double(events) / seconds),
            String(format: "%.0f ns", usage.cpuSeconds / Double(events) * 1e9),
            Figure.Unit.megabytes.text(usage.peakMemory),
        ]
    }

    private typealias Run = (seconds: Double, usage: ChildProcess.Usage)

    private func fromFile(
        _ shape: EventShape, _ events: Int, _ program: BrokerProgram, _ folder: URL
    ) throws -> Run {
        let file = try RecordedFile(shape, events: events, in: folder)
        defer { file.remove() }
        let start = ContinuousClock.now
        let child = try replay(file.path, program, folder, takesInput: false)
        let usage = try child.waitForEnd()
        return ((.now - start).seconds, usage)
    }

    private func fromPipe(
        _ shape: EventShape, _ events: Int, _ program: BrokerProgram, _ folder: URL
    ) throws -> Run {
        let start = ContinuousClock.now
        let child = try replay("-", program, folder, takesInput: true)
        guard let input = child.input else { throw BenchError("the replay takes no input") }
        do {
            defer { close(input) }
            _ = try RecordedFile.write(shape, events: events, input)
        }
        let usage = try child.waitForEnd()
        return ((.now - start).seconds, usage)
    }

    private func replay(
        _ input: String, _ program: BrokerProgram, _ folder: URL, takesInput: Bool
    ) throws -> ChildProcess {
        let arguments = [program.path, "replay", input, "--output", "/dev/null"]
        return try ChildProcess(
            arguments + ReplayRow.threads(threads, of: program), errors: folder.path + "/replay.log",
            takesInput: takesInput)
    }
}
