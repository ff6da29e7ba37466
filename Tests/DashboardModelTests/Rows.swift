import AdModel
import TestSupport

/// A minute that all tests count from: 2026-11-21T01:00:00Z.
let firstMinute = EventTime(milliseconds: 1_795_222_800_000)

func minute(_ number: Int64) -> EventTime { firstMinute + .minutes(number) }

/// A row written short: one campaign on one channel, a minute's window.
func row(
    _ campaign: String = "camp_1", _ channel: String = "search", minute number: Int64 = 0, partition: Int32 = 0,
    epoch: Int32 = 0, impressions: Int64 = 0, clicks: Int64 = 0, conversions: Int64 = 0, spend: Int128 = 0,
    revenue: Int128 = 0, through: Int64 = 1, status: RowStatus = .final
) -> ResultRow {
    var totals = Totals()
    totals.impressions = impressions
    totals.clicks = clicks
    totals.conversions = conversions
    totals.spend = Micros(spend)
    totals.revenue = Micros(revenue)
    return ResultRow(
        window: Window(start: minute(number), size: .minutes(1)),
        series: Series(organization: .absent, campaign: CampaignID(campaign), channel: Channel(channel)),
        partition: partition, totals: totals, status: status, revision: status == .final ? 1 : 0, epoch: epoch,
        throughOffset: through)
}

/// Rows as several aggregators would write them: running totals that grow, a final one, corrections after it.
func grownRows(using generator: inout SeededGenerator, minutes: Int64 = 90) -> [ResultRow] {
    var rows: [ResultRow] = []
    for _ in 0..<40 {
        var current = row(
            "camp_\(Int.random(in: 0..<5, using: &generator))",
            ["search", "social", "video"].randomElement(using: &generator) ?? "search",
            minute: .random(in: 0..<minutes, using: &generator), partition: .random(in: 0..<3, using: &generator),
            epoch: .random(in: 0..<2, using: &generator), through: 0, status: .open)
        for step in 0..<Int.random(in: 1...6, using: &generator) {
            current.throughOffset += .random(in: 1...50, using: &generator)
            current.totals.add(.impression, value: Micros(.random(in: 0...900_000, using: &generator)))
            current.totals.add(.click, value: Micros(.random(in: 0...900_000, using: &generator)))
            if Bool.random(using: &generator) {
                current.totals.add(.conversion, value: Micros(.random(in: 0...90_000_000, using: &generator)))
            }
            if step == 3 { current.status = .final }
            rows.append(current)
        }
    }
    return uniqueOrigins(rows)
}

/// Two growths of one origin would contradict each other; the first is kept.
private func uniqueOrigins(_ rows: [ResultRow]) -> [ResultRow] {
    struct Origin: Hashable {
        let key: RowKey
        let partition: Int32
        let epoch: Int32
    }
    var newest: [Origin: ResultRow] = [:]
    return rows.filter { row in
        let origin = Origin(key: row.key, partition: row.partition, epoch: row.epoch)
        if let known = newest[origin], known.totals.impressions >= row.totals.impressions { return false }
        if let known = newest[origin], known.throughOffset >= row.throughOffset { return false }
        newest[origin] = row
        return true
    }
}
