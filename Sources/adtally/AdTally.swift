import ArgumentParser
import Foundation
import Kafka

/// Live campaign numbers from a stream of ad events.
@main
struct AdTally: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adtally",
        abstract: "Turns a stream of ad events in Kafka into live campaign numbers.",
        discussion: """
            A producer writes events to the topic `logs`, the aggregator counts them in windows of event time and \
            writes `results`, the dashboard shows them on http://127.0.0.1:8503.

            Try it without a broker:
              adtally replay events.ndjson --output rows.ndjson

            Or run the whole pipeline on this machine:
              ./start_mvp.sh

            Every flag is also an environment variable, named in its help. Any librdkafka property goes through with \
            -X name=value, as KAFKA_<NAME_WITH_UNDERSCORES>, or from a file that KAFKA_<NAME_WITH_UNDERSCORES>_FILE \
            names; the latter two are for secrets.
            Exit status: 0 done, 1 failed at run time, 2 wrong usage.
            """,
        version: "0.1.0",
        subcommands: [
            ProducerCommand.self, AggregatorCommand.self, DashboardCommand.self, BrokerCommand.self,
            ReplayCommand.self, RecordCommand.self, PublishCommand.self, DeadLetterCommand.self,
            PasswordCommand.self,
        ])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asyncCommand = command as? AsyncParsableCommand {
                try await asyncCommand.run()
            } else {
                try command.run()
            }
        } catch {
            leave(with: error)
        }
    }

    /// Help goes to standard output with status 0; wrong usage is 2, a failure at run time 1, each one line.
    private static func leave(with error: any Error) -> Never {
        let code = exitCode(for: error)
        if code == .success {
            print(fullMessage(for: error))
            Foundation.exit(0)
        }
        let isUsage = code == .validationFailure || error is UsageError
        let message = message(for: error).split(separator: "\n").joined(separator: " ")
        say(isUsage ? "\(message) (see 'adtally --help')" : message)
        Foundation.exit(isUsage ? 2 : 1)
    }

    /// The parser's messages quote what they cannot read; a secret among it is masked.
    static func say(_ message: String) {
        let mask = SecretMask(arguments: CommandLine.arguments, environment: ProcessInfo.processInfo.environment)
        try? FileHandle.standardError.write(contentsOf: Data("adtally: \(mask.masked(message))\n".utf8))
    }
}

/// Wrong usage that only shows after parsing: exit status 2.
struct UsageError: Error, CustomStringConvertible {
    let description: String
}

/// A failure at run time that says what to do: exit status 1.
struct RunError: Error, CustomStringConvertible {
    let description: String
}
