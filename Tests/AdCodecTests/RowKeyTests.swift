import AdModel
import Testing

@testable import AdCodec

@Suite struct RowKeyTests {
    private func key(_ organization: String, _ campaign: String, _ channel: String) -> String {
        let series = Series(
            organization: OrganizationID(organization), campaign: CampaignID(campaign), channel: Channel(channel))
        var bytes: [UInt8] = []
        RowKeyEncoder.append(
            RowKey(windowStart: EventTime(milliseconds: 1_795_224_180_000), series: series), to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func everyPartIsPercentEncoded() {
        let start = "2026-11-21T01%3A23%3A00.000Z"
        #expect(key("org_1", "camp-042", "se.ar~ch") == "\(start)|org_1|camp-042|se.ar~ch")
        #expect(key("a|b", "c d%", "é😀/+") == "\(start)|a%7Cb|c%20d%25|%C3%A9%F0%9F%98%80%2F%2B")
    }

    @Test func partsCannotRunIntoEachOther() {
        #expect(key("a", "b|c", "d") != key("a|b", "c", "d"))
        #expect(key("a%7C", "b", "c") != key("a|", "b", "c"))
    }
}
