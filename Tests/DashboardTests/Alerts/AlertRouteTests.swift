import AdModel
import DashboardModel
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Dashboard

struct AlertRouteTests {
    static let form = "application/x-www-form-urlencoded"
    static let good = "name=CPA+too+high&metric=cpa&condition=above&threshold=1.5&minutes=60&campaign=camp_1"

    @Test func aRuleIsMadeEditedTurnedOffAndDeletedByPlainForms() async throws {
        try await application(over: liveStore()).test(.router) { client in
            #expect(try await post(client, "/alerts", Self.good).status == .seeOther)
            let made = try await page(client)
            #expect(made.contains("<bdi>CPA too high</bdi>") && made.contains("over 60 min is above 1.5"))
            #expect(made.contains("Firing since 21 Nov 01:01 UTC") && made.contains("1 firing"))
            let edit = try await page(client, "/alerts?edit=1")
            #expect(edit.contains("value=\"CPA too high\"") && edit.contains("action=\"/alerts/change\""))
            let changed = Self.good.replacing("1.5", with: "99") + "&id=1"
            #expect(try await post(client, "/alerts/change", changed).status == .seeOther)
            #expect(try await page(client).contains("is above 99"))
            #expect(try await post(client, "/alerts/disable", "id=1").status == .seeOther)
            #expect(try await page(client).contains("data-tone=\"off\">Off<"))
            #expect(try await post(client, "/alerts/enable", "id=1").status == .seeOther)
            #expect(try await post(client, "/alerts/delete", "id=1").status == .seeOther)
            #expect(try await page(client).contains("No rules yet"))
            #expect(try await page(client).contains(">Withdrawn<"))
        }
    }

    @Test(arguments: [
        ("name=", "name=x", "Give a name"), ("name=%01", "name=x", "control characters"),
        ("metric=nope", "metric=cpa", "Choose one"), ("condition=", "condition=above", "Choose one"),
        ("threshold=-1", "threshold=1.5", "Write a number"), ("threshold=1e9", "threshold=1.5", "Write a number"),
        ("condition=falls&threshold=100", "condition=above&threshold=1.5", "Nothing falls"),
        ("condition=below&threshold=0", "condition=above&threshold=1.5", "Nothing is below"),
        ("condition=silent", "condition=above", "only events can be missing"),
        ("minutes=0", "minutes=60", "from 1 to 1440"), ("minutes=1441", "minutes=60", "from 1 to 1440"),
        ("minutes=1.5", "minutes=60", "from 1 to 1440"), ("minutes=", "minutes=60", "from 1 to 1440"),
        ("condition=rises&threshold=1&minutes=721", "condition=above&threshold=1.5&minutes=60", "from 1 to 720"),
        ("campaign=%00", "campaign=camp_1", "128 bytes"),
    ])
    func aWrongFieldIsNamedAndTheInputKept(wrong: String, right: String, words: String) async throws {
        let body = "name=x&metric=cpa&condition=above&threshold=1.5&minutes=60&campaign=camp_1&channel=k%22%3E"
            .replacing(right, with: wrong)
        try await application(over: liveStore()).test(.router) { client in
            let answer = try await post(client, "/alerts", body)
            let html = String(buffer: answer.body)
            #expect(answer.status == .unprocessableContent && html.contains(words), "\(words)")
            #expect(html.contains("value=\"k&quot;&gt;\""), "the input is kept")
            #expect(html.contains("No rules yet"))
        }
    }

    @Test(arguments: ["http://evil.example", "null", ""])
    func anotherSiteCannotChangeARule(origin: String) async throws {
        try await application(over: liveStore()).test(.router) { client in
            #expect(try await post(client, "/alerts", Self.good).status == .seeOther)
            for address in ["/alerts", "/alerts/change", "/alerts/enable", "/alerts/disable", "/alerts/delete"] {
                let answer = try await post(client, address, Self.good + "&id=1", origin: origin)
                #expect(answer.status == .forbidden)
            }
            let html = try await page(client)
            #expect(html.contains("id=\"rule-1\"") && !html.contains("rule-2") && !html.contains("Withdrawn"))
        }
    }

