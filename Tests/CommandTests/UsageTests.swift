import Foundation
import TestSupport
import Testing

/// The command line: exit statuses, one-line errors, and every flag an environment variable too.
@Suite struct UsageTests {
    static let commands = [
        "producer", "aggregator", "dashboard", "broker", "replay", "record", "publish", "dlq", "passwd",
    ]

    @Test func helpListsEveryCommand() throws {
        let help = try Program.run(["--help"])
        #expect(help.status == 0)
        for command in Self.commands { #expect(help.output.contains("  \(command)")) }
    }

    @Test(arguments: commands + ["dlq list", "dlq republish"])
    func everyFlagNamesItsVariableAndDefault(command: String) throws {
        let help = try Program.run(command.split(separator: " ").map(String.init) + ["--help"])
        #expect(help.status == 0)
        let text = help.output.replacing(#/\s+/#, with: " ")
        let options = try #require(text.components(separatedBy: "OPTIONS:").last)
        for flag in options.matches(of: #/--([a-z-]+) /#).map({ $0.1 }) where flag != "version" && flag != "help" {
            let name = Self.variable(of: String(flag), command: command)
            #expect(try options.contains(Regex("env \(name)\\b")), "--\(flag)")
        }
    }

    /// The broker's own flags have variables of its own: `--port` and `--data-dir` are the dashboard's, too. So have
    /// those of dlq, whose `--topic` is not that of record and publish.
    private static func variable(of flag: String, command: String) -> String {
        let name = flag.uppercased().replacing("-", with: "_")
        let prefix = command == "broker" ? "BROKER_" : command.hasPrefix("dlq") ? "DLQ_" : ""
        return "ADTALLY_" + (["partitions", "log-level", "brokers"].contains(flag) ? "" : prefix) + name
    }

    @Test(arguments: [
        ["nonsense"], ["replay"], ["replay", "x", "--window", "soon"], ["replay", "x", "--window", "0s"],
        ["producer", "--rate", "0"], ["producer", "--campaigns", "0"], ["publish", "x", "--speed", "fast"],
        ["record"], ["aggregator", "--threads", "0"], ["aggregator", "-X", "acks=0"], ["producer", "-X", "no.such=1"],
        ["producer", "-X", "linger.ms"], ["dashboard", "--port", "70000"],
        ["dashboard", "--alert-webhook", "hooks.example"], ["broker", "--port", "70000"],
        ["broker", "--advertise", ":x"], ["broker", "--advertise", "host:0"], ["broker", "--synchronous", "off"],
        ["broker", "--data-dir", ""], ["broker", "--retention", "week"],
        ["dlq", "nonsense"], ["dlq", "--examples", "-1"], ["dlq", "republish"],
        ["dlq", "republish", "--reason", "nonsense"], ["dlq", "republish", "--reason", "unknown"],
        ["dlq", "republish", "--reason", "late", "--to", "logs.dlq"],
        ["dlq", "republish", "--reason", "late", "--old", "keep"],
        ["producer", "--telemetry-port", "70000"], ["aggregator", "--telemetry-port", "x"],
        ["aggregator", "--telemetry-port", "0", "--telemetry-host", ""], ["broker", "--telemetry-port=-1"],
    ]) func wrongUsageIsOneLineAndStatusTwo(arguments: [String]) throws {
        let result = try Program.run(arguments)
        #expect(result.status == 2)
        #expect(result.output.isEmpty)
        #expect(result.errors.hasPrefix("adtally: "))
        #expect(result.errors.filter { $0 == "\n" }.count == 1, "\(result.errors)")
    }

    @Test(arguments: [[], ["--reason", "nonsense"]])
    func theReasonsAreListedWhereOneIsMissingOrWrong(arguments: [String]) throws {
        let result = try Program.run(["dlq", "republish"] + arguments)
        #expect(result.status == 2)
        let reasons = "size json eventType value organizationId campaignId channel timestamp future late"
        for reason in reasons.split(separator: " ") { #expect(result.errors.contains(reason)) }
    }

    @Test func aVariableStandsInForItsFlagAndTheFlagWins() throws {
        let event = #"{"eventType":"click","campaignId":"a","timestamp":1763688185000}"#
        let byVariable = try Program.run(["replay", "-"], environment: ["ADTALLY_WINDOW": "1h"], input: event)
        #expect(byVariable.output.contains(#""windowEnd":"2025-11-21T02:00:00.000Z""#))
        let byFlag = try Program.run(
            ["replay", "-", "--window", "60s"], environment: ["ADTALLY_WINDOW": "1h"], input: event)
        #expect(byFlag.output.contains(#""windowEnd":"2025-11-21T01:24:00.000Z""#))
    }

    @Test func aWrongVariableIsNamed() throws {
        let result = try Program.run(["replay", "-"], environment: ["ADTALLY_WINDOW": "soon"])
        #expect(result.status == 2)
        #expect(result.errors.contains("ADTALLY_WINDOW='soon'"))
    }

    @Test func aFailureAtRunTimeIsOneLineAndStatusOne() throws {
        let result = try Program.run(["replay", "/nowhere/events.ndjson"])
        #expect(result.status == 1)
        #expect(
            result.errors
                == "adtally: cannot read /nowhere/events.ndjson: No such file or directory; check the path\n")
    }

    @Test(.timeLimit(.minutes(5))) func aBrokerWithoutAFolderOrAPortIsOneLineAndStatusOne() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "adtally-broker-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }

        let file = folder.appending(path: "file").path
        try Data().write(to: URL(filePath: file))
        let onFile = try Program.run(["broker", "--port", "0", "--data-dir", file])
        #expect(onFile.status == 1)
        #expect(
            onFile.errors == """
                adtally: cannot use the data folder \(file): it is a file, not a folder. Mend that, or name another \
                folder with --data-dir.

                """)

        let taken = try TakenPort()
        let onPort = try Program.run(
            ["broker", "--port", "\(taken.number)", "--data-dir", folder.appending(path: "data").path])
        #expect(onPort.status == 1)
        #expect(onPort.output.isEmpty)
        #expect(
            onPort.errors == """
                adtally: cannot listen on 127.0.0.1:\(taken.number): Address already in use. Name another address with \
                --bind and --port.

                """)
    }

    @Test func aSecretIsNeverPrinted() throws {
        let result = try Program.run(
            ["producer", "-X", "sasl.password=hunter2", "-X", "no.such=1"],
            environment: ["KAFKA_SSL_KEY_PASSWORD": "hunter3"])
        #expect(result.status == 2)
        #expect(!result.errors.contains("hunter"))
    }

    /// Whoever has a webhook's address can post to it.
    @Test func aWrongWebhookIsNotRepeated() throws {
        for (arguments, environment) in [
            (["--alert-webhook", "ftp://hooks.example/hunter2"], [:]), ([], ["ADTALLY_ALERT_WEBHOOK": "hunter2"]),
        ] {
            let result = try Program.run(["dashboard"] + arguments, environment: environment)
            #expect(result.status == 2 && !result.errors.contains("hunter"))
            #expect(result.errors.contains("ADTALLY_ALERT_WEBHOOK"))
        }
    }

    /// The parser quotes an argument that it does not expect.
    @Test(arguments: [
        ["-X", "sasl.password", "hunter2"], ["-X", "sasl.password:hunter2"], ["-X", "sasl.pasword=hunter2"],
        ["-X", "sasl.password=hunter2", "hunter2"], ["-X", "sasl.jaas.config=hunter2"],
        ["-X", "sasl.password=", "hunter2"], ["-X=sasl.password", "hunter2"], ["sasl.password=hunter2"],
        ["-Xsasl.password=hunter2"], ["sasl.password", "hunter2"], ["--sasl.password=hunter2"],
        ["KAFKA_SASL_PASSWORD=hunter2"], ["-X", "sasl.password", "=", "hunter2"], ["sasl.password: hunter2"],
    ]) func aMistypedSecretIsNotPrintedEither(arguments: [String]) throws {
        let result = try Program.run(["producer"] + arguments)
        #expect(result.status == 2)
        #expect(result.errors.hasPrefix("adtally: ") && result.errors.filter { $0 == "\n" }.count == 1)
        #expect(!result.errors.contains("hunter"))
    }

    @Test func aSecretFileThatIsNotThereIsOneLineAndStatusTwo() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "adtally-\(UUID())").path
        let result = try Program.run(["producer"], environment: ["KAFKA_SASL_PASSWORD_FILE": path])
        #expect(result.status == 2)
        #expect(
            result.errors == """
                adtally: KAFKA_SASL_PASSWORD_FILE: \(path) cannot be read: No such file or directory; check path and \
                permissions (see 'adtally --help')

                """)
    }
}
