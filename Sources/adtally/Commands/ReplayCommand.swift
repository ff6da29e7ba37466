import AdCodec
import AdModel
import Aggregator
import ArgumentParser
import Foundation
import Telemetry
import Topics

struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Run the aggregator's engine over a recorded topic, without a broker.",
        discussion: """
            INPUT is NDJSON, one record a line: bare events, or the envelope that `kcat -J` and `adtally record` \
            print. The final rows go to --output as NDJSON, sorted by windowStart, organizationId, campaignId, \
            channel, partition; a summary goes to standard error, its last line as JSON.
            """)

    @Argument(help: "The recorded topic; - reads standard input.")
    var input: String

    @Option(name: .shortAndLong, help: "Where the rows go; standard output by default. (env ADTALLY_OUTPUT)")
    var output: String?

    @OptionGroup var windows: WindowOptions

    @Option(
        help: """
            Snapshot and restore the engine through its rows after every so many records; the answer stays the same. \
            (env ADTALLY_SNAPSHOT_EVERY)
            """)
    var snapshotEvery: Int?

    @Option(
        help: "Threads that decode; the answer does not depend on it. All cores by default. (env ADTALLY_THREADS)")
    var threads: Int?

    func validate() throws {
        if let threads = threads ?? optionalSetting("THREADS"), !(1...256).contains(threads) {
            throw ValidationError("--threads must be from 1 to 256")
        }
        if let count = snapshotEvery ?? optionalSetting("SNAPSHOT_EVERY"), count < 1 {
            throw ValidationError("--snapshot-every must be 1 or more")
        }
    }

    func run() throws {
        let started = ContinuousClock.now
        var progress = ProgressLine()
        let replay = Replay(
            rules: windows.rules, snapshotEvery: snapshotEvery ?? optionalSetting("SNAPSHOT_EVERY"),
            threads: threads ?? optionalSetting("THREADS") ?? ProcessInfo.processInfo.activeProcessorCount)
        var file = try OutputFile(path: output ?? optionalSetting("OUTPUT"))
        try replay.read(input) { events, bytes in
            progress.show { "replay: \(events) records, \(bytes >> 20) MiB read" }
        }
        let rows = try replay.finish { line in try file.append { $0.append(contentsOf: line) } }
        try file.finish()
        progress.clear()
        let seconds = (ContinuousClock.now - started) / .seconds(1)
        ReplaySummary(tally: replay.tally, rows: rows, seconds: seconds).print()
    }
}

/// What a replay tells on standard error: a sentence for people, then the counts as one line of JSON.
private struct ReplaySummary {
    let tally: RecordTally
    let rows: Int
    let seconds: Double

    func print() {
        let rate = Int(Double(tally.events) / max(seconds, 0.000_001))
        let text = """
            replayed \(tally.events) records in \(String(format: "%.3f", seconds)) s (\(rate)/s): \(rows) rows, \
            \(tally.accepted) counted, \(tally.late) late, \(tally.rejected) rejected
            \(tally.json(rows: rows))

            """
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}
