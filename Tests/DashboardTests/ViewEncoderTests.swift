import Foundation
import Testing

@testable import Dashboard

@Suite struct ViewEncoderTests {
    private struct View: Codable, Equatable {
        struct Row: Codable, Equatable {
            let name: String
            let figures: [String]
        }
        var text = "a"
        var age: Int64 = -1
        var value = 1234.5
        var small = 0.000_000_5
        var isOn = true
        var rows: [Row] = []
        var empty: [String] = []
    }

    @Test func anyDecoderReadsTheSameView() throws {
        var view = View()
        view.rows = [View.Row(name: "b", figures: ["1,234", "—"]), View.Row(name: "", figures: [])]
        let json = try ViewEncoder.json(view)
        #expect(try JSONDecoder().decode(View.self, from: Data(json)) == view)
    }

    @Test(arguments: ["\"quoted\"", #"back\slash"#, "line\nbreak\r\u{0}\u{1F}\t", "</script>", "ünïcode 🙂", ""])
    func everyTextComesBack(text: String) throws {
        var view = View()
        view.text = text
        let json = try ViewEncoder.json(view)
        #expect(try JSONDecoder().decode(View.self, from: Data(json)) == view)
        #expect(!json.contains(where: { $0 < 0x20 }))
    }

    @Test func aWholePageIsWhatFoundationWouldWrite() throws {
        let rows = (0..<30).map { row("camp_\($0)", impressions: Int64($0) * 1000, clicks: 7, spend: 1_234_567) }
        let page = PageView(liveStore(rows).snapshot(.init()), now: minute(1))
        let ours = try JSONSerialization.jsonObject(with: Data(try ViewEncoder.json(page))) as? NSDictionary
        let theirs = try JSONSerialization.jsonObject(with: try JSONEncoder().encode(page)) as? NSDictionary
        #expect(ours != nil && ours == theirs)
    }
}
