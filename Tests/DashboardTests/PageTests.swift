import AdModel
import DashboardModel
import Foundation
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Dashboard

struct PageTests {
    @Test func thePageHoldsTheFiguresWithoutAnyScript() async throws {
        try await page("/") { html in
            for text in ["50.00", "1,000", "4.00%", "1.25", "12.50", "camp_1", "01:00"] { #expect(html.contains(text)) }
            #expect(html.contains("<noscript><meta http-equiv=\"refresh\" content=\"10\">"))
            #expect(!html.contains("chart.min.js"))
        }
    }

    @Test func theAddressSaysRangeAndOrder() async throws {
        let rows = [row("aaa", clicks: 1, spend: 2_000_000), row("bbb", clicks: 9, spend: 1_000_000)]
        try await page("/?range=6h&sort=clicks&dir=desc", rows) { html in
            #expect(html.contains("<a href=\"/?range=6h&amp;sort=clicks&amp;dir=asc\" data-live title=\"Clicks"))
            #expect(
                html.contains("<a href=\"/?range=6h&amp;sort=clicks&amp;dir=desc\" data-live aria-current=\"true\">6 h")
            )
            let table = html.components(separatedBy: "id=\"rows\"").last ?? ""
            let first = table.range(of: "bbb")?.lowerBound
            let second = table.range(of: "aaa")?.lowerBound
            #expect(first != nil && second != nil && (first ?? table.endIndex) < (second ?? table.startIndex))
        }
    }

    @Test(arguments: [
        "/?range=9y&sort=x&dir=up", "/?range=%00&sort=%FF", "/?range=15m&range=6h&sort", "/?page=-3&rows=x",
        "/?from=2026-11-21T02:00&to=2026-11-21T01:00", "/?from=x&to=%zz", "/?" + String(repeating: "&", count: 900),
    ])
    func anAddressThatMakesNoSenseShowsTheDefaults(address: String) async throws {
        try await page(address) { html in #expect(html.contains("aria-current=\"true\"")) }
    }

    @Test func anEmptyStoreSaysWhatToDo() async throws {
        try await page("/", []) { html in
            #expect(html.contains("Waiting for the first window…"))
            #expect(html.contains("<div id=\"content\" hidden>"))
        }
    }

    @Test func theOpenWindowIsMarked() async throws {
        try await page("/", [row(clicks: 1), row(minute: 1, clicks: 1, status: .open)]) { html in
            #expect(html.contains(">01:01</span> (not complete)") && !html.contains(">01:00</span> (not complete)"))
        }
    }

    @Test func theTableIsCutButItsTotalsAreNot() async throws {
        try await page("/", (0..<250).map { row("camp_\($0)", clicks: 1) }) { html in
            #expect(html.contains("1–25 of 250"))
            #expect(
                html.components(separatedBy: "id=\"totals\"").last?.contains("<td>250</td>") == true)
        }
    }

    @Test func aLostBrokerAndSilenceAreSaid() {
        let store = liveStore()
        #expect(PageView(store.snapshot(SnapshotQuery()), now: minute(1)).notices.isEmpty)
        #expect(
            PageView(store.snapshot(SnapshotQuery()), now: minute(4)).notices[0].contains(
                "Nothing new since 01:01:00 UTC"))
        store.update { $0.connection = .brokerAway(since: minute(2)) }
        let view = PageView(store.snapshot(SnapshotQuery()), now: minute(4))
        #expect(view.status.label == "Broker away since 01:02:00 UTC")
        #expect(view.notices.count == 1)
    }

    private func page(
        _ address: String, _ rows: [ResultRow]? = nil, _ check: @escaping @Sendable (String) -> Void
    ) async throws {
        let store = rows.map { liveStore($0) } ?? liveStore()
        try await application(over: store).test(.router) { client in
            try await client.execute(uri: address, method: .get) { response in
                #expect(response.status == .ok)
                check(String(buffer: response.body))
            }
        }
    }
}
