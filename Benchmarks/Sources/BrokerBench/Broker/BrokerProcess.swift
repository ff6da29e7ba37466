import Foundation

/// The broker under test, as a process of its own.
struct BrokerProcess {
    private static let readyLine = "broker ready at "

    let child: ChildProcess
    let figures: ProcessFigures
    let bootstrapServers: String
    /// From the start of the process to its line.
    let startTime: Duration

    /// Starts it on a folder and waits until it says that it is ready.
    init(_ program: BrokerProgram, folder: URL) throws {
        let start = ContinuousClock.now
        child = try ChildProcess(program.arguments(dataFolder: folder.path), errors: folder.path + ".log")
        let line = try child.line(within: .seconds(60))
        startTime = .now - start
        guard line.hasPrefix(Self.readyLine) else { throw BenchError("not a broker's first line: \(line)") }
        bootstrapServers = String(line.dropFirst(Self.readyLine.count))
        figures = ProcessFigures(pid: child.pid)
    }

    func stop() throws { try child.end(by: SIGTERM) }
    func kill() throws { try child.end(by: SIGKILL) }
}

/// How to start it.
struct BrokerProgram {
    let path: String
    let synchronous: String

    func arguments(dataFolder: String) -> [String] {
        [path, "broker", "--port", "0", "--data-dir", dataFolder, "--synchronous", synchronous]
    }

    func version(_ folder: URL) throws -> String {
        let child = try ChildProcess([path, "--version"], errors: folder.path + "/version.log")
        let line = try child.line(within: .seconds(10))
        try child.end(by: SIGTERM)
        return line
    }
}
