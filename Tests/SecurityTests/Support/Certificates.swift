import Foundation
import TestSupport

/// An authority and what it has signed, made by the `openssl` command once for all tests: few processes are started
/// beside tests whose sockets these would hold open for a moment.
struct Certificates: Sendable {
    /// A certificate and its key, as paths of PEM files.
    struct Identity: Sendable {
        let certificate: String
        let key: String
    }

    static let keyPassword = "keyPassword-5L1d"

    /// The certificate of the authority.
    let authority: String
    /// For `localhost` and `127.0.0.1`.
    let server: Identity
    /// Signed as well, for another host.
    let elsewhere: Identity
    let client: Identity
    /// The client's, its key locked with ``keyPassword``.
    let lockedClient: Identity
    /// The certificate of an authority that signed none of them.
    let stranger: String

    static var shared: Certificates {
        get throws { try made.get() }
    }

    private static let folder = FileManager.default.temporaryDirectory.appending(path: "adtally-\(UUID())")

    private static let made = Result {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        atexit { try? FileManager.default.removeItem(at: Certificates.folder) }
        return try Certificates(folder: folder)
    }

    private init(folder: URL) throws {
        let tool = OpenSSL(folder: folder)
        let authority = try tool.authority("authority")
        self.authority = authority.certificate
        stranger = try tool.authority("stranger").certificate
        server = try tool.leaf("server", names: "DNS:localhost,IP:127.0.0.1", signer: authority)
        elsewhere = try tool.leaf("elsewhere", names: "DNS:elsewhere.example", signer: authority)
        client = try tool.leaf("client", names: "DNS:client.example", signer: authority)
        let locked = folder.appending(path: "locked.key").path
        try tool.run(["pkcs8", "-topk8", "-in", client.key, "-out", locked, "-passout", "pass:\(Self.keyPassword)"])
        lockedClient = Identity(certificate: client.certificate, key: locked)
    }
}

private struct OpenSSL {
    let folder: URL

    func authority(_ name: String) throws -> Certificates.Identity {
        try request(name, ["-extensions", "authority"])
    }

    func leaf(
        _ name: String, names: String, signer: Certificates.Identity
    ) throws -> Certificates.Identity {
        let signature = ["-CA", signer.certificate, "-CAkey", signer.key]
        return try request(name, ["-extensions", "leaf", "-addext", "subjectAltName=\(names)"] + signature)
    }

    private func request(_ name: String, _ more: [String]) throws -> Certificates.Identity {
        let made = Certificates.Identity(
            certificate: folder.appending(path: "\(name).pem").path, key: folder.appending(path: "\(name).key").path)
        let settings = Bundle.module.bundleURL.appending(path: "Fixtures/openssl.cnf").path
        try run(
            ["req", "-x509", "-config", settings, "-days", "2", "-subj", "/CN=AdTally test \(name)", "-nodes"]
                + ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
                + ["-keyout", made.key, "-out", made.certificate] + more)
        return made
    }

    func run(_ arguments: [String]) throws {
        let result = try Program.run(["openssl"] + arguments, of: URL(filePath: "/usr/bin/env"))
        guard result.status == 0 else { throw Unexpected("openssl \(arguments): \(result.errors)") }
    }
}
