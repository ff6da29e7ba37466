import BenchSupport
import Foundation

/// `adtally replay` of a file that is in the page cache, its rows thrown away: from the start of the process to its end.
struct ReplayRow {
    let threads: Int
    let target: Double

    func run(_ program: BrokerProgram, _ file: RecordedFile) throws -> Outcome {
        let arguments = [program.path, "replay", file.path, "--output", "/dev/null"]
        let start = ContinuousClock.now
        let child = try ChildProcess(
            try Affinity.command(arguments + Self.threads(threads, of: program), cores: threads),
            errors: file.path + ".log")
        let usage = try child.waitForEnd()
        let seconds = (.now - start).seconds
        return Throughput(
            events: file.events, bytes: file.bytes, seconds: seconds, target: target,
            services: [
                ServiceUsage(name: "replay", cpuSeconds: usage.cpuSeconds, peakMemory: usage.peakMemory)
            ]
        ).outcome
    }

    /// A program that knows one thread only has no such option.
    static func threads(_ count: Int, of program: BrokerProgram) throws -> [String] {
        let help = try ChildProcess.output(of: [program.path, "replay", "--help"])
        return help.contains("--threads") ? ["--threads", "\(count)"] : []
    }
}
