import Foundation
import Testing

@testable import Kafka

/// `KAFKA_<NAME>_FILE`: the value from a file.
@Suite struct SecretFileTests {
    private func withFile<R>(_ contents: [UInt8], _ body: (String) throws -> R) throws -> R {
        let path = FileManager.default.temporaryDirectory.appending(path: "adtally-\(UUID())")
        try Data(contents).write(to: path)
        defer { try? FileManager.default.removeItem(at: path) }
        return try body(path.path)
    }

    private func properties(_ environment: [String: String]) throws -> [String: String] {
        try KafkaConfiguration(bootstrapServers: "here:9092", overrides: [], environment: environment).properties
    }

    private func complaint(_ environment: [String: String]) -> String {
        do { return "no complaint: \(try properties(environment))" } catch { return "\(error)" }
    }

    @Test(arguments: [
        ("hush", "hush"), ("hush\n", "hush"), ("hush\r\n", "hush"), ("hush\n\n", "hush\n"), (" hush ", " hush "),
        ("hüsh\n", "hüsh"), ("a\nb\n", "a\nb"),
    ]) func oneLineBreakAtTheEndIsDropped(contents: String, value: String) throws {
        try withFile(Array(contents.utf8)) { path in
            let made = try properties(["KAFKA_SASL_PASSWORD_FILE": path, "KAFKA_SASL_USERNAME": "bob"])
            #expect(made == ["sasl.password": value, "sasl.username": "bob"])
        }
    }

    @Test func anOverrideWins() throws {
        try withFile(Array("hush".utf8)) { path in
            let made = try KafkaConfiguration(
                bootstrapServers: "here:9092", overrides: ["sasl.password=louder"],
                environment: ["KAFKA_SASL_PASSWORD_FILE": path])
            #expect(made.properties == ["sasl.password": "louder"])
        }
    }

    /// Also properties of topics, which librdkafka keeps in another table.
    @Test func anyPropertyMayComeFromAFile() throws {
        try withFile(Array("lz4\n".utf8)) { path in
            let made = try properties(["KAFKA_COMPRESSION_TYPE_FILE": path])
            #expect(made == ["compression.type": "lz4"])
        }
        try withFile(Array("broker:9\n".utf8)) { path in
            let made = try KafkaConfiguration(
                bootstrapServers: "here:9092", overrides: [], environment: ["KAFKA_BOOTSTRAP_SERVERS_FILE": path])
            #expect(made.bootstrapServers == "broker:9")
        }
    }

    @Test func aFileThatCannotBeUsedIsNamedWithItsVariable() throws {
        let variable = "KAFKA_SASL_PASSWORD_FILE"
        let missing = FileManager.default.temporaryDirectory.appending(path: "adtally-\(UUID())").path
        #expect(
            complaint([variable: missing])
                == "\(variable): \(missing) cannot be read: No such file or directory; check path and permissions")
        let folder = FileManager.default.temporaryDirectory.path
        #expect(complaint([variable: folder + "/."]).hasPrefix("\(variable): \(folder)/. cannot be read: Is a dir"))
        #expect(complaint([variable: ""]).hasPrefix("\(variable) is empty"))
        for empty in ["", "\n", "\r\n"] {
            try withFile(Array(empty.utf8)) { path in
                #expect(complaint([variable: path]).hasPrefix("\(variable): \(path) is empty"))
            }
        }
        for bytes in [[0x68, 0x00, 0x68], [0x68, 0xFF]] as [[UInt8]] {
            try withFile(bytes) { path in
                #expect(complaint([variable: path]).hasPrefix("\(variable): \(path) is not text"))
            }
        }
        try withFile([UInt8](repeating: 0x61, count: ValueFile.largest + 1)) { path in
            #expect(complaint([variable: path]).hasPrefix("\(variable): \(path) is larger than 1 MiB"))
        }
        try withFile([UInt8](repeating: 0x61, count: ValueFile.largest)) { path in
            #expect(complaint([variable: path]).hasPrefix("no complaint"))
        }
    }

    /// It may be the secret itself: a password, one in base64, a whole key.
    @Test(arguments: [
        "hunter2", "hunter2/and/more", "/hunter2", "//hunter2", "./hunter2", "/nowhere/hunter2", "/tmp/hunter2 more",
        "-----BEGIN PRIVATE KEY-----\nhunter2/\n-----END PRIVATE KEY-----\n", "/tmp/hunter2\n",
        "/tmp/hunter2" + String(repeating: "x", count: 256),
    ]) func whatMayBeNoPathIsNotRepeated(value: String) {
        let said = complaint(["KAFKA_SASL_PASSWORD_FILE": value])
        #expect(said.hasPrefix("KAFKA_SASL_PASSWORD_FILE: the file that it names cannot be read"))
        #expect(!said.contains("hunter2"))
    }

    @Test func bothFormsAreOneTooMany() throws {
        try withFile(Array("hush".utf8)) { path in
            let said = complaint(["KAFKA_SASL_PASSWORD_FILE": path, "KAFKA_SASL_PASSWORD": "hush"])
            #expect(said == "KAFKA_SASL_PASSWORD and KAFKA_SASL_PASSWORD_FILE are both set; unset one of them")
        }
    }

    /// Without the file being looked at.
    @Test func theNameComesFirst() {
        #expect(complaint(["KAFKA_ACKS_FILE": "/nowhere"]).hasPrefix("KAFKA_ACKS_FILE may not be set: "))
        #expect(
            complaint(["KAFKA_HEAP_OPTS_FILE": "/nowhere"]).hasPrefix("KAFKA_HEAP_OPTS_FILE ('heap.opts'): No such"))
        #expect(complaint(["KAFKA_LOG_CB_FILE": "/nowhere"]).contains("No such configuration property"))
    }

    /// Were one of librdkafka's own names to end in `.file`, it would be that property.
    @Test func noPropertyOfThisLibraryIsTakenForAFile() {
        #expect(Setting.isKnown("sasl.password") && Setting.isKnown("compression.type"))
        #expect(!Setting.isKnown("sasl.password.file") && !Setting.isKnown("heap.opts"))
    }

    /// librdkafka says "system lib" of a file that is not there.
    @Test(arguments: ["ssl.ca.location", "ssl.certificate.location", "ssl.key.location", "ssl.keystore.location"])
    func aMissingKeyOrCertificateIsNamed(name: String) throws {
        let variable = "KAFKA_" + name.uppercased().replacing(".", with: "_")
        #expect(
            complaint([variable: "/nowhere/x.pem"])
                == "\(variable): its file cannot be read: No such file or directory; check path and permissions")
        #expect(complaint(["KAFKA_SSL_CA_LOCATION": "probe"]).hasPrefix("no complaint"))
    }
}
