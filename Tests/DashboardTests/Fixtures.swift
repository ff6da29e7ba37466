import AdModel
import Dashboard
import DashboardModel
import HTTPTypes
import Hummingbird
import Logging

/// 2026-11-21T01:00:00Z.
let firstMinute = EventTime(milliseconds: 1_795_222_800_000)

func minute(_ number: Int64) -> EventTime { firstMinute + .minutes(number) }

func row(
    _ campaign: String = "camp_1", channel: String = "search", organization: String = "default",
    minute number: Int64 = 0, impressions: Int64 = 0, clicks: Int64 = 0, conversions: Int64 = 0, spend: Int128 = 0,
    revenue: Int128 = 0, through: Int64 = 1, status: RowStatus = .final
) -> ResultRow {
    var totals = Totals()
    totals.impressions = impressions
    totals.clicks = clicks
    totals.conversions = conversions
    totals.spend = Micros(spend)
    totals.revenue = Micros(revenue)
    let series = Series(
        organization: OrganizationID(organization), campaign: CampaignID(campaign), channel: Channel(channel))
    return ResultRow(
        window: Window(start: minute(number), size: .minutes(1)), series: series, partition: 0, totals: totals,
        status: status, revision: 0, epoch: 0, throughOffset: through)
}

/// A store that is connected and has read everything.
func liveStore(_ rows: [ResultRow] = [row(impressions: 1000, clicks: 40, conversions: 4, spend: 50_000_000)])
    -> RowStore
{
    let store = RowStore(clock: { minute(1) })
    store.ingest(rows)
    store.update { state in
        state.connection = .connected
        state.progress = .caughtUp
    }
    // An hour ahead: however slow the machine, the pulse does not grow old during a test.
    store.beat(ReaderPulse(isAnswered: true, at: .now + .seconds(3600)))
    return store
}

func application(
    over store: RowStore, logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
    _ change: (inout DashboardConfiguration) -> Void = { _ in }
) throws -> some ApplicationProtocol {
    var configuration = DashboardConfiguration(
        port: 0, chartScript: "/nowhere/chart.min.js", publishInterval: .milliseconds(5))
    // However slow the machine, no client is too slow for it, unless a test is about that.
    configuration.limits = ConnectionLimits(requestTime: .seconds(3600), writeTime: .seconds(3600))
    change(&configuration)
    return try buildApplication(configuration, store: store, logger: logger)
}

extension HTTPFields {
    /// What a browser sends with a form of our own page in the router tests.
    static let ownOrigin: HTTPFields = [.origin: "http://localhost"]
}
