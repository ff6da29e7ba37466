import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import NIOSSL
import TestSupport
import Testing

@testable import Dashboard

@Suite(.timeLimit(.minutes(10)))
struct TLSIdentityTests {
    /// What a browser that trusts the certificate has.
    private func client(_ files: PEMFiles) throws -> NIOSSLContext {
        var settings = TLSConfiguration.makeClientConfiguration()
        settings.trustRoots = .file(files.certificate)
        return try NIOSSLContext(configuration: settings)
    }

    private func dashboard(_ change: (inout DashboardConfiguration) -> Void = { _ in }) throws
        -> some ApplicationProtocol
    {
        let files = try PEMFiles.shared
        let identity = try TLSIdentity(certificate: files.certificate, key: files.key)
        return try application(over: liveStore()) { configuration in
            configuration.tls = identity
            change(&configuration)
        }
    }

    private let close = "Connection: close\r\n\r\n"

    @Test func thePageIsServedOverTLS() async throws {
        let tls = try client(try PEMFiles.shared)
        try await dashboard { $0.allowedHosts = ["dash.example"] }.test(.live) { [close] client in
            let port = try #require(client.port)
            let answer = try await RawClient.answer(
                port: port, "GET / HTTP/1.1\r\nHost: localhost\r\n\(close)", tls: tls)
            #expect(answer.hasPrefix("HTTP/1.1 200 ") && answer.contains("camp_1"))
            #expect(!answer.contains("Strict-Transport-Security"), "localhost has other services, too")
            let named = try await RawClient.answer(
                port: port, "GET / HTTP/1.1\r\nHost: dash.example\r\n\(close)", tls: tls)
            #expect(named.contains("Strict-Transport-Security: max-age="))
        }
    }

    @Test func onlyOurOwnSchemeIsOurOrigin() async throws {
        let tls = try client(try PEMFiles.shared)
        try await dashboard().test(.live) { [close] client in
            let port = try #require(client.port)
            for (scheme, status) in [("http", "403"), ("https", "303")] {
                let answer = try await RawClient.answer(
                    port: port,
                    "POST /clear HTTP/1.1\r\nHost: localhost:\(port)\r\nOrigin: \(scheme)://localhost:\(port)\r\n\(close)",
                    tls: tls)
                #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(answer.prefix(80))")
            }
        }
    }

    @Test func whoDoesNotShakeHandsIsCutOff() async throws {
        try await dashboard { $0.limits.requestTime = .milliseconds(300) }.test(.live) { client in
            try await RawClient.withChannel(port: try #require(client.port)) { parts, outbound in
                try? await outbound.write(ByteBuffer(bytes: [0x16, 0x03]))
                _ = await parts.readToTheEnd()
            }
        }
    }

    @Test func plainHTTPIsNotAnswered() async throws {
        try await dashboard().test(.live) { [close] client in
            let request = "GET / HTTP/1.1\r\nHost: localhost\r\n\(close)"
            let answer = try await RawClient.answer(port: try #require(client.port), Array(request.utf8))
            #expect(!answer.contains("HTTP/1.1 200") && !answer.contains("camp_1"))
        }
    }

    @Test func oldTLSIsRefused() async throws {
        var settings = TLSConfiguration.makeClientConfiguration()
        settings.trustRoots = .file(try PEMFiles.shared.certificate)
        settings.minimumTLSVersion = .tlsv1
        settings.maximumTLSVersion = .tlsv11
        let old = try NIOSSLContext(configuration: settings)
        try await dashboard().test(.live) { [close] client in
            let port = try #require(client.port)
            await #expect(throws: (any Error).self) {
                try await RawClient.answer(port: port, "GET / HTTP/1.1\r\nHost: localhost\r\n\(close)", tls: old)
            }
        }
    }

    @Test func filesThatCannotBeUsedAreNamed() throws {
        let (files, others) = (try PEMFiles.shared, try PEMFiles("other"))
        let cases = [
            ("/nowhere/cert.pem", files.key, "/nowhere/cert.pem cannot be read: check path and permissions"),
            (files.certificate, "/nowhere/key.pem", "/nowhere/key.pem cannot be read: check path and permissions"),
            (files.key, files.key, "\(files.key) has no certificate in PEM: it must begin with BEGIN CERTIFICATE"),
            (
                files.certificate, files.certificate,
                "\(files.certificate) has no key in PEM without a passphrase: 'openssl pkey -in FILE' takes one away"
            ),
            (
                files.certificate, files.lockedKey,
                "\(files.lockedKey) has no key in PEM without a passphrase: 'openssl pkey -in FILE' takes one away"
            ),
            (
                files.certificate, others.key,
                "\(others.key) is not the key of \(files.certificate): give the two that belong together"
            ),
        ]
        for (certificate, key, text) in cases {
            let failure = #expect(throws: TLSIdentity.Failure.self) {
                try TLSIdentity(certificate: certificate, key: key)
            }
            #expect(failure?.description == text)
        }
    }
}
