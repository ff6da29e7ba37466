import AdModel
import DashboardModel
import Foundation
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Dashboard

/// Names are data: whatever they hold, they show as that text, in the HTML and in the JSON.
struct HostileNameTests {
    static let names = [
        "<img src=x onerror=alert(1)>\"'</script>", "\"\u{301} onmouseover=alert(1) x=\"", "<\u{338}b>",
        "'\u{300}&amp;",
        "{{view.id}} {{{name}}}", "\u{202E}gnp.exe", "javascript:alert(1)", "=cmd|' /C calc'!A0", "\u{2028}\u{2029}",
        String(repeating: "<", count: 128),
    ]

    @Test(arguments: names)
    func aNameNeverLeavesItsPlaceInTheHTML(name: String) async throws {
        let html = try await body("/", of: name)
        let plain = try await body("/", of: "harmless")
        // Every byte that can end a text, an attribute or a tag is there as often as with a harmless name.
        for mark in ["<", ">", "\"", "'"] {
            let count = { (text: String) in text.utf8.count { $0 == mark.utf8.first } }
            #expect(count(html) == count(plain), "\(mark) in \(name.debugDescription)")
        }
        #expect(html.contains("<bdi>\(HTMLByBytes().escapeText(name))</bdi>"))
    }

    @Test(arguments: names)
    func aNameComesThroughJSONAsItIs(name: String) async throws {
        struct Page: Decodable {
            struct Bar: Decodable { let name: Text }
            struct Table: Decodable { let rows: [Row] }
            struct Row: Decodable { let names: [Text] }
            struct Text: Decodable { let text: String }
            let campaigns: [Bar]
            let channels: [Bar]
            let table: Table
        }
        let json = try await body("/api/snapshot?by=pair", of: name)
        let page = try JSONDecoder().decode(Page.self, from: Data(json.utf8))
        for shown in [page.campaigns[0].name, page.channels[0].name] + page.table.rows[0].names {
            #expect(Array(shown.text.utf8) == Array(name.utf8))
        }
    }

    @Test(arguments: names)
    func aNameInAnAddressIsTheSameName(name: String) async throws {
        var query = SnapshotQuery()
        query.filter.campaigns = [CampaignID(name)]
        query.filter.organizations = [OrganizationID(name)]
        query.filter.channels = [Channel(name)]
        let html = try await body(query.address, of: name)
        #expect(html.contains("2.00") && !html.contains("other"))
    }

    @Test func noScriptOfOursWritesMarkup() throws {
        for name in Assets.files where name.hasSuffix(".js") {
            let script = String(decoding: try Assets.resource(name), as: UTF8.self)
            for hazard in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"] {
                #expect(!script.contains(hazard), "\(hazard) in \(name)")
            }
        }
    }

    /// The name is shown as campaign, organization and channel; a second organization makes organizations show.
    private func body(_ address: String, of name: String) async throws -> String {
        let rows = [
            row(name, channel: name, organization: name, clicks: 1, spend: 2_000_000),
            row("other", channel: "other", organization: "org_2", clicks: 1),
        ]
        return try await application(over: liveStore(rows)).test(.router) { client in
            try await client.execute(uri: address, method: .get) { response in String(buffer: response.body) }
        }
    }
}
