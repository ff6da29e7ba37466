import Foundation
import TestSupport
import Testing

/// The whole program prints no secret, however it was given, at the loudest that there is.
@Suite(.serialized, .timeLimit(.minutes(5))) struct ProgramSecretTests {
    private static let commands: [[String]] = [
        ["producer", "--rate", "50"], ["aggregator"], ["dashboard", "--port", "0"],
        ["publish", "--speed", "max", "EVENTS"], ["record", "--output", "-"],
    ]

    /// What must not be seen, by property. `debug=conf` of librdkafka 2.0.2 prints the last one.
    private static let secrets = [
        "sasl.password": "saslPassword-9T", "ssl.key.password": Certificates.keyPassword,
        "sasl.oauthbearer.config": "principal=oauthPrincipal-3W scope=oauthScope-6R",
    ]

    /// The ways to give a secret.
    private enum Way: CaseIterable {
        case override, variable, file
    }

    private struct Invocation {
        var arguments: [String]
        var environment: [String: String] = [:]

        mutating func give(_ name: String, _ value: String, by way: Way, _ broker: SecureBroker) throws {
            let variable = "KAFKA_" + name.uppercased().replacing(".", with: "_")
            switch way {
            case .override: arguments += ["-X", "\(name)=\(value)"]
            case .variable: environment[variable] = value
            case .file: environment[variable + "_FILE"] = try broker.file(variable, value + "\n")
            }
        }
    }

    /// - Parameter turn: which secret is given which way; three turns are all combinations.
    private static func invocation(
        _ command: [String], brokers: String, turn: Int, _ broker: SecureBroker
    ) throws -> Invocation {
        let event = #"{"eventType":"click","campaignId":"a","timestamp":1763688185000}"#
        let events = try broker.file("events", event)
        let arguments = command.map { $0 == "EVENTS" ? events : $0 }
        var made = Invocation(
            arguments: arguments + ["--brokers", brokers, "--log-level", "debug", "-X", "debug=all"])
        for (index, secret) in secrets.sorted(by: { $0.key < $1.key }).enumerated() {
            try made.give(secret.key, secret.value, by: Way.allCases[(index + turn) % 3], broker)
        }
        let settings = [
            "security.protocol": "sasl_ssl", "ssl.ca.location": broker.certificates.authority,
            "broker.address.family": "v4", "sasl.mechanism": "PLAIN", "sasl.username": "ads",
        ]
        for (name, value) in settings {
            made.environment["KAFKA_" + name.uppercased().replacing(".", with: "_")] = value
        }
        made.environment["KAFKA_SSL_CERTIFICATE_PEM_FILE"] = broker.certificates.lockedClient.certificate
        made.environment["KAFKA_SSL_KEY_PEM_FILE"] = broker.certificates.lockedClient.key
        return made
    }

    private static func start(_ invocation: Invocation) throws -> RunningProgram {
        try RunningProgram(invocation.arguments, environment: invocation.environment)
    }

    /// All that a line could show of them.
    private static func pieces(_ broker: SecureBroker) throws -> [String] {
        let client = broker.certificates.lockedClient
        let lines = try String(contentsOfFile: client.key, encoding: .utf8).split(separator: "\n").map(String.init)
        let words = secrets.values.flatMap { $0.split { " =".contains($0) } }.map(String.init)
        return (lines + words).filter { $0.count > 9 }
    }

    private static func expectNoSecret(
        in output: String, _ broker: SecureBroker, _ invocation: Invocation
    ) throws {
        let shown = try pieces(broker).filter { output.contains($0) }
        #expect(shown == [], "\(invocation.arguments.first ?? "")")
        // It has been as loud as that.
        #expect(output.contains("sasl.password = [redacted]"), "\(output.prefix(2_000))")
        #expect(output.contains("ssl.key.pem = "))
        let warnings = output.split(separator: "\n").filter { $0.hasPrefix("adtally: warning: ") }
        #expect(warnings.count == 1, "\(warnings)")
        #expect(warnings.first?.contains("KAFKA_S") == true)
    }

    private static func listening() -> SecureBroker.Options {
        var options = SecureBroker.Options()
        options.needsClientCertificate = true
        options.mechanism = PlainMechanism(user: "ads", password: secrets["sasl.password"] ?? "")
        return options
    }

    @Test func noneWhileNobodyAnswers() async throws {
        try await SecureBroker.run { broker in
            for (turn, command) in Self.commands.enumerated() {
                // Where no service is.
                let invocation = try Self.invocation(command, brokers: "127.0.0.1:1", turn: turn, broker)
                let program = try Self.start(invocation)
                try program.wait(for: "a refused connection") { $0.contains("Connection refused") }
                _ = program.end()
                try Self.expectNoSecret(in: program.everything, broker, invocation)
            }
        }
    }

    @Test func noneWhileItWorks() async throws {
        try await SecureBroker.run(Self.listening()) { broker in
            for (turn, command) in Self.commands.enumerated() {
                let before = broker.journal.lines.count { $0 == "ads is in" }
                let invocation = try Self.invocation(
                    command, brokers: "localhost:\(broker.port)", turn: turn + 1, broker)
                let program = try Self.start(invocation)
                let endsByItself = ["publish", "record"].contains(command[0])
                try program.wait(for: "two connections, or the end") { _ in
                    !endsByItself && broker.journal.lines.count { $0 == "ads is in" } >= before + 2
                }
                let status = program.end()
                let output = program.everything
                #expect(status == 0, "\(command): \(output.suffix(2_000))")
                try Self.expectNoSecret(in: output, broker, invocation)
            }
            #expect(Set(broker.journal.lines) == ["asks for PLAIN", "ads is in"])
        }
    }

    @Test func noneWhenThePasswordIsWrong() async throws {
        var options = Self.listening()
        options.mechanism = PlainMechanism(user: "ads", password: "another")
        try await SecureBroker.run(options) { broker in
            let invocation = try Self.invocation(
                ["producer"], brokers: "localhost:\(broker.port)", turn: 0, broker)
            let program = try Self.start(invocation)
            try program.wait(for: "the complaint") { $0.contains("check sasl.username and sasl.password") }
            #expect(program.end() == 0)
            try Self.expectNoSecret(in: program.everything, broker, invocation)
        }
    }

    /// librdkafka refuses the configuration as a whole: one line and status 1, not a crash.
    @Test func noneWhenAKeyDoesNotOpen() async throws {
        try await SecureBroker.run { broker in
            for turn in 0..<6 {
                var invocation = try Self.invocation(
                    ["producer"], brokers: "localhost:\(broker.port)", turn: turn, broker)
                invocation.arguments += ["-X", "ssl.key.password=wrongPassword-7Q"]
                let program = try Self.start(invocation)
                try program.wait(for: "the end") { _ in false }
                #expect(program.end() == 1)
                let output = program.everything
                #expect(output.contains("adtally: ssl.key.pem failed: "))
                #expect(!output.contains("wrongPassword-7Q"))
                let shown = try Self.pieces(broker).filter { output.contains($0) }
                #expect(shown == [])
            }
        }
    }
}
