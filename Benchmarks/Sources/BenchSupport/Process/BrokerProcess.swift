import Foundation

/// The broker under test, as a process of its own.
package struct BrokerProcess: Sendable {
    private static let readyLine = "broker ready at "

    package let child: ChildProcess
    package let figures: ProcessFigures
    package let bootstrapServers: String
    /// From the start of the process to its line.
    package let startTime: Duration

    /// Starts it on a folder and waits until it says that it is ready.
    package init(_ program: BrokerProgram, folder: URL) throws {
        let start = ContinuousClock.now
        child = try ChildProcess(program.arguments(dataFolder: folder.path), errors: folder.path + ".log")
        let line = try child.line(within: .seconds(60))
        startTime = .now - start
        guard line.hasPrefix(Self.readyLine) else { throw BenchError("not a broker's first line: \(line)") }
        bootstrapServers = String(line.dropFirst(Self.readyLine.count))
        figures = ProcessFigures(pid: child.pid)
    }

    package func stop() throws { _ = try child.end(by: SIGTERM) }
    package func kill() throws { _ = try child.end(by: SIGKILL) }
}

/// How to start it.
package struct BrokerProgram: Sendable {
    package let path: String
    package let synchronous: String

    package init(path: String, synchronous: String = "normal") {
        self.path = path
        self.synchronous = synchronous
    }

    package func arguments(dataFolder: String) -> [String] {
        [path, "broker", "--port", "0", "--data-dir", dataFolder, "--synchronous", synchronous]
    }

    package func version() throws -> String {
        try ChildProcess.firstLine(of: [path, "--version"])
    }
}
