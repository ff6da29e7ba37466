import Foundation

/// The built `adtally` while it runs: a service that a test talks to and then ends.
public final class RunningProgram {
    /// What a test waits for does not come.
    struct Silent: Error, CustomStringConvertible {
        let description: String
    }

    private let folder: URL
    private let child: pid_t
    private var status: Int32?

    /// - Parameter environment: on top of the test's own, less every variable that the program reads.
    public init(_ arguments: [String], environment: [String: String] = [:]) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "adtally-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let files = ["in", "out", "err"].map { [folder] in folder.appending(path: $0) }
        for file in files { try Data().write(to: file) }
        child = try Program.spawn(
            [Program.adtally.path] + arguments, Program.variables(environment), files.map(\.path))
    }

    /// No test leaves a service behind.
    deinit {
        if status == nil {
            kill(child, SIGKILL)
            _ = Program.wait(for: child)
        }
        try? FileManager.default.removeItem(at: folder)
    }

    public var errors: String { text(of: "err") }
    public var output: String { text(of: "out") }
    /// What it has written to both.
    public var everything: String { "\(output)\n\(errors)" }

    private func text(of name: String) -> String {
        let bytes = try? Data(contentsOf: folder.appending(path: name))
        return String(decoding: bytes ?? Data(), as: UTF8.self)
    }

    /// Where `/metrics` is, once the log says so.
    public func telemetry() async throws -> URL {
        for _ in 0..<600 {
            if let match = errors.firstMatch(of: #/telemetry on (http://\S+)/metrics\n/#),
                let url = URL(string: "\(match.1)")
            {
                return url
            }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw Silent(description: errors)
    }

    /// Where a broker takes connections, once it says so.
    public func address() async throws -> String {
        for _ in 0..<600 {
            if let match = output.firstMatch(of: #/^broker ready at (\S+)\n/#) { return "\(match.1)" }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw Silent(description: errors)
    }

    /// Lets it do nothing, not even notice that it does nothing, until it thaws.
    public func freeze() { kill(child, SIGSTOP) }
    public func thaw() { kill(child, SIGCONT) }

    /// Until it has written what is looked for, or has ended; a test fails rather than hangs.
    ///
    /// - Parameter holds: is given what it has written to standard output and standard error.
    public func wait(for what: String, until holds: (String) throws -> Bool) throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while isRunning(), try !holds(everything) {
            guard ContinuousClock.now < deadline else {
                throw Silent(description: "waited for \(what): \(everything.suffix(2_000))")
            }
            usleep(20_000)
        }
    }

    private func isRunning() -> Bool {
        if status == nil { status = Program.statusIfEnded(child) }
        return status == nil
    }

    /// Asks it to end, where it has not, and waits until it has.
    ///
    /// - Returns: its exit status, or 128 + the number of the signal that ended it.
    public func end() -> Int32 {
        if let status { return status }
        kill(child, SIGTERM)
        thaw()
        let status = Program.wait(for: child)
        self.status = status
        return status
    }
}
