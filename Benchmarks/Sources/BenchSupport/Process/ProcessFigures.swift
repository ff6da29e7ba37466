import Foundation

/// What the kernel tells of a process.
package struct ProcessFigures: Sendable {
    package let pid: pid_t

    /// Of all its threads, in user and system mode.
    /// - Source: proc(5), `/proc/pid/stat`, fields 14 and 15.
    package func cpuSeconds() throws -> Double {
        let text = try read("stat")
        // The second field is the program's name in parentheses, and may hold anything.
        let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
        guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else {
            throw BenchError("/proc/\(pid)/stat makes no sense")
        }
        return (user + system) / Machine.ticksPerSecond
    }

    package init(pid: pid_t) { self.pid = pid }

    /// The most memory it has had, in bytes, since it began or since `forgetPeak`.
    package func peakMemory() throws -> Double { try memory("VmHWM") }

    package func memory() throws -> Double { try memory("VmRSS") }

    private func memory(_ name: String) throws -> Double {
        let line = try read("status").split(separator: "\n").first { $0.hasPrefix(name + ":") }
        guard let kilobytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Double($0) })
        else { throw BenchError("/proc/\(pid)/status has no \(name)") }
        return kilobytes * 1_024
    }

    /// Starts the peak anew, where the kernel lets us; elsewhere a step's peak is that of all steps before it, too.
    package func forgetPeak() {
        try? "5".write(toFile: "/proc/\(pid)/clear_refs", atomically: false, encoding: .utf8)
    }

    private func read(_ file: String) throws -> String {
        try String(contentsOfFile: "/proc/\(pid)/\(file)", encoding: .utf8)
    }
}

/// The processor time of this process.
package func ownCPUSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
