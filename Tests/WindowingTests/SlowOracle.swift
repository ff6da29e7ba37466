import AdModel
import Windowing

/// The slow, obvious answer: every accepted event is kept, and every row is summed up afresh.
struct SlowOracle {
    let rules: WindowRules
    private(set) var accepted: [(event: AdEvent, offset: Int64, windowWasFinal: Bool)] = []
    private var newest: Int64?

    init(rules: WindowRules) {
        self.rules = rules
    }

    /// Nil when counted, else the reason.
    mutating func apply(_ event: AdEvent, offset: Int64, recordTime: EventTime?) -> RejectReason? {
        let time = event.time.milliseconds
        if let recordTime, time - recordTime.milliseconds > 300_000 { return .future }
        let end = time / rules.size.count * rules.size.count + rules.size.count
        let watermark = newest.map { $0 - rules.outOfOrderness.count }
        if let watermark, end + rules.lateness.count <= watermark { return .late }
        accepted.append((event, offset, watermark.map { end <= $0 } ?? false))
        newest = max(newest ?? time, time)
        return nil
    }

    /// Every row as it stands at the end of a replay.
    func rows(partition: Int32) -> [ResultRow] {
        var groups: [RowKey: [(event: AdEvent, offset: Int64, windowWasFinal: Bool)]] = [:]
        for item in accepted {
            let start = item.event.time.milliseconds / rules.size.count * rules.size.count
            groups[RowKey(windowStart: EventTime(milliseconds: start), series: item.event.series), default: []]
                .append(item)
        }
        return groups.sorted { $0.key < $1.key }.map { key, items in
            var totals = Totals()
            for item in items { totals.add(item.event.type, value: item.event.value) }
            return ResultRow(
                window: Window(start: key.windowStart, size: rules.size), series: key.series, partition: partition,
                totals: totals, status: .final, revision: 1 + Int64(items.count { $0.windowWasFinal }), epoch: 0,
                throughOffset: (items.map(\.offset).max() ?? 0) + 1)
        }
    }
}
