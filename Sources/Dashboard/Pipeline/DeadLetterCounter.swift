import AdModel
import DashboardModel
import Foundation
import Kafka
import Logging
import Topics

/// Counts `logs.dlq` by reason, on a consumer of its own. Confined to the probe's thread.
///
/// Bounded in memory by what a consumer fetches ahead, and in time by a number of letters each look: a flood of bad
/// records must not take from the reading of the results.
final class DeadLetterCounter {
    /// Letters are read in small pieces, since nobody waits for them.
    private static let properties = [
        "queued.min.messages": "2000", "queued.max.messages.kbytes": "4096", "fetch.wait.max.ms": "500",
        "max.partition.fetch.bytes": "262144",
    ]
    private static let mostPerLook = 20_000

    private let configuration: KafkaConfiguration
    private let since: EventTime
    private let logger: Logger
    private var consumer: KafkaConsumer?
    private var plan = ReadingPlan()
    private var tally: RejectionTally
    private var recent = RecentRecords()
    private var readSinceLook = 0
    private var mustAssign = true

    /// - Parameter since: wall clock; letters written earlier are not counted.
    init(configuration: KafkaConfiguration, since: EventTime, logger: Logger) {
        self.configuration = configuration
        self.since = since
        self.logger = logger
        tally = RejectionTally(since: since)
    }

    func close() {
        consumer?.close()
        consumer = nil
    }

    /// What is counted so far, and where to go on reading.
    func counts(
        _ ranges: Figure<[TopicPartition: Range<Int64>]>, _ broker: BrokerLook, at now: EventTime
    ) -> Figure<RejectedCounts> {
        readSinceLook = 0
        guard let found = ranges.value else { return .unknown(ranges.why ?? "") }
        do throws(KafkaError) {
            try follow(found, broker)
        } catch {
            restart(after: error)
            return .unknown(error.message)
        }
        return .known(tally.counts(at: now))
    }

    /// Waits a moment for letters; rests where it has read enough, or has nothing to read.
    func read(now: EventTime) {
        guard let consumer, readSinceLook < Self.mostPerLook else {
            usleep(100_000)
            return
        }
        do throws(KafkaError) {
            try consumer.poll(maxRecords: 1000, timeout: .milliseconds(100)) { take($0, now: now) }
        } catch {
            restart(after: error)
        }
    }

    private func follow(_ ranges: [TopicPartition: Range<Int64>], _ broker: BrokerLook) throws(KafkaError) {
        let new = ranges.keys.filter { plan.positions[$0] == nil }
        let starts = new.isEmpty ? [:] : broker.offsets(new, at: since)
        guard plan.update(ranges, starts: starts) || mustAssign else { return }
        if consumer == nil {
            consumer = try KafkaConsumer(
                configuration: configuration, group: nil, properties: Self.properties, logger: logger)
        }
        try consumer?.assign(plan.positions.map { PartitionOffset($0.key, offset: $0.value) })
        mustAssign = false
    }

    private func take(_ event: ConsumerEvent, now: EventTime) {
        switch event {
        case .record(let record):
            readSinceLook += 1
            plan.read(record.topicPartition, next: record.offset + 1)
            count(record, now: now)
        case .endOfPartition(let partition, let offset): plan.read(partition, next: offset)
        case .failure(let error, _):
            // At the next look, which knows where the topic begins and ends; the client gets over all else by itself.
            if error.isOffsetOutOfRange || error.isMissingTopic { mustAssign = true }
        }
    }

    private func count(_ record: ConsumedRecord, now: EventTime) {
        let time = record.timestamp.map(EventTime.init(milliseconds:)) ?? now
        if plan.endsSkip(of: record.topicPartition) { tally.skip(to: min(time, now)) }
        let letter = DeadLetter(record)
        guard recent.insert(letter.identity(key: record.key, value: record.value)) else { return }
        tally.add(letter.reason, writtenAt: time, now: now)
    }

    /// A consumer that has ended for good is replaced; it goes on where it was.
    private func restart(after error: KafkaError) {
        logger.warning("counting the dead letters anew: \(error)")
        close()
        mustAssign = true
    }
}
