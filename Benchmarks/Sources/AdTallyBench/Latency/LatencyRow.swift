import BenchEvents
import BenchSupport
import Foundation
import Kafka

/// From the moment at which an event is due to be produced to the row on a browser's stream that counts it, for every
/// event.
///
/// The k-th event of a campaign and channel shows as soon as that row of the page's table counts k events.
struct LatencyRow {
    /// For connections, groups and caches; not measured.
    private static let warmUp = Duration.seconds(3)
    private static let patience = Duration.seconds(15)
    /// Over the emit interval.
    private static let target = 0.15

    let clients: Clients
    let rate: Int
    let duration: Duration
    let emitInterval: Duration
    let hasStages: Bool

    func run(_ program: BrokerProgram, _ data: URL) throws -> Outcome {
        let services = try Services(program, data, clients: clients, emitInterval: emitInterval)
        var shape = EventShape()
        shape.rate = rate
        shape.start = Int64(Date.now.timeIntervalSince1970 * 1_000)
        let way = EventWay(shape, rate: rate, warmUp: Self.warmUp)
        let reader = StreamReader(port: services.port, keys: way.keys, sightings: way.shown)
        defer { reader.stop() }
        let watcher = hasStages ? RowWatcher(services.broker, clients: clients, way: way) : nil
        defer { watcher?.stop() }
        let before = try services.cpuSeconds()
        let start = ContinuousClock.now
        try produce(shape, way, services.broker) {
            try services.check()
            try reader.check()
            try watcher?.check()
        }
        let seconds = (.now - start).seconds
        let shares = zip(try services.cpuSeconds(), before).map { ($0 - $1) / seconds }
        let snapshots = Double(reader.count) / seconds
        reader.stop()
        watcher?.stop()
        return outcome(way, snapshots: snapshots, shares: shares, try services.end())
    }

    /// Sends each event when it is due, and waits until all have shown.
    private func produce(
        _ shape: EventShape, _ way: EventWay, _ broker: BrokerProcess, check: () throws -> Void
    ) throws {
        let total = Int((Self.warmUp + duration).seconds) * rate
        // The producer's own linger, unless told otherwise.
        let sender = try EventSender(shape, to: broker, clients: clients, linger: ProducerOptions().linger)
        defer { sender.close() }
        way.due.begin()
        var number = 0
        while number < total {
            let end = min(way.due.count, total)
            while number < end {
                let event = try sender.send(number, onReport: way.acknowledge)
                way.due.add(number, key: way.keys.number(campaign: event.campaign, channel: event.channel))
                number += 1
            }
            sender.poll(timeout: .milliseconds(1), onReport: way.acknowledge)
            try check()
        }
        try sender.finish(onReport: way.acknowledge)
        let expected = Int(duration.seconds) * rate
        let deadline = ContinuousClock.now + Self.patience + emitInterval
        while way.shown.count < expected {
            try check()
            guard ContinuousClock.now < deadline else {
                throw BenchError("of \(expected) events \(way.shown.count) showed on the browser's stream")
            }
            usleep(10_000)
        }
    }

    private func outcome(
        _ way: EventWay, snapshots: Double, shares: [Double], _ services: [ServiceUsage]
    ) -> Outcome {
        var figures = way.shown.figures("row on the stream", target: emitInterval.seconds + Self.target)
        if hasStages { figures = way.stages + figures }
        figures.append(Figure("snapshots a second", .ratio, snapshots))
        for (service, share) in zip(services, shares) {
            figures.append(Figure("share of a core, \(service.name)", .percent, share))
        }
        for service in services {
            figures.append(
                Figure("peak memory, \(service.name)", .megabytes, service.peakMemory, .below(Session.memoryTarget)))
        }
        return Outcome(figures: figures, services: services)
    }
}
