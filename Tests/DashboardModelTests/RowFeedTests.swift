import AdModel
import Testing

@testable import DashboardModel

struct RowFeedTests {
    @Test func holdsTheNewestThatPass() {
        var feed = RowFeed()
        for number in 0..<2000 {
            feed.append(row("c\(number)", number.isMultiple(of: 2) ? "even" : "odd"), readAt: minute(Int64(number)))
        }
        #expect(feed.newest(3, of: SeriesFilter()).map(\.row.series.campaign.text) == ["c1999", "c1998", "c1997"])
        let even = feed.newest(2, of: SeriesFilter(channels: [Channel("even")]))
        #expect(even.map(\.row.series.campaign.text) == ["c1998", "c1996"])
        #expect(feed.newest(9999, of: SeriesFilter()).count == 512)
        #expect(RowFeed().newest(5, of: SeriesFilter()).isEmpty)
    }

    @Test func repeatedRowsAndClearedOnesDoNotShow() {
        var table = RowTable(limits: RowLimits())
        _ = table.take([row(clicks: 1), row(clicks: 1)], now: minute(1))
        #expect(table.feed.newest(5, of: SeriesFilter()).count == 1)
        table.clear(now: minute(1))
        #expect(table.feed.newest(5, of: SeriesFilter()).isEmpty)
    }
}
