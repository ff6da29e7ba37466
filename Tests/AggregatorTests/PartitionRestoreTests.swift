import AdModel
import Kafka
import Testing
import Windowing

@testable import Aggregator

/// What a restore makes of commits, row topics and logs, without a broker.
@Suite struct PartitionRestoreTests {
    private let rules = WindowRules()
    private let origin = EventTime(milliseconds: 1_763_688_180_000)

    private func plan(
        _ committed: Int64?, _ metadata: String? = nil, live: Range<Int64> = 0..<100, final: Range<Int64> = 0..<100
    ) throws -> RestorePlan {
        try RestorePlan(
            partition: 3,
            committed: committed.map { PartitionOffset(topic: "logs", partition: 3, offset: $0, metadata: metadata) },
            live: live, final: final, windowSize: rules.size)
    }

    private func row(
        _ campaign: String = "a", minute: Int64 = 0, count: Int64 = 1, _ status: RowStatus = .open, revision: Int64 = 0,
        epoch: Int32 = 0, through: Int64
    ) -> ResultRow {
        var totals = Totals()
        totals.clicks = count
        return ResultRow(
            window: Window(start: origin + .minutes(minute), size: rules.size),
            series: Series(organization: .absent, campaign: CampaignID(campaign), channel: .absent), partition: 3,
            totals: totals, status: status, revision: revision, epoch: epoch, throughOffset: through)
    }

    private func restored(_ plan: RestorePlan, _ rows: [ResultRow], logs: Range<Int64>) throws -> RestoredPartition {
        var restore = PartitionRestore(plan, rules: rules)
        for row in rows { try restore.take(row) }
        return restore.finish(logs: logs)
    }

    @Test func aCheckpointIsReadFromItsBounds() throws {
        let plan = try plan(50, "v1;60000;\(origin.milliseconds);1;7;9")
        #expect(plan.live == 7..<100)
        #expect(plan.final == 9..<100)
        #expect(plan.nextOffset == 50)
        #expect(plan.watermark == origin)
        #expect(plan.epoch == 1)
        #expect(plan.reason == nil)
    }

    @Test func withoutACheckpointEverythingIsRead() throws {
        let none = try plan(nil, live: 5..<8)
        #expect(none.live == 5..<8)
        #expect(none.nextOffset == nil)
        #expect(none.reason == .noCommit)
        let foreign = try plan(50, "somebody else's")
        #expect(foreign.live == 0..<100)
        #expect(foreign.nextOffset == 50)
        #expect(foreign.reason == .noMetadata)
    }

    @Test(arguments: ["7;9", "30;1"])
    func boundsThatAreNoLongerThereMeanTheStartOfTheLog(bounds: String) throws {
        let plan = try plan(50, "v1;60000;\(origin.milliseconds);1;\(bounds)", live: 8..<100, final: 2..<100)
        #expect(plan.reason == .rowsGone)
        #expect(plan.nextOffset == nil)
        #expect(plan.watermark == nil)
        #expect(plan.live == 8..<100)
        #expect(plan.epoch == 1)
    }

    @Test func boundsBeyondTheEndsShowWhenTheyAreRead() throws {
        let metadata = "v1;60000;\(origin.milliseconds);1;200;9"
        #expect(try plan(50, metadata).live == 200..<200)
        let committed = PartitionOffset(topic: "logs", partition: 3, offset: 50, metadata: metadata)
        let again = try RestorePlan(
            partition: 3, committed: committed, live: 0..<100, final: 0..<100, windowSize: rules.size, rowsAreGone: true
        )
        #expect(again.reason == .rowsGone)
        #expect(again.live == 0..<100)
    }

