import TestSupport
import Testing

@testable import Kafka

/// librdkafka's TLS by pass-through, against a listener of this process: what works, what is refused, what is said.
@Suite(.serialized, .timeLimit(.minutes(5))) struct TLSTests {
    private static let cannotReach = "cannot reach Kafka, trying on: ssl://localhost:"

    @Test func aClientWithTheAuthorityProducesAndConsumes() async throws {
        try await SecureBroker.run { broker in
            let clients = Clients(configuration: try broker.configuration(broker.trust))
            try clients.roundTrip()
            #expect(clients.capture.lines(from: .info) == [])
        }
    }

    @Test func anAuthorityFromTheEnvironmentWillDo() async throws {
        try await SecureBroker.run { broker in
            let configuration = try KafkaConfiguration(
                bootstrapServers: "localhost:\(broker.port)", overrides: ["broker.address.family=v4"],
                environment: [
                    "KAFKA_SECURITY_PROTOCOL": "ssl", "KAFKA_SSL_CA_PEM_FILE": broker.certificates.authority,
                ])
            try Clients(configuration: configuration).roundTrip()
        }
    }

    /// The address of a broker may stand in its certificate, too.
    @Test func anAddressIsVerifiedLikeAName() async throws {
        try await SecureBroker.run { broker in
            let clients = Clients(configuration: try broker.configuration(broker.trust, host: "127.0.0.1"))
            try clients.roundTrip()
            #expect(clients.capture.lines(from: .info) == [])
        }
    }

    enum Distrust: CaseIterable {
        case noAuthority, wrongAuthority

        func path(_ broker: SecureBroker) -> String? {
            self == .noAuthority ? nil : broker.certificates.stranger
        }
    }

    @Test(arguments: Distrust.allCases) func anUnknownAuthorityIsSaidOnce(distrust: Distrust) async throws {
        try await SecureBroker.run { broker in
            var properties = broker.trust
            properties["ssl.ca.location"] = distrust.path(broker)
            let said = try Clients(configuration: try broker.configuration(properties)).tryInVain()
            #expect(said.count == 1, "\(said)")
            #expect(said.first?.hasPrefix(Self.cannotReach) == true)
            #expect(said.first?.contains("does ssl.ca.location hold its authority") == true, "\(said)")
        }
    }

    /// librdkafka verifies the name since 2.0; no property has to ask for it.
    @Test func aCertificateForAnotherHostIsSaidOnce() async throws {
        var options = SecureBroker.Options()
        options.identity = \.elsewhere
        try await SecureBroker.run(options) { broker in
            let said = try Clients(configuration: try broker.configuration(broker.trust)).tryInVain()
            #expect(said.count == 1, "\(said)")
            #expect(said.first?.hasPrefix(Self.cannotReach) == true)
            #expect(said.first?.hasSuffix("is its certificate for this host?") == true, "\(said)")

            let trusting = broker.trust.merging(["ssl.endpoint.identification.algorithm": "none"]) { $1 }
            try Clients(configuration: try broker.configuration(trusting)).roundTrip()
        }
    }

    @Test func aClientWithoutTLSIsToldSo() async throws {
        try await SecureBroker.run { broker in
            let plain = try broker.configuration(["broker.address.family": "v4"])
            let said = try Clients(configuration: plain).tryInVain()
            #expect(said.count == 1, "\(said)")
            #expect(said.first?.contains("security.protocol") == true)
        }
    }

    @Test func aBrokerWithoutTLSIsNamed() async throws {
        try await SecureBroker.run { broker in
            let configuration = try KafkaConfiguration(
                bootstrapServers: "localhost:\(broker.plainPort)", properties: broker.trust)
            let said = try Clients(configuration: configuration).tryInVain()
            #expect(said.count == 1, "\(said)")
            #expect(
                said.first?.hasSuffix("does this port speak TLS? If not, change security.protocol") == true, "\(said)")
        }
    }

    // MARK: Certificates of clients

    private static var mutual: SecureBroker.Options {
        var options = SecureBroker.Options()
        options.needsClientCertificate = true
        return options
    }

    @Test func aClientWithACertificateIsLetIn() async throws {
        try await SecureBroker.run(Self.mutual) { broker in
            let client = broker.certificates.client
            let own = ["ssl.certificate.location": client.certificate, "ssl.key.location": client.key]
            let clients = Clients(configuration: try broker.configuration(broker.trust.merging(own) { $1 }))
            try clients.roundTrip()
            #expect(clients.capture.lines(from: .info) == [])
        }
    }

    @Test func aLockedKeyIsOpenedByThePasswordInAFile() async throws {
        try await SecureBroker.run(Self.mutual) { broker in
            let client = broker.certificates.lockedClient
            let configuration = try KafkaConfiguration(
                bootstrapServers: "localhost:\(broker.port)", overrides: broker.trust.map { "\($0)=\($1)" },
                environment: [
                    "KAFKA_SSL_CERTIFICATE_PEM_FILE": client.certificate, "KAFKA_SSL_KEY_PEM_FILE": client.key,
                    "KAFKA_SSL_KEY_PASSWORD_FILE": try broker.file("password", Certificates.keyPassword + "\n"),
                ])
            try Clients(configuration: configuration).roundTrip()
        }
    }

    @Test func aClientWithoutACertificateIsSaidOnce() async throws {
        try await SecureBroker.run(Self.mutual) { broker in
            let said = try Clients(configuration: try broker.configuration(broker.trust)).tryInVain()
            #expect(said.count == 1, "\(said)")
            #expect(said.first?.hasPrefix(Self.cannotReach) == true)
            #expect(said.first?.hasSuffix("it wants ssl.certificate.location and ssl.key.location") == true, "\(said)")
        }
    }

    @Test func aKeyThatDoesNotOpenIsOneError() async throws {
        try await SecureBroker.run(Self.mutual) { broker in
            let client = broker.certificates.lockedClient
            let wrong = [
                "ssl.certificate.location": client.certificate, "ssl.key.location": client.key,
                "ssl.key.password": "wrongPassword-7Q",
            ]
            let configuration = try broker.configuration(broker.trust.merging(wrong) { $1 })
            let capture = LogLines()
            let error = #expect(throws: KafkaError.self) {
                try KafkaProducer(configuration: configuration, logger: capture.logger).close()
            }
            #expect(error?.message.hasPrefix("ssl.key.location failed: ") == true)
            #expect(capture.lines(from: .info) == [])
            #expect(!"\(error as Any)\(capture.everything)".contains("wrongPassword"))
        }
    }
}