    @Test func whatIsNoFormIsRefused() async throws {
        try await application(over: liveStore()).test(.router) { client in
            let large = "name=" + String(repeating: "x", count: 17 << 10)
            #expect(try await post(client, "/alerts", large).status == .contentTooLarge)
            #expect(try await post(client, "/alerts", "{}", type: "application/json").status == .unsupportedMediaType)
            #expect(try await post(client, "/alerts", "").status == .unprocessableContent)
            for body in ["", "id=", "id=9", "id=-1", "id=99999999999999999999", "id=1%00"] {
                #expect(try await post(client, "/alerts/delete", body).status == .notFound)
                #expect(try await post(client, "/alerts/change", Self.good + "&" + body).status == .notFound)
            }
            try await client.execute(uri: "/alerts/delete", method: .get) { #expect($0.status == .methodNotAllowed) }
            #expect(try await page(client, "/alerts?edit=7").contains("New rule"))
        }
    }

    @Test func moreRulesThanCanBeAreRefusedAndTheInputKept() async throws {
        try await application(over: liveStore()).test(.router) { client in
            for _ in 0..<AlertRule.mostRules { _ = try await post(client, "/alerts", Self.good) }
            let answer = try await post(client, "/alerts", Self.good)
            #expect(answer.status == .unprocessableContent)
            let html = String(buffer: answer.body)
            #expect(html.contains("There are 200 rules") && html.contains("value=\"CPA too high\""))
        }
    }

    @Test(arguments: HostileNameTests.names)
    func aHostileNameStaysText(name: String) async throws {
        let marks = { (html: String) in ["<", ">", "\"", "'"].map { mark in html.utf8.count { $0 == mark.utf8.first } }
        }
        let pages = try await [name, "harmless"].asyncMap { name in
            let rows = [row(name, channel: name, organization: name, impressions: 9, clicks: 1, spend: 2_000_000)]
            let encoded = name.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            return try await application(over: liveStore(rows)).test(.router) { client in
                let body = "name=x\(encoded.prefix(297))&metric=clicks&condition=above&threshold=0&minutes=1"
                _ = try await post(
                    client, "/alerts", body + "&campaign=\(encoded)&channel=\(encoded)&organization=\(encoded)")
                return try await page(client, "/alerts?edit=1")
            }
        }
        #expect(pages[0].contains("Fired") && marks(pages[0]) == marks(pages[1]))
    }

    @Test func itSaysWhereRulesAreKeptAndSent() async throws {
        try await application(over: liveStore()).test(.router) { client in
            let html = try await page(client)
            #expect(html.contains("Rules last until the dashboard ends") && html.contains("No webhook"))
        }
        let store = liveStore()
        store.update { $0.progress = .loading(percent: 1) }
        try await application(over: store).test(.router) { client in
            let html = try await page(client)
            #expect(html.contains("Rules rest until the dashboard is live"))
        }
    }

    @Test func theMetricsTellHowManyFire() async throws {
        try await application(over: liveStore()).test(.router) { client in
            _ = try await post(client, "/alerts", Self.good)
            try await client.execute(uri: "/metrics", method: .get) { response in
                let text = String(buffer: response.body)
                #expect(text.contains("\nadtally_dashboard_alerts_firing 1\n"))
                #expect(text.contains("\nadtally_dashboard_alert_rules 1\n"))
                #expect(text.contains("\nadtally_dashboard_alert_notices_waiting 0\n"))
            }
        }
    }

    private func post(
        _ client: some TestClientProtocol, _ address: String, _ body: String, origin: String = "http://localhost",
        type: String = form
    ) async throws -> TestResponse {
        var headers: HTTPFields = [.contentType: type]
        if !origin.isEmpty { headers[.origin] = origin }
        return try await client.execute(
            uri: address, method: .post, headers: headers, body: ByteBuffer(string: body)
        ) { $0 }
    }

    private func page(_ client: some TestClientProtocol, _ address: String = "/alerts") async throws -> String {
        try await client.execute(uri: address, method: .get) { response in
            #expect(response.status == .ok)
            return String(buffer: response.body)
        }
    }
}

extension [String] {
    fileprivate func asyncMap(_ body: (String) async throws -> String) async throws -> [String] {
        var results: [String] = []
        for element in self { results.append(try await body(element)) }
        return results
    }
}
