import Foundation
import TestSupport
import Testing

@testable import Kafka

/// No secret reaches a description, a complaint or a log line.
@Suite struct SecretTests {
    /// All that librdkafka marks as sensitive, or that keeps secrets under another mark, up to 2.12.
    private static let masked = [
        "sasl.password", "sasl.username", "sasl.oauthbearer.config", "sasl.oauthbearer.client.secret",
        "sasl.oauthbearer.assertion.private.key.passphrase", "sasl.oauthbearer.assertion.private.key.pem",
        "ssl.key.password", "ssl.key.pem", "ssl.key.location", "ssl.keystore.password", "ssl.ca.pem",
        "ssl.certificate.pem", "sasl.jaas.config",
    ]

    @Test(arguments: masked) func isKeptOutOfDescriptionsAndComplaints(name: String) throws {
        let setting = Setting(name: name, value: "hush-4711", origin: .override)
        let complaint = setting.complaint(of: KafkaError(.invalidArgument, message: "Invalid value \"hush-4711\""))
        #expect(!complaint.contains("hush"))
        #expect(complaint.contains("-X \(name)"))
        do {
            let made = try KafkaConfiguration(bootstrapServers: "here:9092", properties: [name: "hush-4711"])
            #expect("\(made)" == "bootstrap.servers=here:9092 \(name)=***")
            #expect(made.described(maskingSecrets: false).contains("\(name)=hush-4711"))
        } catch {
            // This librdkafka does not know it, or looks for the file.
            #expect(error.description.contains("-X \(name)") && !error.description.contains("hush"))
        }
    }

    @Test func whatIsNoSecretIsShown() throws {
        let made = try KafkaConfiguration(
            bootstrapServers: "here:9092", properties: ["security.protocol": "ssl", "linger.ms": "5"])
        #expect("\(made)" == "bootstrap.servers=here:9092 linger.ms=5 security.protocol=ssl")
        let complaint = Setting(name: "linger.ms", value: "soon", origin: .override)
            .complaint(of: KafkaError(.invalidArgument, message: "Invalid value \"soon\""))
        #expect(complaint.contains("soon"))
    }

