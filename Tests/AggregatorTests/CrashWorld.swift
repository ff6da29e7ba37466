import AdModel
import Kafka
import Windowing

@testable import Aggregator
@testable import Kafka

/// One partition of `logs`, its rows and its commit as a broker keeps them, and jobs that come and go: all in memory, so
/// that a seed is one history of crashes.
///
/// It uses the parts that the live job is made of (task, checkpoint, plan, restore) and stands in for the producer: what
/// an owner has sent is delivered in order, some time, or never.
struct CrashWorld {
    let rules: WindowRules
    let records: [(event: AdEvent, recordTime: EventTime?)]
    /// Verdicts of an engine that nothing ever happened to.
    let verdicts: [PartitionEngine.Verdict]
    private(set) var live = Topic()
    private(set) var final = Topic()
    private(set) var commit: PartitionOffset?
    private(set) var owner: Owner
    /// The owner before, which does not know yet.
    private(set) var zombie: Owner?
    private(set) var wrongVerdicts: [Int64] = []
    private(set) var rebuilds = 0

    /// Rows in the order they were written; those below `low` are deleted.
    struct Topic {
        var rows: [ResultRow] = []
        var low: Int64 = 0
        var range: Range<Int64> { low..<Int64(rows.count) }
    }

    struct Owner {
        var task: PartitionTask
        var emission: UInt64 = 1
        /// Sent, and not delivered yet.
        var flying: [(row: ResultRow, emission: UInt64)] = []
        /// Closed, and not committed yet.
        var waiting: [(emission: UInt64, part: Checkpoint.Part)] = []
    }

    init(rules: WindowRules, records: [(event: AdEvent, recordTime: EventTime?)]) {
        self.rules = rules
        self.records = records
        var straight = PartitionEngine(partition: 0, rules: rules)
        verdicts = records.enumerated().map { offset, record in
            straight.apply(record.event, offset: Int64(offset), recordTime: record.recordTime)
        }
        owner = Owner(
            task: Self.restored(rules: rules, commit: nil, live: Topic(), final: Topic(), end: 0).task)
    }

    /// What a reader should find in the end.
    var expected: [RowKey: Totals] {
        var totals: [RowKey: Totals] = [:]
        for (record, verdict) in zip(records, verdicts) where verdict == .counted {
            let window = Window.tumbling(rules.size, containing: record.event.time)
            totals[RowKey(windowStart: window.start, series: record.event.series), default: Totals()]
                .add(record.event.type, value: record.event.value)
        }
        return totals
    }

    /// What a reader who was there all the time has put together.
    var found: [RowKey: ResultRow] {
        var newest: [RowKey: ResultRow] = [:]
        for row in live.rows + final.rows {
            if let older = newest[row.key], !row.supersedes(older) { continue }
            newest[row.key] = row
        }
        return newest
    }

    mutating func read(_ count: Int, asZombie: Bool = false) {
        guard var job = asZombie ? zombie : owner else { return }
        let start = job.task.nextOffset
        for offset in start..<start + min(Int64(count), Int64(records.count) - start) {
            let record = records[Int(offset)]
            let verdict = job.task.engine.apply(record.event, offset: offset, recordTime: record.recordTime)
            if verdict != verdicts[Int(offset)] { wrongVerdicts.append(offset) }
            job.task.nextOffset = offset + 1
        }
        put(job, asZombie)
    }

    mutating func checkpoint(asZombie: Bool = false) {
        guard var job = asZombie ? zombie : owner else { return }
        job.flying += job.task.takeRows(emission: job.emission).map { ($0, job.emission) }
        if let part = job.task.part() { job.waiting.append((job.emission, part)) }
        job.emission += 1
        put(job, asZombie)
    }

    mutating func deliver(_ count: Int, asZombie: Bool = false) {
        guard var job = asZombie ? zombie : owner else { return }
        for (row, emission) in job.flying.prefix(count) {
            let isFinal = row.status == .final
            let offset = Int64(isFinal ? final.rows.count : live.rows.count)
            if isFinal { final.rows.append(row) } else { live.rows.append(row) }
            job.task.delivered(
                DeliveryReport(
                    token: emission, topic: "", partition: 0, offset: offset, error: nil, refused: nil),
                isFinal: isFinal)
        }
        job.flying.removeFirst(min(count, job.flying.count))
        put(job, asZombie)
    }

    /// Commits the newest checkpoint whose rows are all delivered.
    mutating func commitConfirmed() {
        let open = owner.flying.first?.emission ?? .max
        while let next = owner.waiting.first, next.emission < open {
            let metadata = owner.task.metadata(of: next.part)
            commit = PartitionOffset(
                topic: "logs", partition: 0, offset: next.part.mark.offset, metadata: metadata.text)
            owner.task.committedLiveOffset = metadata.liveOffset
            owner.waiting.removeFirst()
        }
    }

    mutating func trim() {
        live.low = max(live.low, owner.task.committedLiveOffset ?? 0)
    }

    /// Everything that was written to one of the topics is deleted: more than retention would ever do.
    mutating func wipe(_ isLive: Bool) {
        if isLive { live.low = live.range.upperBound } else { final.low = final.range.upperBound }
    }

    /// Silence, long after every window: only where the end of the log has been read.
    mutating func fallSilent() {
        guard owner.task.nextOffset == records.count else { return }
        owner.task.engine.closeSilent(at: EventTime.limit)
    }

    /// The owner is no longer one; another begins with what the topics tell.
    ///
    /// - Parameter isKilled: otherwise it goes on for a while, and does not know.
    mutating func crash(isKilled: Bool) {
        zombie = isKilled ? nil : owner
        let restored = Self.restored(
            rules: rules, commit: commit, live: live, final: final, end: Int64(records.count))
        owner = Owner(task: restored.task, emission: owner.emission + 1)
        if restored.reason == .rowsGone { rebuilds += 1 }
    }

    mutating func finish() {
        read(.max)
        owner.task.engine.closeAll()
        checkpoint()
        deliver(.max)
        commitConfirmed()
    }

    private mutating func put(_ job: Owner, _ asZombie: Bool) {
        if asZombie { zombie = job } else { owner = job }
    }

    private static func restored(
        rules: WindowRules, commit: PartitionOffset?, live: Topic, final: Topic, end: Int64
    ) -> (task: PartitionTask, reason: RestorePlan.Reason?) {
        guard
            let plan = try? RestorePlan(
                partition: 0, committed: commit, live: live.range, final: final.range, windowSize: rules.size)
        else { preconditionFailure("there is one window size") }
        var restore = PartitionRestore(plan, rules: rules)
        for offset in plan.live { try? restore.take(live.rows[Int(offset)]) }
        for offset in plan.final { try? restore.take(final.rows[Int(offset)]) }
        let silence = SilenceWatch(idleTimeout: .zero, start: EventTime(milliseconds: 0))
        return (PartitionTask(restore.finish(logs: 0..<end), silence: silence), plan.reason)
    }
}
