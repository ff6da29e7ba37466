import BenchSupport
import Foundation
import Kafka
import Synchronization

/// A browser without a window: reads the dashboard's stream and notes when each row's events show.
final class StreamReader: Sendable {
    /// What of a snapshot is looked at: the rows of the campaign × channel table.
    private struct Snapshot: Decodable {
        struct Table: Decodable { let rows: [Row] }
        struct Row: Decodable {
            /// Campaign and channel.
            let names: [Text]
            let figures: [Text]
        }
        struct Text: Decodable { let text: String }
        let table: Table
    }

    /// In the order of the table's columns: spend, revenue, ROAS, impressions, clicks, conversions.
    private static let counts = 3...5

    private let port: Int
    private let keys: EventKeys
    private let sightings: Sightings
    private let shouldStop = Atomic(false)
    private let snapshots = Atomic(0)
    private let failure = Mutex<(any Error)?>(nil)

    /// Connects and reads on a thread of its own until `stop`.
    init(port: Int, keys: EventKeys, sightings: Sightings) {
        self.port = port
        self.keys = keys
        self.sightings = sightings
        _ = ServiceThread(name: "stream-reader") { [self] in
            do { try read() } catch { failure.withLock { $0 = error } }
        }
    }

    /// How many came.
    var count: Int { snapshots.load(ordering: .relaxed) }

    func stop() { shouldStop.store(true, ordering: .relaxed) }

    func check() throws {
        if let failure = failure.withLock({ $0 }) { throw failure }
    }

    private func read() throws {
        var stream = try StreamConnection.open(port: port, path: "/events?range=all&by=pair&rows=1000")
        let decoder = JSONDecoder()
        while !shouldStop.load(ordering: .relaxed) {
            for event in try stream.read() {
                let moment = ContinuousClock.now
                guard let json = Self.data(of: event) else { continue }
                snapshots.add(1, ordering: .relaxed)
                show(try decoder.decode(Snapshot.self, from: json), at: moment)
            }
        }
    }

    private static func data(of event: [UInt8]) -> Data? {
        let prefix = Array("data: ".utf8)
        let line = event.split(separator: UInt8(ascii: "\n")).first { $0.starts(with: prefix) }
        return line.map { Data($0.dropFirst(prefix.count)) }
    }

    private func show(_ snapshot: Snapshot, at moment: ContinuousClock.Instant) {
        for row in snapshot.table.rows {
            guard let key = keys.number(campaign: row.names[0].text, channel: row.names[1].text) else { continue }
            let total = row.figures[Self.counts].reduce(0) { $0 + (Int($1.text.filter(\.isNumber)) ?? 0) }
            sightings.see(key, total: total, at: moment)
        }
    }
}
