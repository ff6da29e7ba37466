import AdModel
import GRDB

extension ClearMark.Row {
    /// A damaged column is the error of a damaged file, never a crash.
    init(saved row: Row) throws {
        func number<N: DatabaseValueConvertible & Sendable>(_ column: String) throws -> N {
            guard let value = N.fromDatabaseValue(row[column]) else { throw Damage(column: column) }
            return value
        }
        func amount(_ column: String) throws -> Micros {
            guard let count = Int128(try number(column) as String) else { throw Damage(column: column) }
            return Micros(count)
        }
        var totals = Totals()
        for type in EventType.allCases { totals[type] = try number(type.countName) }
        totals.spend = try amount("spend")
        totals.revenue = try amount("revenue")
        let series = Series(
            organization: OrganizationID(try number("organization")), campaign: CampaignID(try number("campaign")),
            channel: Channel(try number("channel")))
        self.init(
            key: RowKey(windowStart: EventTime(milliseconds: try number("windowStart")), series: series),
            partition: try number("partition"), epoch: try number("epoch"),
            throughOffset: try number("throughOffset"), totals: totals)
    }

    var saved: StatementArguments {
        var values: [any DatabaseValueConvertible] = [
            key.windowStart.milliseconds, key.series.organization.text, key.series.campaign.text,
            key.series.channel.text, partition, epoch, throughOffset,
        ]
        values += EventType.allCases.map { totals[$0] }
        values += [String(totals.spend.count), String(totals.revenue.count)]
        return StatementArguments(values)
    }
}

private struct Damage: Error, CustomStringConvertible {
    let column: String
    var description: String { "column \(column) holds no valid value" }
}
