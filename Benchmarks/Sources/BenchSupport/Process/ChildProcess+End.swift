import Foundation

extension ChildProcess {
    /// What a process has used in its whole life.
    package struct Usage: Sendable {
        package let cpuSeconds: Double
        /// In bytes. Of a process that ends by itself it is not less than what its parent had when it started it.
        package var peakMemory: Double
    }

    /// Sends it a signal and waits for its end.
    ///
    /// - Throws: when it goes on for a minute; it is killed with all others then.
    @discardableResult
    package func end(by signal: Int32) throws -> Usage {
        // While it is there the kernel tells its own peak; afterwards only the larger one of it and its parent's.
        let peak = try? ProcessFigures(pid: pid).peakMemory()
        kill(pid, signal)
        let deadline = ContinuousClock.now + .seconds(60)
        while true {
            if var (usage, _) = reap(WNOHANG) {
                usage.peakMemory = min(usage.peakMemory, peak ?? usage.peakMemory)
                return usage
            }
            guard ContinuousClock.now < deadline else { throw complaint("does not end by signal \(signal)") }
            usleep(1_000)
        }
    }

    /// Waits for its own end, however long that takes.
    ///
    /// - Throws: when it failed.
    package func waitForEnd() throws -> Usage {
        guard let (usage, status) = reap(0) else { throw complaint("is no child of ours") }
        guard status == 0 else { throw complaint("failed") }
        return usage
    }

    /// - Source: wait(2); a status of 0 is an exit with 0.
    private func reap(_ options: Int32) -> (Usage, status: Int32)? {
        var used = rusage()
        var status: Int32 = 0
        guard wait4(pid, &status, options, &used) == pid else { return nil }
        Cleanup.remove(pid)
        closeOutput()
        let cpu = [used.ru_utime, used.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
        return (Usage(cpuSeconds: cpu, peakMemory: Double(used.ru_maxrss) * 1_024), status)
    }

    /// All that a command says.
    package static func output(of arguments: [String]) throws -> String {
        let child = try ChildProcess(arguments, errors: "/dev/null")
        let text = child.rest()
        _ = try child.waitForEnd()
        return text
    }

    /// What a command says first; an end by itself is no failure.
    package static func firstLine(of arguments: [String]) throws -> String {
        let child = try ChildProcess(arguments, errors: "/dev/null")
        defer { _ = try? child.end(by: SIGTERM) }
        return try child.line(within: .seconds(20))
    }
}
