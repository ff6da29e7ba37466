import AdCodec
import AdModel
import BenchSupport
import Foundation
import Kafka
import Synchronization

/// Reads the results topics beside the dashboard: when a row was written, and when a consumer could have it.
final class RowWatcher: Sendable {
    private static let topics = ["results", "results.live"]

    private let clients: Clients
    private let broker: BrokerProcess
    private let way: EventWay
    private let shouldStop = Atomic(false)
    private let failure = Mutex<(any Error)?>(nil)

    /// Reads on a thread of its own until `stop`.
    init(_ broker: BrokerProcess, clients: Clients, way: EventWay) {
        self.clients = clients
        self.broker = broker
        self.way = way
        _ = ServiceThread(name: "row-watcher") { [self] in
            do { try watch() } catch { failure.withLock { $0 = error } }
        }
    }

    func stop() { shouldStop.store(true, ordering: .relaxed) }

    func check() throws {
        if let failure = failure.withLock({ $0 }) { throw failure }
    }

    private func watch() throws {
        let consumer = try KafkaConsumer(
            configuration: try clients.configuration(for: broker), group: nil, logger: clients.logger)
        defer { consumer.close() }
        try consumer.assign(
            Self.topics.flatMap { topic in
                (0..<Int32(clients.partitions)).map { PartitionOffset(topic: topic, partition: $0, offset: 0) }
            })
        let decoder = ResultRowDecoder()
        var totals = RowTotals()
        while !shouldStop.load(ordering: .relaxed) {
            try consumer.poll(maxRecords: 2_000, timeout: .milliseconds(5)) { event in
                guard case .record(let record) = event, let value = record.value,
                    let row = try? decoder.decode(value), let key = way.keys.number(of: row)
                else { return }
                show(totals.take(row, key: key), of: key, record)
            }
        }
    }

    private func show(_ total: Int, of key: Int, _ record: ConsumedRecord) {
        let now = ContinuousClock.now
        way.read.see(key, total: total, at: now)
        guard let timestamp = record.timestamp else { return }
        let age = Date.now.timeIntervalSince1970 - Double(timestamp) / 1_000
        way.written.see(key, total: total, at: now - .seconds(age))
    }
}

/// The newest row of each window and key, added up over the windows.
private struct RowTotals {
    private struct Place: Hashable {
        let window: EventTime
        let key: Int
    }

    private var rows: [Place: (throughOffset: Int64, count: Int)] = [:]
    private var totals: [Int: Int] = [:]

    /// - Returns: the events of the key in all windows.
    mutating func take(_ row: ResultRow, key: Int) -> Int {
        let place = Place(window: row.window.start, key: key)
        let count = Int(EventType.allCases.reduce(0) { $0 + row.totals[$1] })
        let older = rows[place]
        guard row.throughOffset >= older?.throughOffset ?? 0 else { return totals[key, default: 0] }
        rows[place] = (row.throughOffset, count)
        totals[key, default: 0] += count - (older?.count ?? 0)
        return totals[key, default: 0]
    }
}

extension EventKeys {
    fileprivate func number(of row: ResultRow) -> Int? {
        number(campaign: row.series.campaign.text, channel: row.series.channel.text)
    }
}
