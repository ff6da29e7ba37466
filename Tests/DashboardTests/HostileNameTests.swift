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
        // Two bars and two cells, and an organization in two of them.
        let escaped = HTMLByBytes().escapeText(name)
        #expect(html.utf8.count - plain.utf8.count == 6 * (escaped.utf8.count - "harmless".utf8.count))
    }

    @Test(arguments: names)
    func aNameComesThroughJSONAsItIs(name: String) async throws {
        struct Page: Decodable {
            struct Bar: Decodable { let name: String }
            struct Table: Decodable { let rows: [Row] }
            struct Row: Decodable {
                let campaign: String
                let channel: String
            }
            let campaigns: [Bar]
            let channels: [Bar]
            let table: Table
        }
        let page = try JSONDecoder().decode(Page.self, from: Data(try await body("/api/snapshot", of: name).utf8))
        for shown in [
            page.campaigns[0].name, page.channels[0].name, page.table.rows[0].campaign, page.table.rows[0].channel,
        ] {
            #expect(Array(shown.utf8) == Array(name.utf8))
        }
    }

    @Test func noScriptOfOursWritesMarkup() throws {
        for name in ["app", "chart", "dialog", "dom", "figures", "lists", "status", "stream", "table"] {
            let script = String(decoding: try Assets.resource("js/\(name).js"), as: UTF8.self)
            for hazard in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"] {
                #expect(!script.contains(hazard), "\(hazard) in \(name).js")
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