    @Test func aWatermarkWithoutARowMeansThatRowsAreMissing() throws {
        let plan = try plan(5, "v1;60000;\(origin.milliseconds);0;0;0")
        var restore = PartitionRestore(plan, rules: rules)
        #expect(restore.lacksRows)
        try restore.take(row(minute: 0, .final, through: 3))
        #expect(!restore.lacksRows)
        #expect(
            !PartitionRestore(try self.plan(5, "v1;60000;;0;0;0"), rules: rules).lacksRows, "nothing was counted yet")
    }

    @Test func aLongerLatenessOpensNoWindowThatAShorterOneDropped() throws {
        // Dropped through 00:03 under a lateness of one minute; now it is ten.
        let plan = try plan(5, "v1;60000;\((origin + .minutes(4)).milliseconds);0;0;0;60000")
        var engine = try restored(plan, [row(minute: 4, through: 5)], logs: 0..<9).engine
        func event(minute: Int64) -> AdEvent {
            AdEvent(type: .click, series: row(through: 0).series, time: origin + .minutes(minute), value: .zero)
        }
        #expect(engine.apply(event(minute: 2), offset: 6, recordTime: nil) != .counted)
        #expect(engine.apply(event(minute: 3), offset: 7, recordTime: nil) == .counted)
        #expect(engine.heldLateness == .minutes(1))
        #expect(engine.apply(event(minute: 9), offset: 8, recordTime: nil) == .counted)
        #expect(engine.heldLateness == Milliseconds(355_000), "it grows with the watermark")
    }

    @Test func aCommitBeyondALogThatWasMadeAnewIsSeenWithoutRowsToo() throws {
        let committed = PartitionOffset(topic: "logs", partition: 3, offset: 50, metadata: "v1;60000;;2;0;0")
        let plan = try RestorePlan(
            partition: 3, committed: committed, live: 0..<0, final: 0..<0, windowSize: rules.size, rowsAreGone: true)
        let restored = try restored(plan, [], logs: 0..<10)
        #expect(restored.finding == .recreated(end: 10, known: 50))
        #expect(restored.engine.epoch == 3)
    }

    @Test func boundsAtTheEndsAreThere() throws {
        #expect(try plan(50, "v1;60000;;0;100;100").reason == nil)
        #expect(try plan(50, "v1;60000;;0;0;0").reason == nil)
    }

    @Test func anotherWindowSizeNamesTheFix() throws {
        let error = #expect(throws: WindowSizeError.self) { try plan(50, "v1;30000;;0;0;0") }
        #expect(error?.description.contains("start with --window 30s") == true)
        var restore = PartitionRestore(try plan(nil), rules: rules)
        var foreign = row(through: 1)
        foreign.window = Window(start: origin, size: Milliseconds(1500))
        let rowError = #expect(throws: WindowSizeError.self) { try restore.take(foreign) }
        #expect(rowError?.description.contains("--window 1500ms") == true)
    }

    @Test func theNewestRowOfAKeyCounts() throws {
        let plan = try plan(5, "v1;60000;;0;0;0")
        let rows = [row(count: 2, through: 4), row(count: 3, through: 6), row(count: 1, through: 2)]
        let restored = try restored(plan, rows, logs: 0..<10)
        #expect(restored.engine.snapshot().rows == [row(count: 3, through: 6)])
        #expect(restored.nextOffset == 5)
        #expect(restored.finding == nil)
    }

    @Test func rowsOfOtherPartitionsAndOfDroppedWindowsAreNotKept() throws {
        let plan = try plan(5, "v1;60000;\((origin + .minutes(12)).milliseconds);0;0;0")
        var foreign = row(minute: 12, through: 1)
        foreign.partition = 1
        let restored = try restored(plan, [foreign, row(minute: 1, .final, through: 3)], logs: 0..<10)
        #expect(restored.engine.keyCount == 0)
    }

    @Test func aLogThatEndsBelowTheCommitIsAnotherOne() throws {
        let plan = try plan(50, "v1;60000;\(origin.milliseconds);4;0;0")
        let restored = try restored(plan, [row(epoch: 4, through: 50)], logs: 2..<10)
        #expect(restored.finding == .recreated(end: 10, known: 50))
        #expect(restored.engine.epoch == 5)
        #expect(restored.engine.keyCount == 0)
        #expect(restored.engine.watermark == nil)
        #expect(restored.nextOffset == 2)
        #expect(
            restored.leftover == [row("a", .final, revision: 1, epoch: 4, through: 50)], "its last open window closes")
    }

    @Test func aLogThatEndsBelowARowIsAnotherOne() throws {
        let restored = try restored(plan(5, "v1;60000;;0;0;0"), [row(through: 11)], logs: 0..<10)
        #expect(restored.finding == .recreated(end: 10, known: 11))
        #expect(restored.engine.epoch == 1)
    }

    @Test func anEpochThatWasFoundButNotCommittedIsTakenOver() throws {
        let plan = try plan(50, "v1;60000;\(origin.milliseconds);0;0;0")
        let rows = [row(through: 45), row(count: 7, epoch: 1, through: 4)]
        let restored = try restored(plan, rows, logs: 0..<60)
        #expect(restored.finding == nil)
        #expect(restored.engine.epoch == 1)
        #expect(restored.nextOffset == 0, "its epoch began at the first record")
        #expect(restored.engine.watermark == nil)
        #expect(restored.engine.snapshot().rows == [row(count: 7, epoch: 1, through: 4)])
        #expect(restored.leftover.map(\.status) == [.final])
    }

    @Test func whatRetentionHasTakenIsAGap() throws {
        let restored = try restored(plan(5, "v1;60000;;0;0;0"), [row(through: 4)], logs: 8..<10)
        #expect(restored.finding == .gap(5..<8))
        #expect(restored.nextOffset == 8)
        #expect(restored.engine.keyCount == 1, "what was counted stays counted")
    }

    @Test func withoutACommitTheFirstRecordThereIsComesFirstAndNothingIsMissing() throws {
        let restored = try restored(plan(nil), [row(count: 9, through: 20)], logs: 8..<30)
        #expect(restored.nextOffset == 8)
        #expect(restored.finding == nil)
        #expect(restored.engine.keyCount == 1, "its row knows of events that are gone")
    }
}