    /// A secret behind a misspelt name, or a wrong sign, is not repeated.
    @Test(arguments: ["sasl.pasword=hush", "sasl.password:hush", "sasl.password hush", "sasl.jaas.config=x hush;"])
    func aMistypedOverrideIsNotRepeated(override: String) {
        let error = #expect(throws: InvalidKafkaConfiguration.self) {
            try KafkaConfiguration(bootstrapServers: "here:9092", overrides: [override], environment: [:])
        }
        #expect(error?.description.contains("hush") == false)
        #expect(error?.description.hasPrefix("-X sasl.") == true)
    }

    @Test func secretsOnTheCommandLineAreFound() {
        let overrides = [
            "sasl.password=a", "sasl.username=b", "ssl.key.pem=c", "ssl.ca.pem=d", "ssl.certificate.pem=e",
            "ssl.key.location=f", "sasl.password=g", "linger.ms=5", "sasl.password",
        ]
        #expect(KafkaConfiguration.secretNames(inOverrides: overrides) == ["sasl.password", "ssl.key.pem"])
    }

    // MARK: The mask

    private static func mask(_ properties: [String: String]) -> SecretMask { SecretMask(properties: properties) }

    @Test func everyOccurrenceIsCutOut() {
        let mask = Self.mask(["sasl.password": "hunter2", "ssl.key.password": "hunter2-and-more"])
        #expect(mask.masked("a hunter2 b hunter2hunter2 c") == "a *** b ****** c")
        #expect(mask.masked("hunter2-and-more") == "***")
        #expect(mask.masked("hunter") == "***")
        #expect(mask.masked("nothing to see") == "nothing to see")
    }

    @Test func namesPlacesAndShortValuesStay() {
        let mask = Self.mask([
            "sasl.username": "kafka", "ssl.key.location": "/etc/key.pem", "sasl.password": "abc",
            "sasl.oauthbearer.token.endpoint.url": "https://idp", "client.id": "adtally",
        ])
        let line = "kafka abc /etc/key.pem https://idp adtally"
        #expect(mask.masked(line) == line)
    }

    /// librdkafka cuts a line at 2 KB, an error at 512 bytes, in the middle of a character if need be.
    @Test func aSecretThatIsCutOffIsCutOut() {
        let mask = Self.mask(["sasl.password": "pässwörd-0815"])
        let bytes = Array("x = pässwörd-0815".utf8)
        for length in 8..<bytes.count {
            let cut = String(decoding: bytes[..<length], as: UTF8.self)
            #expect(mask.masked(cut) == "x = ***", "\(cut)")
        }
        #expect(mask.masked("x = pä") == "x = pä")
    }

    @Test func eachLineOfAKeyIsCutOut() {
        let mask = Self.mask(["ssl.key.pem": "-----BEGIN-----\nMIIEvQIBADAN\nBgkqhkiG9w0B\n-----END-----\n"])
        #expect(mask.masked("read MIIEvQIBADAN and BgkqhkiG9w0B") == "read *** and ***")
    }

    /// librdkafka quotes the rest of a list from the word on that it does not know.
    @Test func eachWordOfAListIsCutOut() {
        let mask = Self.mask(["sasl.oauthbearer.config": "principal=admin md_token=abcdef"])
        #expect(mask.masked("Unrecognized beginning at: md_token=abcdef") == "Unrecognized beginning at: ***")
        #expect(mask.masked("bad token abcdef") == "bad token ***")
        #expect(mask.masked("principal admin") == "principal admin")
    }

    /// They are public, and a bundle of them has thousands of lines, each of them searched for in every line.
    @Test(arguments: ["ssl.ca.pem", "ssl.certificate.pem"]) func certificatesAreLeft(name: String) {
        let certificate = "-----BEGIN CERTIFICATE-----\nMIIBcTCCARegAw\n-----END CERTIFICATE-----\n"
        #expect(Self.mask([name: certificate]).masked("read MIIBcTCCARegAw") == "read MIIBcTCCARegAw")
        let key = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIBvR\n-----END EC PRIVATE KEY-----\n"
        #expect(Self.mask([name: certificate + key]).masked("read MHcCAQEEIBvR") == "read ***")
        #expect(Self.mask([name: "hunter2"]).masked("read hunter2") == "read ***")
    }

    @Test func charactersAreNotComparedCanonically() {
        // As characters the last of the value and what follows are one.
        let mask = Self.mask(["sasl.password": "secrete"])
        #expect(mask.masked("secrete\u{301}!") == "***\u{301}!")
    }

    @Test func aCommandLineIsSearchedForSecrets() {
        let mask = SecretMask(
            arguments: [
                "adtally", "producer", "-X", "sasl.password=one-1", "-Xssl.key.password=two-2", "-X",
                "ssl.keystore.password", "three-3", "-X", "linger.ms=four-4",
            ],
            environment: ["KAFKA_SSL_KEY_PEM": "five-5", "HOME": "six-6", "KAFKA_SASL_PASSWORD_FILE": "/run/seven-7"])
        let line = "one-1 two-2 three-3 four-4 five-5 six-6 /run/seven-7"
        #expect(mask.masked(line) == "*** *** *** four-4 *** six-6 /run/seven-7")
    }

    @Test(arguments: [
        ["-X", "sasl.password=", "hunter2"], ["-X=sasl.password", "hunter2"], ["-X=sasl.password=hunter2"],
        ["sasl.password=hunter2"], ["-Xsasl.password=hunter2"], ["-Xsasl.password=", "hunter2"],
        ["-X", "sasl.password", "=", "hunter2"], ["-X", "sasl.password", "=hunter2"], ["sasl.password", "hunter2"],
        ["sasl.password:hunter2"], ["sasl.password hunter2"], ["--SASL.password=hunter2"],
        ["KAFKA_SASL_PASSWORD=hunter2"],
    ]) func aMistypedSecretIsFound(arguments: [String]) {
        let mask = SecretMask(arguments: ["adtally", "producer"] + arguments, environment: [:])
        #expect(mask.masked("Unexpected argument 'hunter2'") == "Unexpected argument '***'")
    }

    @Test func whatIsNoSecretOnTheCommandLineStays() {
        let mask = SecretMask(
            arguments: ["publish", "token-events", "--brokers", "secret.example:9092", "-X", "linger.ms=1234"],
            environment: [:])
        let line = "token-events --brokers secret.example:9092 1234"
        #expect(mask.masked(line) == line)
    }

    // MARK: librdkafka's own lines

    /// `debug=conf` prints the configuration. What librdkafka redacts there is masked by us as well; what it does not,
    /// but is ours to mask, is cut out of its lines.
    @Test func theConfigurationThatLibrdkafkaPrintsHasNoSecrets() throws {
        let secrets = [
            "sasl.password": "hush-1", "ssl.key.password": "hush-2", "ssl.keystore.password": "hush-3",
            "sasl.oauthbearer.config": "principal=hush-4 hush-5", "ssl.key.pem": "hush-6",
            "ssl.certificate.pem": "hush-7", "ssl.ca.pem": "hush-8", "sasl.username": "hush-9",
        ]
        let capture = LogLines()
        let others = ["debug": "all", "client.software.name": "shown"]
        let configuration = try KafkaConfiguration(
            bootstrapServers: "127.0.0.1:9", properties: secrets.merging(others) { $1 })
        try KafkaProducer(configuration: configuration, logger: capture.logger).close()
        let lines = capture.lines.map(\.text)
        #expect(lines.contains { $0.contains("client.software.name = shown") })
        #expect(lines.filter { $0.contains("hush") } == [])
        let redacted = lines.compactMap { $0.wholeMatch(of: #/ *(\S+) = \[redacted\]/#).map { String($0.1) } }
        #expect(redacted.count >= 7)
        #expect(redacted.filter { !isMasked($0) } == [])
    }

    @Test func anErrorOfTheWholeConfigurationHasNoSecrets() throws {
        let configuration = try KafkaConfiguration(
            bootstrapServers: "127.0.0.1:9",
            properties: [
                "security.protocol": "ssl", "ssl.certificate.pem": "hush-7", "ssl.key.pem": "hush-6", "debug": "all",
            ])
        let capture = LogLines()
        var complaint = "none"
        do {
            try KafkaProducer(configuration: configuration, logger: capture.logger).close()
        } catch {
            complaint = "\(error)"
        }
        let everything = "\(complaint) \(capture.lines.map(\.text))"
        #expect(complaint.hasPrefix("ssl.certificate.pem failed"))
        #expect(!everything.contains("hush"))
    }
}
