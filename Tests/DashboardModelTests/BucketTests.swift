import AdModel
import Testing

@testable import DashboardModel

struct BucketTests {
    @Test func anHourOfMinutesHasNoGapAndEndsAtTheNewestWindow() {
        let snapshot = snapshot([row(minute: 0, clicks: 1), row(minute: 40, clicks: 2), row(minute: 59, clicks: 3)])
        #expect(snapshot.buckets.count == 60)
        #expect(snapshot.buckets.first?.start == minute(0))
        #expect(snapshot.buckets.last?.start == minute(59))
        #expect(snapshot.buckets.map(\.totals.clicks).reduce(0, +) == 6)
    }

    @Test func onlyBucketsWithAnOpenWindowArePartial() {
        let snapshot = snapshot([
            row(minute: 30, clicks: 1), row(minute: 31, clicks: 1),
            row(minute: 31, partition: 1, clicks: 1, status: .open),
        ])
        #expect(snapshot.buckets.filter(\.isPartial).map(\.start) == [minute(31)])
    }

    @Test func aRowThatBecomesFinalClosesItsBucket() {
        let snapshot = snapshot([row(clicks: 1, status: .open), row(clicks: 1, status: .final)])
        #expect(snapshot.buckets.filter(\.isPartial).isEmpty)
    }

    @Test func aChartOfTheFirstMinuteStillHasWidth() {
        #expect(snapshot([row(clicks: 1)]).buckets.count == 15)
    }

    @Test func aWindowLargerThanTheRangeIsShown() {
        var day = row(clicks: 1)
        day.window = Window(start: day.window.start, size: .minutes(24 * 60))
        #expect(snapshot([day], .last(.quarterHour)).totals.clicks == 1)
    }

    @Test(arguments: [1, 15, 60, 6 * 60, 24 * 60, 30 * 24 * 60, 4000 * 24 * 60] as [Int64])
    func neverMoreThanAHundredAndOneBuckets(minutes: Int64) {
        let size = BucketSize.covering(.minutes(minutes), windowSize: .minutes(1))
        #expect(size >= .minutes(1))
        #expect(minutes * 60_000 / size.count <= BucketSize.mostBuckets)
    }

    @Test func aSliceThatTheSpanCutsIsPartial() {
        let rows = (0..<400).map { row(minute: Int64($0), clicks: 1) }
        // 06:40 is the end; the first and the last slice of five minutes are whole, and of the range by hand neither.
        #expect(snapshot(rows, .last(.sixHours)).buckets.filter(\.isPartial).isEmpty)
        let cut = snapshot(rows, .between(from: minute(42), to: minute(242)))
        #expect(cut.buckets.filter(\.isPartial).map(\.start) == [minute(40), minute(240)])
        #expect(cut.totals.clicks == 200)
    }

    @Test func aRangeByHandDrawsOnlyWhereRowsAreHeld() {
        let rows = [row(minute: 10, clicks: 1), row(minute: 20, clicks: 1)]
        let whole = snapshot(rows, .between(from: .earliest, to: .limit))
        #expect(whole.buckets.first?.start == minute(10) && whole.buckets.last?.start == minute(20))
        #expect(snapshot(rows, .between(from: minute(30), to: minute(40))).buckets.isEmpty)
    }

    private func snapshot(_ rows: [ResultRow], _ range: SnapshotRange = .last(.hour)) -> Snapshot {
        var table = RowTable(limits: RowLimits())
        _ = table.take(rows, now: minute(1000))
        return table.snapshot(SnapshotQuery(range: range), version: 0, ingest: IngestState())
    }
}
