import BenchSupport
import Foundation

/// How long a broker needs to be back on a folder that it has filled, in each way that it can have ended.
enum Restart: String, CaseIterable {
    case afterKill = "after kill -9"
    case afterStop = "after a stop"
    /// The files have left the page cache, as after a boot.
    case afterBoot = "after a stop, cold cache"

    /// Ends the broker and starts it again.
    func run(_ broker: BrokerProcess, _ program: BrokerProgram, folder: URL) throws -> (BrokerProcess, Figure) {
        if self == .afterKill { try broker.kill() } else { try broker.stop() }
        if self == .afterBoot { try Self.forgetPages(of: folder) }
        let restarted = try BrokerProcess(program, folder: folder)
        return (restarted, Figure(rawValue, .milliseconds, restarted.startTime.seconds, .below(1)))
    }

    /// A hint to the kernel, which follows it for pages that are written.
    private static func forgetPages(of folder: URL) throws {
        for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
            let descriptor = open(file.path, O_RDONLY)
            guard descriptor >= 0 else { continue }
            fsync(descriptor)
            posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
            close(descriptor)
        }
    }
}
