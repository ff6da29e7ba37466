import Foundation
import Kafka

/// What the figures were measured with.
package enum Conditions {
    /// One line each, for the head of a report.
    package static func text(_ program: BrokerProgram) throws -> String {
        """
        - adtally \(try program.version()), commit \(said(["git", "describe", "--always", "--dirty"]))
        - \(said(["swift", "--version"])); librdkafka \(KafkaConfiguration.libraryVersion), \
        simdjson \(said(["pkg-config", "--modversion", "simdjson"])), \(KafkaConfiguration.allocator)
        - \(Machine.cores) cores of \(Machine.processor), \(said(["uname", "-sr"])), \
        load average \(String(format: "%.2f", Machine.load)) before the start
        """
    }

    /// What a tool says first; not every machine has each.
    private static func said(_ command: [String]) -> String {
        (try? ChildProcess.firstLine(of: ["/usr/bin/env"] + command)) ?? "unknown"
    }
}
