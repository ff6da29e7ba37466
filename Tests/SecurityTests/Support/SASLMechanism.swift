import Crypto
import Foundation

/// The server's side of one authentication.
protocol SASLMechanism: Sendable {
    var name: String { get }
    mutating func receive(_ message: String) -> SASLAnswer
}

enum SASLAnswer {
    case goOn(String)
    case accept(user: String, String)
    case refuse(String)
}

/// - Source: RFC 4616.
struct PlainMechanism: SASLMechanism {
    let user: String
    let password: String
    var name: String { "PLAIN" }

    func receive(_ message: String) -> SASLAnswer {
        // [authzid] NUL authcid NUL passwd
        let parts = message.split(separator: "\0", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3 else { return .refuse("\(parts.count) parts") }
        return parts[1] == user && parts[2] == password ? .accept(user: user, "") : .refuse("wrong password")
    }
}

/// Checks the client's proof, and gives it ours.
///
/// - Source: RFC 5802, section 3; RFC 7677.
struct ScramMechanism<Hash: HashFunction>: SASLMechanism {
    let name: String
    let user: String
    let password: String
    private let salt = Data("salt of the test".utf8)
    private let iterations = 4_096
    private var serverNonce = ""
    private var clientNonce = ""
    private var clientFirstBare = ""
    private var serverFirst = ""

    init(_ name: String, user: String, password: String) {
        self.name = name
        self.user = user
        self.password = password
    }

    mutating func receive(_ message: String) -> SASLAnswer {
        serverFirst.isEmpty ? first(message) : final(message)
    }

    private mutating func first(_ message: String) -> SASLAnswer {
        // gs2-header: no channel binding, no authzid.
        guard message.hasPrefix("n,,") else { return .refuse("no header") }
        clientFirstBare = String(message.dropFirst(3))
        let attributes = Self.attributes(clientFirstBare)
        guard attributes["n"] == user, let nonce = attributes["r"], !nonce.isEmpty else { return .refuse("wrong user") }
        clientNonce = nonce
        serverNonce = UUID().uuidString
        serverFirst = "r=\(clientNonce)\(serverNonce),s=\(salt.base64EncodedString()),i=\(iterations)"
        return .goOn(serverFirst)
    }

    private func final(_ message: String) -> SASLAnswer {
        let attributes = Self.attributes(message)
        guard attributes["c"] == "biws" else { return .refuse("wrong channel binding") }
        // librdkafka before 2.6.1 sends its own nonce twice (pull request 4895); Kafka 4 refuses that.
        let nonces = [clientNonce + serverNonce, clientNonce + clientNonce + serverNonce]
        guard let nonce = attributes["r"], nonces.contains(nonce) else { return .refuse("wrong nonce") }
        guard let proof = attributes["p"].flatMap({ Data(base64Encoded: $0) }),
            let end = message.range(of: ",p=", options: .backwards)
        else { return .refuse("no proof") }
        let transcript = "\(clientFirstBare),\(serverFirst),\(message[..<end.lowerBound])"
        let salted = saltedPassword()
        let storedKey = Data(Hash.hash(data: Self.hmac(salted, Data("Client Key".utf8))))
        let signature = Self.hmac(storedKey, Data(transcript.utf8))
        guard Data(Hash.hash(data: Self.xor(proof, signature))) == storedKey else { return .refuse("wrong password") }
        let verifier = Self.hmac(Self.hmac(salted, Data("Server Key".utf8)), Data(transcript.utf8))
        return .accept(user: user, "v=\(verifier.base64EncodedString())")
    }

    /// Hi() of the RFC: PBKDF2 with one block.
    private func saltedPassword() -> Data {
        let key = SymmetricKey(data: Data(password.utf8))
        var last = Data(HMAC<Hash>.authenticationCode(for: salt + [0, 0, 0, 1], using: key))
        var result = last
        for _ in 1..<iterations {
            last = Data(HMAC<Hash>.authenticationCode(for: last, using: key))
            result = Self.xor(result, last)
        }
        return result
    }

    private static func hmac(_ key: Data, _ message: Data) -> Data {
        Data(HMAC<Hash>.authenticationCode(for: message, using: SymmetricKey(data: key)))
    }

    private static func xor(_ left: Data, _ right: Data) -> Data {
        Data(zip(left, right).map { $0 ^ $1 })
    }

    private static func attributes(_ message: String) -> [String: String] {
        message.split(separator: ",").reduce(into: [:]) { $0[String($1.prefix(1))] = String($1.dropFirst(2)) }
    }
}
