import Foundation
import NIOSSL

/// The certificate that the dashboard shows, and its key, read once: renewed files need a restart.
public struct TLSIdentity: Sendable {
    /// Why the files cannot be used, in one line that says what to do.
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    let configuration: TLSConfiguration

    /// - Parameters:
    ///   - certificate: path of a PEM file, the server's own certificate first, then those between it and the authority.
    ///   - key: path of the PEM file of its key, without a passphrase.
    public init(certificate: String, key: String) throws(Failure) {
        let chain = try Self.chain(certificate)
        let privateKey = try Self.key(key)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(privateKey))
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        do {
            // Made here once so that a key that belongs to another certificate is found before anybody connects.
            _ = try NIOSSLContext(configuration: configuration)
        } catch {
            throw Failure(description: "\(key) is not the key of \(certificate): give the two that belong together")
        }
        self.configuration = configuration
    }

    private static func chain(_ path: String) throws(Failure) -> [NIOSSLCertificate] {
        let bytes = try contents(path)
        guard let chain = try? NIOSSLCertificate.fromPEMBytes(bytes), let own = chain.first else {
            throw Failure(description: "\(path) has no certificate in PEM: it must begin with BEGIN CERTIFICATE")
        }
        guard Double(own.notValidAfter) > Date.now.timeIntervalSince1970 else {
            throw Failure(description: "the certificate \(path) is no longer valid: renew it")
        }
        return chain
    }

    private static func key(_ path: String) throws(Failure) -> NIOSSLPrivateKey {
        let bytes = try contents(path)
        guard let key = try? NIOSSLPrivateKey(bytes: bytes, format: .pem, passphraseCallback: { $0([UInt8]()) }) else {
            throw Failure(
                description: "\(path) has no key in PEM without a passphrase: 'openssl pkey -in FILE' takes one away")
        }
        return key
    }

    private static func contents(_ path: String) throws(Failure) -> [UInt8] {
        do {
            return [UInt8](try Data(contentsOf: URL(filePath: path)))
        } catch {
            throw Failure(description: "\(path) cannot be read: check path and permissions")
        }
    }
}
