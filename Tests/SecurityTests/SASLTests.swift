import Crypto
import Testing

@testable import Kafka

/// SASL by pass-through, over TLS, against the server's side of each mechanism.
@Suite(.serialized, .timeLimit(.minutes(5))) struct SASLTests {
    private static let user = "ads"
    /// With the characters that the mechanisms escape, or must not.
    private static let password = "pa=ss,wörd-8K"

    enum Mechanism: String, CaseIterable {
        case plain = "PLAIN"
        case scram256 = "SCRAM-SHA-256"
        case scram512 = "SCRAM-SHA-512"

        var server: any SASLMechanism {
            switch self {
            case .plain: PlainMechanism(user: user, password: password)
            case .scram256: ScramMechanism<SHA256>(rawValue, user: user, password: password)
            case .scram512: ScramMechanism<SHA512>(rawValue, user: user, password: password)
            }
        }
    }

    private static func listening(_ mechanism: Mechanism) -> SecureBroker.Options {
        var options = SecureBroker.Options()
        options.mechanism = mechanism.server
        return options
    }

    private static func configuration(
        _ broker: SecureBroker, _ mechanism: String, password: String
    ) throws -> KafkaConfiguration {
        let file = try broker.file("password", password)
        return try KafkaConfiguration(
            bootstrapServers: "localhost:\(broker.port)",
            overrides: ["ssl.ca.location=\(broker.certificates.authority)", "broker.address.family=v4"],
            environment: [
                "KAFKA_SECURITY_PROTOCOL_FILE": try broker.file("protocol", "sasl_ssl\n"),
                "KAFKA_SASL_MECHANISM": mechanism, "KAFKA_SASL_USERNAME": user, "KAFKA_SASL_PASSWORD_FILE": file,
            ])
    }

    @Test(arguments: Mechanism.allCases) func theRightPasswordIsLetIn(mechanism: Mechanism) async throws {
        try await SecureBroker.run(Self.listening(mechanism)) { broker in
            let clients = Clients(
                configuration: try Self.configuration(broker, mechanism.rawValue, password: Self.password))
            try clients.roundTrip()
            #expect(clients.capture.lines(from: .info) == [])
            #expect(Set(broker.journal.lines) == ["asks for \(mechanism.rawValue)", "\(Self.user) is in"])
        }
    }

    @Test(arguments: Mechanism.allCases) func aWrongPasswordIsSaidOnce(mechanism: Mechanism) async throws {
        try await SecureBroker.run(Self.listening(mechanism)) { broker in
            let clients = Clients(
                configuration: try Self.configuration(broker, mechanism.rawValue, password: "wrongPassword-7Q"))
            let said = try clients.tryInVain()
            #expect(said.count == 1, "\(said)")
            #expect(said.first?.contains("SASL authentication error: Authentication failed") == true, "\(said)")
            #expect(said.first?.hasSuffix("check sasl.username and sasl.password") == true, "\(said)")
            #expect(broker.journal.lines.contains("refused: wrong password"))
            #expect(!clients.capture.everything.contains("wrongPassword"))
        }
    }

    @Test func aMechanismThatTheBrokerLacksIsNamed() async throws {
        try await SecureBroker.run(Self.listening(.scram512)) { broker in
            let clients = Clients(
                configuration: try Self.configuration(broker, "PLAIN", password: Self.password))
            let said = try clients.tryInVain()
            #expect(said.count == 1, "\(said)")
            #expect(said.first?.contains("SCRAM-SHA-512") == true)
        }
    }

    /// Such a broker lets everybody in and closes the connection at the first request.
    @Test func aClientWithoutSASLIsToldSo() async throws {
        try await SecureBroker.run(Self.listening(.plain)) { broker in
            let clients = Clients(configuration: try broker.configuration(broker.trust))
            let said = try clients.tryInVain(connects: true)
            #expect(said.count == 1, "\(said)")
            #expect(said.first?.hasPrefix("the connection to Kafka ends as soon as it is made") == true)
            #expect(said.first?.contains("broker might require SASL authentication") == true)
        }
    }
}
