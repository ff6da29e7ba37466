import Foundation
import TestSupport

/// A certificate for `localhost` that signed itself, and its key, made by the `openssl` command; gone with the tests.
struct PEMFiles: Sendable {
    let certificate: String
    let key: String
    /// The same key, locked with a passphrase.
    let lockedKey: String

    static var shared: PEMFiles {
        get throws { try made.get() }
    }

    private static let made = Result {
        atexit { try? FileManager.default.removeItem(at: PEMFiles.folder) }
        return try PEMFiles("server")
    }

    private static let folder = FileManager.default.temporaryDirectory.appending(path: "adtally-\(UUID())")

    init(_ name: String) throws {
        let folder = Self.folder
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        certificate = folder.appending(path: "\(name).pem").path
        key = folder.appending(path: "\(name).key").path
        lockedKey = folder.appending(path: "\(name).locked.key").path
        try Self.openssl(
            ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
                + ["-subj", "/CN=AdTally test", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
                + ["-keyout", key, "-out", certificate])
        try Self.openssl(["pkcs8", "-topk8", "-in", key, "-out", lockedKey, "-passout", "pass:locked"])
    }

    private static func openssl(_ arguments: [String]) throws {
        let result = try Program.run(["openssl"] + arguments, of: URL(filePath: "/usr/bin/env"))
        guard result.status == 0 else { throw Unexpected("openssl \(arguments): \(result.errors)") }
    }
}
