import AdModel
import DashboardModel
import Foundation
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Dashboard

struct ExportTests {
    static let rows = [
        row("b", impressions: 3, clicks: 2, conversions: 1, spend: 1_234_567, revenue: 5_000_000),
        row("=1+1", impressions: 7, spend: 10), row("say \"hi\", all", channel: "video", clicks: 1),
    ]

    @Test func csvHoldsEveryDecimalAndNoFormula() async throws {
        let text = try await body("/export.csv?sort=campaign")
        let lines = text.components(separatedBy: "\r\n")
        #expect(
            lines[0]
                == "organizationId,campaignId,spend,revenue,roas,impressions,clicks,conversions,ctr,conversionRate,cpc,cpm,cpa"
        )
        #expect(lines[1] == "\"default\",\"'=1+1\",0.00001,0,0,7,0,0,0,,,0.001429,")
        #expect(
            lines[2] == "\"default\",\"b\",1.234567,5,4.050003,3,2,1,66.666667,50,0.617284,411.522333,1.234567")
        #expect(lines[3].hasPrefix("\"default\",\"say \"\"hi\"\", all\",0,0,,0,1,0,,0,0,,"))
    }

    @Test func theFileHasAllPagesOfWhatTheFiltersAdmit() async throws {
        let many = (0..<60).map { row("c\($0)", clicks: 1) } + [row("other", clicks: 1)]
        let text = try await body("/export.csv?q=c&page=2", many)
        #expect(text.components(separatedBy: "\r\n").count == 62)
    }

    @Test func jsonSaysTheSame() async throws {
        let json = try await body("/export.json?by=pair&sort=campaign&channel=search")
        let document = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        let rows = try #require(document["rows"] as? [[String: Any]])
        #expect(rows.map { $0["campaignId"] as? String } == ["=1+1", "b"])
        #expect(rows[0]["cpa"] is NSNull && json.contains("\"spend\":1.234567,"))
        #expect(document["channels"] as? [String] == ["search"] && document["groupedBy"] as? String == "pair")
        #expect((document["totals"] as? [String: Any])?["impressions"] as? Int == 10)
    }

    @Test(arguments: ["=x", "+x", "-x", "@x", " =x", "\u{FF1D}x", "\u{2212}1"])
    func aFormulaIsText(name: String) {
        #expect(CSVText.cell(name: name) == "\"'\(name)\"")
    }

    private func body(_ address: String, _ rows: [ResultRow] = rows) async throws -> String {
        try await application(over: liveStore(rows)).test(.router) { client in
            try await client.execute(uri: address, method: .get) { response in
                #expect(response.status == .ok)
                #expect(response.headers[.contentDisposition]?.hasPrefix("attachment; filename=\"adtally-") == true)
                return String(buffer: response.body)
            }
        }
    }
}
