import BenchEvents
import BenchSupport
import Foundation
import Kafka

/// A broker's folder with `logs` full of events, from which every run gets a copy.
struct FilledLogs {
    private static let eventsBetweenPolls = 1_000

    let events: Int
    private let folder: URL

    /// The newest event is due a minute before now: not one is ahead of its record's timestamp.
    init(_ program: BrokerProgram, events: Int, clients: Clients, in parent: URL) throws {
        var shape = EventShape()
        let span = Int64(events) * 1_000 / Int64(shape.rate)
        shape.start = Int64(Date.now.timeIntervalSince1970 * 1_000) - span - 60_000
        self.events = events
        folder = parent.appending(path: "logs")
        let broker = try BrokerProcess(program, folder: folder)
        try clients.createTopic(on: broker)
        let sender = try EventSender(shape, to: broker, clients: clients)
        defer { sender.close() }
        let failure = FirstFailure()
        for number in 0..<events {
            try sender.send(number, onReport: failure.take)
            if number % Self.eventsBetweenPolls == 0 { sender.poll(onReport: failure.take) }
        }
        try sender.finish(onReport: failure.take)
        if let error = failure.error { throw error }
        try broker.stop()
    }

    /// Returns when the copy is on the disk: its way there would take processor time from what is measured.
    func copy(to copy: URL) throws {
        try FileManager.default.copyItem(at: folder, to: copy)
        sync()
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }
}

/// Of many reports, what went wrong first.
final class FirstFailure {
    private(set) var error: KafkaError?

    func take(_ report: DeliveryReport) {
        error = error ?? report.error
    }
}
