import Foundation

/// Runs the built `adtally`, or a script of the project, as a person would.
struct Program {
    let status: Int32
    let output: String
    let errors: String

    /// Where the package's products are: beside the tests' own bundle.
    static let products = Bundle.module.bundleURL.deletingLastPathComponent()
    static let adtally = products.appending(path: "adtally")
    /// The checkout.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// - Parameter environment: on top of the test's own, less every variable that the program reads.
    static func run(
        _ arguments: [String], of program: URL = adtally, environment: [String: String] = [:], input: String = ""
    ) throws -> Program {
        // Files rather than pipes: a service that the program leaves running would keep a pipe open.
        let folder = FileManager.default.temporaryDirectory.appending(path: "adtally-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = ["in", "out", "err"].map { folder.appending(path: $0) }
        for file in files { try Data(file.lastPathComponent == "in" ? input.utf8 : "".utf8).write(to: file) }
        let variables = ProcessInfo.processInfo.environment
            .filter { !$0.key.hasPrefix("ADTALLY_") && !$0.key.hasPrefix("KAFKA_") }
            .merging(environment) { $1 }
        let status = try spawn([program.path] + arguments, variables.map { "\($0)=\($1)" }, files.map(\.path))
        return Program(
            status: status,
            output: String(decoding: try Data(contentsOf: files[1]), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: files[2]), as: UTF8.self))
    }

    /// Foundation's `Process` waits until every process that inherited its socket has ended, and so for the services
    /// that a script leaves running; this waits for the program alone.
    private static func spawn(_ arguments: [String], _ environment: [String], _ files: [String]) throws -> Int32 {
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
        let code = posix_spawn(&child, arguments[0], &actions, nil, &argumentPointers, &environmentPointers)
        guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EINVAL) }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 && errno == EINTR {}
        // Exited: the status; killed by a signal: 128 + its number, as a shell says.
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
    }
}
