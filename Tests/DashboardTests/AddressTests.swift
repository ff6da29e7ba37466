import AdModel
import DashboardModel
import Testing

@testable import Dashboard

struct AddressTests {
    static let queries = [
        SnapshotQuery(), SnapshotQuery(range: .all, metric: .cpa, comparesPeriods: true),
        SnapshotQuery(range: .between(from: minute(3), to: minute(77))),
        SnapshotQuery(range: .between(from: EventTime(milliseconds: 1_795_222_800_123), to: minute(77))),
        SnapshotQuery(
            range: .last(.fiveMinutes),
            filter: SeriesFilter(
                organizations: [OrganizationID("a b")], campaigns: [CampaignID("1+1=2&x"), CampaignID("ü😀\u{202E}")],
                channels: [Channel("%41"), Channel("#?/")], search: SearchText("50% off")),
            table: TableQuery(grouping: .pair, sort: .channel, direction: .descending, pageSize: 100, page: 7)),
        SnapshotQuery(table: TableQuery(sort: .metric(.conversionRate), direction: .ascending)),
    ]

    @Test(arguments: queries)
    func anAddressIsReadAsWhatItWasWrittenFor(query: SnapshotQuery) {
        #expect(SnapshotQuery(AddressParameters(String(query.search.dropFirst()))) == query)
        let isPlain = query.address.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") }
        #expect(isPlain)
    }

    @Test func aFormsSpacesArePluses() {
        #expect(AddressParameters("q=summer+sale%2B")["q"] == "summer sale+")
    }

    @Test(arguments: ["q=%zz", "q=%", "q=%C3", "q=%FF%FE", "=", "&&&", "q"])
    func whatCannotBeReadIsLeftOut(query: String) {
        #expect(AddressParameters(query)["q"] == nil)
    }

    @Test func aFloodOfParametersIsCut() {
        let flood = (0..<5000).map { "campaign=c\($0)" }.joined(separator: "&")
        #expect(SnapshotQuery(AddressParameters(flood)).filter.campaigns.count == 50)
    }

    @Test(arguments: ["2026-11-21T01:02", "2026-11-21T01:02:00", "2026-11-21T01:02:00Z", "2026-11-21T03:02:00+02:00"])
    func timesAreUTCUnlessTheySayOtherwise(text: String) {
        #expect(TimeText.time(text) == minute(2))
    }
}
