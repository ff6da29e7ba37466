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
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment
            .filter { !$0.key.hasPrefix("ADTALLY_") && !$0.key.hasPrefix("KAFKA_") }
            .merging(environment) { $1 }
        // Files rather than pipes: a service that the program leaves running would keep a pipe open.
        let folder = FileManager.default.temporaryDirectory.appending(path: "adtally-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = ["out", "err", "in"].map { folder.appending(path: $0) }
        for file in files { try Data(file.lastPathComponent == "in" ? input.utf8 : "".utf8).write(to: file) }
        process.standardOutput = try FileHandle(forWritingTo: files[0])
        process.standardError = try FileHandle(forWritingTo: files[1])
        process.standardInput = try FileHandle(forReadingFrom: files[2])
        try process.run()
        process.waitUntilExit()
        return Program(
            status: process.terminationStatus,
            output: String(decoding: try Data(contentsOf: files[0]), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: files[1]), as: UTF8.self))
    }
}
