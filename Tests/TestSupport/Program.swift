import Foundation

/// Runs the built `adtally`, a script of the project or another command, as a person would.
public struct Program {
    public let status: Int32
    public let output: String
    public let errors: String

    /// The package's products lie beside the tests.
    private static var products: URL {
        #if os(macOS)
            // There the program that runs is the toolchain's.
            let tests = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") } ?? Bundle.main
            return tests.bundleURL.deletingLastPathComponent()
        #else
            return Bundle.main.bundleURL
        #endif
    }
    public static let adtally = products.appending(path: "adtally")
    /// The checkout.
    public static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// - Parameter environment: on top of the test's own, less every variable that the program reads.
    public static func run(
        _ arguments: [String], of program: URL = adtally, environment: [String: String] = [:], input: String = ""
    ) throws -> Program {
        // Files rather than pipes: a service that the program leaves running would keep a pipe open.
        let folder = FileManager.default.temporaryDirectory.appending(path: "adtally-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = ["in", "out", "err"].map { folder.appending(path: $0) }
        for file in files { try Data(file.lastPathComponent == "in" ? input.utf8 : "".utf8).write(to: file) }
        let child = try spawn([program.path] + arguments, variables(environment), files.map(\.path))
        return Program(
            status: wait(for: child),
            output: String(decoding: try Data(contentsOf: files[1]), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: files[2]), as: UTF8.self))
    }

    /// The test's own environment without what the program reads, and `environment` on top, as `name=value`.
    static func variables(_ environment: [String: String]) -> [String] {
        ProcessInfo.processInfo.environment
            .filter { !$0.key.hasPrefix("ADTALLY_") && !$0.key.hasPrefix("KAFKA_") }
            .merging(environment) { $1 }
            .map { "\($0)=\($1)" }
    }

    /// Foundation's `Process` waits until every process that inherited its socket has ended, and so for the services
    /// that a script leaves running; this waits for the program alone.
    ///
    /// - Parameter files: standard input, output and error.
    static func spawn(_ arguments: [String], _ environment: [String], _ files: [String]) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (descriptor, path) in files.enumerated() {
            let flags = descriptor == 0 ? O_RDONLY : O_WRONLY
            posix_spawn_file_actions_addopen(&actions, Int32(descriptor), path, flags, 0)
        }
        // Sockets of brokers in this process would stay open in a service that is left running, and their ports taken.
        for descriptor in 3..<min(getdtablesize(), 4_096) {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        var argumentPointers = arguments.map { strdup($0) } + [nil]
        var environmentPointers = environment.map { strdup($0) } + [nil]
        defer { for pointer in argumentPointers + environmentPointers { free(pointer) } }
        var child: pid_t = 0
        // Returns once the child is the other program, and holds no socket of this one.
        let code = Spawning.lock.withLock { _ in
            posix_spawn(&child, arguments[0], &actions, nil, &argumentPointers, &environmentPointers)
        }
        guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EINVAL) }
        return child
    }

    /// - Returns: the exit status, or 128 + the number of the signal that ended it, as a shell says.
    static func wait(for child: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 && errno == EINTR {}
        return exitStatus(status)
    }

    /// - Returns: the same, or nil while it runs.
    static func statusIfEnded(_ child: pid_t) -> Int32? {
        var status: Int32 = 0
        return waitpid(child, &status, WNOHANG) == child ? exitStatus(status) : nil
    }

    private static func exitStatus(_ status: Int32) -> Int32 {
        status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
    }
}
