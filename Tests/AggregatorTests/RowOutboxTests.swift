import AdModel
import Testing

@testable import Aggregator

@Suite struct RowOutboxTests {
    private static func row(_ number: Int64) -> ResultRow {
        ResultRow(
            window: Window.tumbling(.minutes(1), containing: EventTime(milliseconds: 0)),
            series: Series(organization: .absent, campaign: CampaignID("a"), channel: .absent), partition: 0,
            totals: Totals(), status: .open, revision: 0, epoch: 0, throughOffset: number)
    }

    private static func part() -> Checkpoint.Part {
        let mark = CheckpointMark(
            partition: 0, offset: 9, watermark: nil, epoch: 0, lateness: .zero, oldestLive: nil, oldestFinal: nil)
        return Checkpoint.Part(mark: mark, liveEnd: 0, finalEnd: 0)
    }

    @Test func rowsLeaveInTheirOrderAndTheCheckpointBehindTheLast() {
        var outbox = RowOutbox()
        outbox.begin([1, 2, 3].map(Self.row), for: [Self.part()])
        var sent: [Int64] = []
        while let row = outbox.next() {
            // It is not over while a row is left.
            let early = sent.count < 2 ? outbox.finish() : nil
            #expect(early == nil)
            sent.append(row.throughOffset)
        }
        #expect(sent == [1, 2, 3])
        #expect(!outbox.isIdle)
        let parts = outbox.finish()
        #expect(parts?.map(\.mark.offset) == [9])
        #expect(outbox.isIdle)
        let again = outbox.finish()
        #expect(again == nil, "handed over once")
    }

    @Test func aCheckpointWithoutRowsIsOverAtOnce() {
        var outbox = RowOutbox()
        let idle = outbox.finish()
        #expect(idle == nil)
        outbox.begin([], for: [Self.part()])
        let row = outbox.next()
        let parts = outbox.finish()
        #expect(row == nil && parts?.count == 1)
    }
}
