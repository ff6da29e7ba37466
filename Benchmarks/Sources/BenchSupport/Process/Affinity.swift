import Foundation

/// Which cores a process may run on.
package enum Affinity {
    /// What starts a program on the first so many of the cores that we may use; nil: on all of them.
    ///
    /// glibc shows its own call for this only to C with extensions, so util-linux does it.
    package static func command(_ arguments: [String], cores: Int?) throws -> [String] {
        guard let cores else { return arguments }
        let usable = try usableCores()
        guard cores <= usable.count else { throw BenchError("\(cores) cores are wanted, \(usable.count) may be used") }
        let list = usable.prefix(cores).map(String.init).joined(separator: ",")
        return ["/usr/bin/taskset", "-c", list] + arguments
    }

    /// - Source: proc(5), `/proc/pid/status`: a list such as 0-3,6.
    private static func usableCores() throws -> [Int] {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed_list:") }
        let list = line?.split(whereSeparator: \.isWhitespace).last ?? ""
        return list.split(separator: ",").flatMap { range in
            let ends = range.split(separator: "-").compactMap { Int($0) }
            return ends.isEmpty ? [] : Array(ends[0]...ends[ends.count - 1])
        }
    }
}
