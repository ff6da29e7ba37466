import AdCodec
import AdModel
import DashboardModel
import Kafka
import Logging
import Topics

/// What the broker tells of the pipeline, asked for with a short patience. Confined to the probe's thread.
final class BrokerLook {
    private static let patience: Duration = .seconds(2)
    /// A list of all topics is large where there are thousands of them.
    private static let listLasts: Duration = .seconds(30)

    private let admin: KafkaAdmin
    /// Names the flink job's group to read its commits, and never joins it.
    private let observer: KafkaConsumer
    private let topics: TopicNames
    private let group: String
    private var partitionCounts: [String: Int] = [:]
    private var nextList = ContinuousClock.now
    /// The broker did not answer a request of this look: the others need not wait for it as well.
    private var isSilent = false

    /// - Throws: when librdkafka refuses the configuration.
    init(configuration: KafkaConfiguration, topics: TopicNames, group: String, logger: Logger) throws(KafkaError) {
        admin = try KafkaAdmin(configuration: configuration, logger: logger)
        do throws(KafkaError) {
            observer = try KafkaConsumer(configuration: configuration, group: group, logger: logger)
        } catch {
            admin.close()
            throw error
        }
        self.topics = topics
        self.group = group
    }

    func close() {
        observer.close()
        admin.close()
    }

    /// Blocks, at a broker that does not answer for about two seconds.
    ///
    /// - Parameter rejected: counts the dead letters, given what their topic holds.
    func sample(
        at now: EventTime, rejected: (Figure<[TopicPartition: Range<Int64>]>) -> Figure<RejectedCounts>
    ) -> PipelineSample {
        isSilent = false
        list()
        // Commits before ends: the other way round, a lag could be hidden by what was judged in between.
        let progress = progress()
        let members = members(progress)
        let logs = ranges(of: topics.logs).mapped { ranges in
            Dictionary(ranges.map { ($0.key.partition, $0.value) }, uniquingKeysWith: { first, _ in first })
        }
        let letters = rejected(ranges(of: topics.deadLetters))
        return PipelineSample(
            at: now, isAnswered: !isSilent, logs: logs, progress: progress, members: members, rejected: letters)
    }

    /// The first offset at or after a time; partitions that the broker cannot tell are left out.
    func offsets(_ partitions: [TopicPartition], at time: EventTime) -> [TopicPartition: Int64] {
        let times = partitions.map { ($0, time.milliseconds) }
        let found = ask { () throws(KafkaError) in
            try admin.offsetsForTimes(Dictionary(uniqueKeysWithValues: times), timeout: Self.patience)
        }
        return found.value ?? [:]
    }

    private func list() {
        let isComplete = [topics.logs, topics.deadLetters].allSatisfy { partitionCounts[$0] != nil }
        guard !isComplete || ContinuousClock.now >= nextList else { return }
        let counts = ask { () throws(KafkaError) in try admin.metadata(timeout: Self.patience) }.value
        guard let counts else { return }
        partitionCounts = counts
        nextList = .now + Self.listLasts
    }

    private func ranges(of topic: String) -> Figure<[TopicPartition: Range<Int64>]> {
        guard let partitions = partitions(of: topic) else { return missing(topic) }
        return ask { () throws(KafkaError) in try admin.watermarks(partitions, timeout: Self.patience) }
    }

    private func progress() -> Figure<[Int32: JobProgress]> {
        guard let partitions = partitions(of: topics.logs) else { return missing(topics.logs) }
        // Its errors wait in its queue for someone to take them.
        _ = try? observer.poll(maxRecords: 100, timeout: .zero) { _ in }
        let commits = ask { () throws(KafkaError) in try observer.committed(partitions, timeout: Self.patience) }
        return commits.mapped { commits in
            Dictionary(commits.map { ($0.partition, JobProgress($0)) }, uniquingKeysWith: { first, _ in first })
        }
    }

    /// Brokers leave a group out that one may not see; whoever may read its commits may see it.
    private func members(_ progress: Figure<[Int32: JobProgress]>) -> Figure<Int> {
        let found = ask { () throws(KafkaError) in try admin.describeGroup(group, timeout: Self.patience) }
        if found.value?.state == .absent, progress.value == nil {
            return .unknown("no right to see the group \(group)")
        }
        return found.mapped(\.memberCount)
    }

    private func partitions(of topic: String) -> [TopicPartition]? {
        partitionCounts[topic].map { count in (0..<Int32(clamping: count)).map { TopicPartition(topic, $0) } }
    }

    private func missing<Value>(_ topic: String) -> Figure<Value> {
        .unknown(isSilent ? "the broker does not answer" : "no topic \(topic), or no right to see it")
    }

    private func ask<Value>(_ question: () throws(KafkaError) -> Value) -> Figure<Value> {
        guard !isSilent else { return .unknown("the broker does not answer") }
        do throws(KafkaError) {
            return .known(try question())
        } catch {
            isSilent = error.isNoAnswer
            // A topic may have been deleted, or made anew with other partitions.
            if error.isMissingTopic { partitionCounts = [:] }
            return .unknown(error.reasonForPeople(group: group))
        }
    }
}

extension KafkaError {
    fileprivate var isNoAnswer: Bool { [.timedOut, .transport, .allBrokersDown].contains(code) }

    /// Why a figure is missing, in a few words.
    fileprivate func reasonForPeople(group: String) -> String {
        switch code {
        case .groupAuthorizationFailed: "no right to describe the group \(group)"
        case .topicAuthorizationFailed: "no right to describe the topic"
        case .unsupported: "this broker does not tell"
        default: isNoAnswer ? "the broker does not answer" : message
        }
    }
}

extension JobProgress {
    /// - Parameter commit: whoever commits may write anything, so foreign metadata is none.
    fileprivate init(_ commit: PartitionOffset) {
        self.init(
            nextOffset: commit.offset, watermark: commit.metadata.flatMap(CheckpointMetadata.init)?.watermark)
    }
}
