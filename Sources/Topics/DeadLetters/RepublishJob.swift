import AdModel
import Kafka
import Logging

/// Sends the records of one reason's dead letters back to `logs`, each of them once, however often it is run.
///
/// What was sent is what lies below the committed offsets (`RepublishProgress`), and these are committed only when the
/// broker has acknowledged every record below them. Since a letter may repeat above an offset what another said below
/// it, a run reads everything below first and takes note of the records: of their places and their bytes, since a topic that was made anew uses the
/// places again. Ends are fixed at the start: a record that is
/// rejected again is for a later run.
///
/// What is left: a crash between sending and committing, which makes the next run send one batch again.
public final class RepublishJob {
    private let settings: Settings
    private let logger: Logger
    private let admin: KafkaAdmin
    private let consumer: KafkaConsumer
    /// nil in a dry run.
    private let writer: TopicWriter?
    private let scan: TopicScan
    private let progress: RepublishProgress
    /// How many letters are read at a time, and so how many records are sent for one commit, at most.
    var batch = 100
    /// How many are read for one commit when none has to be sent.
    var stride = 100_000
    private var done = RecordSet()
    /// `outcome.read` at the last commit.
    private var savedAt = 0
    private var unsaved = 0
    private var doubtful = 0
    private var outcome = Outcome()

    /// - Throws: `KafkaError` when librdkafka refuses a property.
    public init(_ settings: Settings, configuration: KafkaConfiguration, logger: Logger) throws {
        self.settings = settings
        self.logger = logger
        let group = RepublishProgress.group(reason: settings.reason.rawValue, target: settings.target)
        var opened: [() -> Void] = []
        do {
            let admin = try KafkaAdmin(configuration: configuration, logger: logger)
            opened.append(admin.close)
            self.admin = admin
            let consumer = try KafkaConsumer(configuration: configuration, group: group, logger: logger)
            opened.append { consumer.close() }
            self.consumer = consumer
            writer =
                settings.isDryRun
                ? nil : try TopicWriter(configuration: configuration, topic: settings.target, logger: logger)
        } catch {
            for close in opened.reversed() { close() }
            throw error
        }
        scan = TopicScan(consumer)
        progress = RepublishProgress(consumer, logger: logger)
    }

    /// - Throws: `KafkaError`, `NoTopicError`, `ShorterTopicError`, `DoubtfulLettersError`, `AnotherRunError`,
    ///   `UnsavedError`, or `StoppedError` when told to stop first.
    public func run(until shouldStop: () -> Bool, onProgress: (Outcome) -> Void) throws -> Outcome {
        defer {
            writer?.close()
            consumer.close()
            admin.close()
        }
        var plan = try makePlan()
        try lookBack(plan, until: shouldStop, onProgress)
        try settleDoubts(&plan)
        if !settings.isDryRun && !shouldStop() { try progress.claim(plan.starts, until: shouldStop) }
        try scan.begin(plan.open)
        while !scan.isDone && !shouldStop() {
            try sendBatch(until: shouldStop)
            onProgress(outcome)
        }
        guard scan.isDone else { throw stopped() }
        return outcome
    }

    private func makePlan() throws -> RepublishPlan {
        _ = try admin.extent(of: settings.target, flag: "--to")
        let extent = try scan.extent(of: settings.topic, admin: admin)
        let offsets = try progress.load(Array(extent.keys))
        let time = EventTime.now().milliseconds - RepublishPlan.memory
        let unknown = extent.keys.filter { offsets[$0] == nil }
        let bounds = try admin.offsetsForTimes(Dictionary(uniqueKeysWithValues: unknown.map { ($0, time) }))
        let plan = RepublishPlan(extent: extent, progress: offsets, bounds: bounds)
        for partition in plan.renewed {
            logger.warning("\(partition) ends before what was sent of it: it was made anew, all of it is read again")
        }
        return plan
    }

    /// Takes note of the records that are not to be sent.
    private func lookBack(
        _ plan: RepublishPlan, until shouldStop: () -> Bool, _ onProgress: (Outcome) -> Void
    ) throws {
        try scan.begin(plan.before)
        while !scan.isDone && !shouldStop() {
            try scan.poll { record in
                outcome.read += 1
                let letter = DeadLetter(record)
                guard letter.reason == settings.reason, !letter.isCut else { return true }
                let isDoubtful = plan.isDoubtful(record.topicPartition)
                if isDoubtful { doubtful += 1 }
                if !isDoubtful || settings.doubtful == .skip { note(letter, of: record) }
                return true
            }
            onProgress(outcome)
        }
    }

    private func settleDoubts(_ plan: inout RepublishPlan) throws {
        guard doubtful > 0 else { return }
        switch settings.doubtful {
        case .send: plan.includeDoubtful()
        case .skip: outcome.skipped = doubtful
        case nil: throw DoubtfulLettersError(letters: doubtful, topic: settings.topic)
        }
    }

    /// Sends what is next, waits until all of it is acknowledged, and commits; if nothing was to be sent, only now and
    /// then, since a commit for every batch of a large topic takes far longer than reading it.
    private func sendBatch(until shouldStop: () -> Bool) throws {
        guard let writer else { return try scan.poll { try take($0, nil, until: shouldStop) } }
        do {
            try scan.poll(maxRecords: batch) { try take($0, writer, until: shouldStop) }
            guard unsaved > 0 || scan.isDone || outcome.read - savedAt >= stride else { return }
            if unsaved == 0 { try progress.check(until: shouldStop) }
            try writer.finish(until: shouldStop, grace: .seconds(4))
            try progress.save(scan.positions, until: shouldStop)
        } catch is UnconfirmedError {
            throw stopped()
        } catch let error where unsaved > 0 {
            throw UnsavedError(records: unsaved, target: settings.target, cause: error)
        }
        savedAt = outcome.read
        outcome.sent += unsaved
        unsaved = 0
    }

    /// - Returns: false when told to stop before there was room for it.
    private func take(_ record: ConsumedRecord, _ writer: TopicWriter?, until shouldStop: () -> Bool) throws -> Bool {
        let letter = DeadLetter(record)
        if letter.reason == settings.reason {
            let identity = letter.identity(key: record.key, value: record.value)
            if done.contains(identity) {
                outcome.repeats += 1
            } else if letter.isCut {
                outcome.cut.insert(identity)
            } else if try send(record, writer, until: shouldStop) {
                note(letter, of: record)
            } else {
                return false
            }
        }
        outcome.read += 1
        return true
    }

    /// From here on its letters are repeats, those among them that are cut.
    private func note(_ letter: DeadLetter, of record: ConsumedRecord) {
        done.insert(letter.identity(key: record.key, value: record.value))
        guard let cut = letter.cutIdentity(key: record.key, value: record.value) else { return }
        done.insert(cut)
        outcome.cut.remove(cut)
    }

    private func send(_ record: ConsumedRecord, _ writer: TopicWriter?, until shouldStop: () -> Bool) throws -> Bool {
        guard let writer else {
            outcome.sent += 1
            return true
        }
        if unsaved == 0 { try progress.check(until: shouldStop) }
        let place = "\(record.topic)/\(record.partition)/\(record.offset)"
        let headers = [RecordHeader("republished-from", place)]
        guard try writer.write(key: record.key, value: record.value, headers: headers, until: shouldStop) else {
            return false
        }
        unsaved += 1
        return true
    }

    private func stopped() -> StoppedError {
        let open = unsaved == 0 ? "" : ", \(unsaved) more may be and would be sent again"
        return StoppedError(
            what: "republishing",
            result: "\(outcome.sent) records are in \(settings.target)\(open); run it again for the rest")
    }
}
