import AdModel
import TestSupport
import Testing

@testable import DashboardModel

struct AlertLedgerTests {
    let now = minute(200)

    @Test(arguments: 0..<40 as Range<UInt64>)
    func factsEqualThoseOfEveryRowLookedAt(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let rows = grownRows(using: &generator).shuffled(using: &generator)
        let rules = someRules(using: &generator)
        var (table, oracle, ledger) = (RowTable(limits: RowLimits()), SlowOracle(), AlertLedger(rules: rules))
        for row in rows {
            oracle.take(row)
            _ = table.take([row], now: now)
            guard Int.random(in: 0..<25, using: &generator) == 0 else { continue }
            refresh(&ledger, from: table, using: &generator)
            expect(ledger, equals: oracle, rules)
        }
        refresh(&ledger, from: table, using: &generator)
        expect(ledger, equals: oracle, rules)
    }

    @Test func spansEndBeforeTheFirstWindowThatIsStillOpen() {
        #expect(end([row(minute: 0), row(minute: 1)]) == minute(2))
        #expect(end([row(minute: 0), row(minute: 1, status: .open)]) == minute(1))
        #expect(
            end([row(minute: 0), row(minute: 1, partition: 1, status: .open), row(minute: 2)]) == minute(1),
            "a partition behind holds the others back")
        #expect(
            end([row(minute: 0), row(minute: 1, status: .open), row(minute: 17)]) == minute(18), "but not for ever")
        #expect(end([row(minute: 0, status: .open)]) == nil && end([]) == nil)
    }

    @Test func aWindowLongerThanTheSpanIsOneSpan() {
        var long = row(clicks: 7)
        long.window = Window(start: minute(0), size: .minutes(60))
        let facts = ledger([long]).facts(of: [rule(1, .clicks, minutes: 5)])
        #expect(facts.first??.span == long.window && facts.first??.totals.clicks == 7)
    }

    @Test func whatWasClearedIsUnknownRatherThanNothing() {
        let rules = [rule(1, .clicks, minutes: 10)]
        var table = RowTable(limits: RowLimits())
        _ = table.take((0..<30).map { row(minute: $0, clicks: 1) }, now: now)
        table.clear(now: minute(25))
        _ = table.take((30..<34).map { row(minute: $0, clicks: 1) }, now: now)
        var ledger = AlertLedger(rules: rules)
        while !table.refresh(&ledger, cells: 3) {}
        #expect(ledger.facts(of: rules).first??.coversSpan == false)
        _ = table.take((34..<40).map { row(minute: $0, clicks: 1) }, now: now)
        while !table.refresh(&ledger, cells: 3) {}
        #expect(ledger.facts(of: rules).first??.coversSpan == true)
        #expect(ledger.facts(of: rules).first??.coversBefore == false)
    }

    @Test func windowsThatLeaveHistoryLeaveTheLedger() {
        let rules = [rule(filter: AlertFilter(campaign: CampaignID("a")), minutes: 5)]
        var table = RowTable(limits: RowLimits(history: .minutes(180)))
        var ledger = AlertLedger(rules: rules)
        for number in 0..<400 as Range<Int64> {
            _ = table.take([row("a", minute: number, clicks: 1)], now: minute(number))
            _ = table.refresh(&ledger, cells: 10)
        }
        #expect(ledger.slices.count == table.windows.count && ledger.slices.count == 181)
        #expect(ledger.slices.values.count { !$0.parts.isEmpty } == 70, "two spans and an hour")
    }

    @Test func anIndexThatIsGivenToAnotherSeriesCountsForThatOne() {
        let rules = [rule(filter: AlertFilter(campaign: CampaignID("a")), minutes: 5)]
        var table = RowTable(limits: RowLimits(history: .minutes(10)))
        var ledger = AlertLedger(rules: rules)
        for (campaign, at) in [("a", 0), ("x", 20), ("b", 40), ("a", 60), ("c", 61)] as [(String, Int64)] {
            _ = table.take([row(campaign, minute: at, clicks: 1)], now: now)
            while !table.refresh(&ledger, cells: 1) {}
        }
        #expect(ledger.facts(of: rules).first??.totals.clicks == 1)
    }

    private func ledger(_ rows: [ResultRow], _ rules: [AlertRule] = []) -> AlertLedger {
        let store = RowStore(clock: { minute(200) })
        store.ingest(rows)
        var ledger = AlertLedger(rules: rules)
        store.refresh(&ledger)
        return ledger
    }

    private func end(_ rows: [ResultRow]) -> EventTime? { ledger(rows).completeEnd }

    private func refresh(_ ledger: inout AlertLedger, from table: RowTable, using generator: inout SeededGenerator) {
        while !table.refresh(&ledger, cells: .random(in: 1...40, using: &generator)) {}
    }

    private func someRules(using generator: inout SeededGenerator) -> [AlertRule] {
        (0..<12 as Range<Int64>).map { number in
            var filter = AlertFilter()
            if Bool.random(using: &generator) { filter.campaign = CampaignID("camp_\(number % 5)") }
            if Bool.random(using: &generator) { filter.channel = Channel(["search", "social"][Int(number) % 2]) }
            if number == 11 { filter.organization = .absent }
            return rule(
                number, .clicks, number < 4 ? .silent : .above(.zero), filter: filter,
                minutes: .random(in: 1...50, using: &generator))
        }
    }

    private func expect(_ ledger: AlertLedger, equals oracle: SlowOracle, _ rules: [AlertRule]) {
        let newest = oracle.newestRows.values
        let all = ledger.facts(of: rules)
        guard let end = ledger.completeEnd else {
            #expect(newest.contains { $0.status == .open } || newest.isEmpty)
            #expect(zip(rules, all).allSatisfy { ($1 != nil) == ($0.condition == .silent) })
            return
        }
        for (rule, facts) in zip(rules, all.compactMap(\.self)) {
            let newestComplete = newest.map(\.window.start).filter { $0 < end }.max() ?? end
            let start = min(end - rule.span, newestComplete)
            let own = newest.filter { rule.filter.admits($0.series) }
            #expect(facts.span == Window(start: start, end: end))
            #expect(facts.totals == sum(own, from: start, to: end))
            let length = Milliseconds(end.milliseconds - start.milliseconds)
            #expect(facts.totalsBefore == sum(own, from: start - length, to: start))
            let last = own.filter { $0.totals.clicks > 0 }.map(\.window.end).max()
            #expect(facts.lastEventEnd == (rule.condition == .silent ? last : nil))
        }
    }

    private func sum(_ rows: [ResultRow], from start: EventTime, to end: EventTime) -> Totals {
        rows.reduce(into: Totals()) { sum, row in
            if row.window.start >= start, row.window.start < end { sum += row.totals }
        }
    }
}
