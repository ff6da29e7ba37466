import AdModel
import Foundation
import Kafka
import Logging
import Traffic

/// Writes synthetic traffic to `logs`, at a steady rate or as fast as it can.
///
/// Drops nothing it accepted: while the broker is away the local queue fills, and then the job waits.
public final class ProducerJob {
    public struct Settings: Sendable {
        /// Events a second; nil: as fast as it can.
        public var rate: Double?
        /// Stop after so many events; nil: never.
        public var count: Int?
        public var seed: UInt64
        public var campaigns: Int

        public init(rate: Double?, count: Int?, seed: UInt64, campaigns: Int) {
            self.rate = rate
            self.count = count
            self.seed = seed
            self.campaigns = campaigns
        }
    }

    private let settings: Settings
    private let topic: String
    private let logger: Logger
    private let writer: TopicWriter
    private let board: ProducerBoard?

    /// - Parameter board: where the job's figures go as it works.
    /// - Throws: `KafkaError` when librdkafka refuses a property.
    public init(
        _ settings: Settings, configuration: KafkaConfiguration, topic: String, board: ProducerBoard? = nil,
        logger: Logger
    ) throws {
        self.settings = settings
        self.board = board
        self.topic = topic
        self.logger = logger
        writer = try TopicWriter(
            configuration: configuration, topic: topic, isBulk: settings.rate == nil, logger: logger)
    }

    /// Produces until `count` events are acknowledged, or until told to stop.
    ///
    /// - Parameter onWork: called while the broker acknowledges what is sent, for a health check.
    /// - Throws: `KafkaError` that ended the producer; `UnconfirmedError` when it had to stop first.
    public func run(until shouldStop: () -> Bool, onWork: () -> Void = {}) throws {
        defer { writer.close() }
        // Not in the object: each use of a stored property is checked for another one at the same time.
        var traffic = TrafficGenerator(seed: settings.seed, campaigns: settings.campaigns)
        var events = EventWriter(traffic)
        var pace = Pace(rate: settings.rate)
        var report = ProducerReport(logger: logger)
        while !shouldStop() && writer.sent < settings.count ?? .max {
            let left = (settings.count ?? .max) - writer.sent
            // One look at the clock for all of them: at a million a second they are less than a millisecond apart.
            let now = EventTime.now()
            writer.readClock()
            for _ in 0..<min(pace.due(sent: writer.sent), left, 256) {
                guard try events.write(traffic.nextStep(at: now), to: writer, until: shouldStop) else { break }
            }
            try writer.serve(timeout: pace.pause(sent: writer.sent), until: shouldStop)
            if writer.isFlowing { onWork() }
            publish()
            report.tick(sent: writer.sent, acknowledged: writer.acknowledged)
        }
        // Told to stop: a moment for what is under way. Done by count: as long as it takes.
        try writer.finish(until: shouldStop, grace: .seconds(4))
        publish()
        logger.info("stopped after \(writer.sent) events, all of them acknowledged")
    }

    private func publish() {
        guard let board else { return }
        var figures = ProducerFigures()
        figures.sent = writer.sent
        figures.acknowledged = writer.acknowledged
        figures.rate = settings.rate
        board.publish(figures)
    }
}

/// How many events are due at a steady rate.
private struct Pace {
    private let rate: Double?
    private var started = ContinuousClock.now
    private var sentBefore = 0

    init(rate: Double?) {
        self.rate = rate
    }

    /// What a pause of the broker has held up is caught up for one second at most; the rest is left out, so that a
    /// steady rate stays one.
    mutating func due(sent: Int) -> Int {
        guard let rate else { return .max }
        let elapsed = (ContinuousClock.now - started) / .seconds(1)
        let due = Int(elapsed * rate) - (sent - sentBefore)
        guard Double(due) > max(rate, 1) * 2 else { return max(due, 0) }
        started = .now - .seconds(1)
        sentBefore = sent
        return Int(rate)
    }

    /// How long until the next event.
    func pause(sent: Int) -> Duration {
        guard let rate else { return .zero }
        let next = started + .seconds(Double(sent - sentBefore + 1) / rate)
        return min(max(next - .now, .zero), .milliseconds(200))
    }
}

/// One log line a minute, and one soon after the start.
private struct ProducerReport {
    private let logger: Logger
    private var lastSent = 0
    private var since = ContinuousClock.now
    private var nextLine = ContinuousClock.now + .seconds(5)

    init(logger: Logger) {
        self.logger = logger
    }

    mutating func tick(sent: Int, acknowledged: Int) {
        let now = ContinuousClock.now
        guard now >= nextLine else { return }
        let rate = Double(sent - lastSent) / ((now - since) / .seconds(1))
        logger.info(
            "sent \(sent) events (\(String(format: "%.1f", rate))/s), \(sent - acknowledged) not acknowledged yet")
        lastSent = sent
        since = now
        nextLine = now + .seconds(60)
    }
}
