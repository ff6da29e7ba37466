import AdModel
import TestSupport
import Testing
import Windowing

@testable import Aggregator

/// Histories of crashes, zombies, silences and lost deliveries, from seeds: whatever happens, what a reader puts together
/// equals what an engine counts that nothing ever happened to.
@Suite struct CrashPropertyTests {
    @Test(arguments: 0..<40) func nothingIsLostAndNothingCountedTwice(block: Int) {
        for seed in UInt64(block * 25)..<UInt64(block * 25 + 25) {
            var random = SeededGenerator(seed: seed)
            var world = Self.world(&random)
            for _ in 0..<120 { Self.step(&world, &random, mayWipe: false) }
            world.finish()
            check(world, seed)
            #expect(world.rebuilds == 0, "seed \(seed): every bound is still in its topic")
        }
    }

    /// Rows that a checkpoint needs are deleted now and then: the log itself has everything, as long as it is whole.
    @Test(arguments: 0..<20) func deletedRowsAreCountedAgain(block: Int) {
        for seed in UInt64(block * 25)..<UInt64(block * 25 + 25) {
            var random = SeededGenerator(seed: seed)
            var world = Self.world(&random)
            for _ in 0..<120 { Self.step(&world, &random, mayWipe: true) }
            world.finish()
            check(world, seed)
        }
    }

    private func check(_ world: CrashWorld, _ seed: UInt64) {
        #expect(world.wrongVerdicts.isEmpty, "seed \(seed): verdicts differ at \(world.wrongVerdicts.prefix(3))")
        let (found, expected) = (world.found, world.expected)
        let wrong = Set(expected.keys).union(found.keys).sorted().first { found[$0]?.totals != expected[$0] }
        #expect(wrong == nil, "seed \(seed): first wrong row \(wrong.map { "\($0)" } ?? "")")
        let open = found.values.filter { $0.status == .open }
        #expect(open.isEmpty, "seed \(seed): \(open.count) rows stayed open")
        #expect(world.commit?.offset == Int64(world.records.count), "seed \(seed)")
    }

    private static func world(_ random: inout SeededGenerator) -> CrashWorld {
        let rules = WindowRules(
            size: .seconds(Int64.random(in: 1...60, using: &random)),
            outOfOrderness: .seconds(Int64.random(in: 0...10, using: &random)),
            lateness: .seconds(Int64.random(in: 0...120, using: &random)))
        var now: Int64 = 1_763_688_180_000
        let records = (0..<150).map { _ -> (event: AdEvent, recordTime: EventTime?) in
            now += Int64.random(in: 0...6000, using: &random)
            let spread: Int64 = [1_000, 15_000, 200_000].randomElement(using: &random) ?? 0
            let event = AdEvent(
                type: EventType.allCases.randomElement(using: &random) ?? .click,
                series: Series(
                    organization: .absent,
                    campaign: CampaignID(["a", "b", "c", "d"].randomElement(using: &random) ?? "a"), channel: .absent),
                time: EventTime(milliseconds: now + Int64.random(in: -spread...2_000, using: &random)),
                value: Micros(Int128(Int64.random(in: 0...1_000_000_000, using: &random))))
            return (event, nil)
        }
        return CrashWorld(rules: rules, records: records)
    }

    private static func step(_ world: inout CrashWorld, _ random: inout SeededGenerator, mayWipe: Bool) {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<30: world.read(Int.random(in: 1...9, using: &random))
        case 30..<45: world.checkpoint()
        case 45..<62: world.deliver(Int.random(in: 1...12, using: &random))
        case 62..<72: world.commitConfirmed()
        case 72..<75: world.trim()
        case 75..<79: world.fallSilent()
        case 79..<83: world.read(Int.random(in: 1...20, using: &random), asZombie: true)
        case 83..<86: world.checkpoint(asZombie: true)
        case 86..<90: world.deliver(Int.random(in: 1...20, using: &random), asZombie: true)
        case 90..<94: world.crash(isKilled: true)
        case 94..<98: world.crash(isKilled: false)
        default: if mayWipe { world.wipe(Bool.random(using: &random)) }
        }
    }
}
