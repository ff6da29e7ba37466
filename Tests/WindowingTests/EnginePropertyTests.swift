import AdModel
import TestSupport
import Testing
import Windowing

/// The engine against the slow oracle, over many seeds: random disorder, late and future events, and every way of
/// cutting the run into pieces.
@Suite struct EnginePropertyTests {
    struct Case {
        let rules: WindowRules
        let records: [(event: AdEvent, recordTime: EventTime?)]

        init(seed: UInt64) {
            var random = SeededGenerator(seed: seed)
            let rules = WindowRules(
                size: .seconds(Int64.random(in: 1...120, using: &random)),
                outOfOrderness: .seconds(Int64.random(in: 0...20, using: &random)),
                lateness: .seconds(Int64.random(in: 0...300, using: &random)))
            var now = Marbles.origin.milliseconds
            var records: [(event: AdEvent, recordTime: EventTime?)] = []
            for _ in 0..<200 {
                now += Int64.random(in: 0...8000, using: &random)
                let spread: Int64 = [2_000, 20_000, 400_000].randomElement(using: &random) ?? 0
                let time = EventTime(
                    milliseconds: now + Int64.random(in: -spread...min(spread, 310_000), using: &random))
                let event = AdEvent(
                    type: EventType.allCases.randomElement(using: &random) ?? .click,
                    series: Marbles.series(["a", "b", "c"].randomElement(using: &random) ?? "a"), time: time,
                    value: Micros(Int128(Int64.random(in: 0...1_000_000_000, using: &random))))
                let hasTimestamp = Bool.random(using: &random)
                records.append((event, hasTimestamp ? EventTime(milliseconds: now) : nil))
            }
            self.rules = rules
            self.records = records
        }
    }

    @Test(arguments: 0..<100) func engineEqualsTheOracle(block: Int) {
        for seed in UInt64(block * 6)..<UInt64(block * 6 + 6) {
            let example = Case(seed: seed)
            var oracle = SlowOracle(rules: example.rules)
            let expectedVerdicts = example.records.enumerated().map { offset, record in
                oracle.apply(record.event, offset: Int64(offset), recordTime: record.recordTime)
            }
            let expected = oracle.rows(partition: 2)

            let straight = run(example, stop: { _ in false })
            #expect(straight.verdicts == expectedVerdicts, "seed \(seed)")
            #expect(firstDifference(straight.rows, expected) == nil, "seed \(seed), straight")

            var random = SeededGenerator(seed: seed ^ 0xC0FFEE)
            let everywhere = run(example, stop: { _ in true })
            #expect(firstDifference(everywhere.rows, expected) == nil, "seed \(seed), cut at every record")
            let somewhere = run(example, stop: { _ in Int.random(in: 0..<9, using: &random) == 0 })
            #expect(firstDifference(somewhere.rows, expected) == nil, "seed \(seed), cut at random")
        }
    }

    /// A short message in place of two whole tables.
    private func firstDifference(_ got: [ResultRow], _ expected: [ResultRow]) -> String? {
        for (a, b) in zip(got, expected) where a != b { return "got \(a.marble), expected \(b.marble)" }
        return got.count == expected.count ? nil : "\(got.count) rows, expected \(expected.count)"
    }

    /// Runs a case, with a snapshot and restore after each record that `stop` names, and merges the rows as a reader.
    private func run(
        _ example: Case, stop: (Int) -> Bool
    ) -> (verdicts: [RejectReason?], rows: [ResultRow]) {
        var engine = PartitionEngine(partition: 2, rules: example.rules)
        var newest: [RowKey: ResultRow] = [:]
        var verdicts: [RejectReason?] = []
        for (offset, record) in example.records.enumerated() {
            let verdict = engine.apply(record.event, offset: Int64(offset), recordTime: record.recordTime)
            if case .rejected(let rejection) = verdict {
                verdicts.append(rejection.reason)
            } else {
                verdicts.append(nil)
            }
            guard stop(offset) else { continue }
            for row in engine.takeFinalRows() { newest[row.key] = row }
            engine = PartitionEngine(restoring: engine.snapshot(), rules: example.rules, nextOffset: nil)
        }
        engine.closeAll()
        for row in engine.takeFinalRows() { newest[row.key] = row }
        return (verdicts, newest.values.sorted { $0.key < $1.key })
    }

    @Test(arguments: 0..<50 as Range<UInt64>) func readingAPrefixTwiceAddsNothing(seed: UInt64) {
        // After a crash the records behind the newest rows are read again (DESIGN §6.3).
        let example = Case(seed: seed)
        let straight = run(example, stop: { _ in false }).rows
        var engine = PartitionEngine(partition: 2, rules: example.rules)
        var newest: [RowKey: ResultRow] = [:]
        for (offset, record) in example.records.enumerated() {
            _ = engine.apply(record.event, offset: Int64(offset), recordTime: record.recordTime)
            if offset == 100 { break }
        }
        let committed = 60  // offsets from here on are read again, under the state that stood at 60
        var earlier = PartitionEngine(partition: 2, rules: example.rules)
        for (offset, record) in example.records.prefix(committed).enumerated() {
            _ = earlier.apply(record.event, offset: Int64(offset), recordTime: record.recordTime)
        }
        for row in earlier.takeFinalRows() + engine.takeFinalRows() { newest[row.key] = row }
        // What a reader of both results topics finds: the newest row of each key, sent before the crash.
        for row in engine.snapshot().rows { newest[row.key] = row }
        let held = Array(newest.values)
        var restored = PartitionEngine(
            restoring: PartitionSnapshot(partition: 2, epoch: 0, watermark: earlier.watermark, rows: held),
            rules: example.rules, nextOffset: Int64(committed))
        for (offset, record) in example.records.enumerated().dropFirst(committed) {
            _ = restored.apply(record.event, offset: Int64(offset), recordTime: record.recordTime)
        }
        restored.closeAll()
        for row in restored.takeFinalRows() { newest[row.key] = row }
        let merged = newest.values.sorted { $0.key < $1.key }
        let differs = zip(merged, straight).first { $0.key != $1.key || $0.totals != $1.totals }
        #expect(differs == nil && merged.count == straight.count, "seed \(seed)")
    }
}
