import AdModel
import TestSupport
import Testing

@testable import AdCodec

@Suite struct EventRoundTripTests {
    private func json(_ outgoing: OutgoingEvent) -> [UInt8] {
        var json: [UInt8] = []
        EventEncoder.append(outgoing, to: &json)
        return json
    }

    @Test func theDesignsExampleIsWritten() {
        let series = Series(
            organization: OrganizationID("org_1"), campaign: CampaignID("camp_042"), channel: Channel("search"))
        let event = AdEvent(
            type: .click, series: series, time: EventTime(milliseconds: 1_795_224_225_678), value: Micros(1_250_000))
        let outgoing = OutgoingEvent(
            event: event, eventId: "0192f3a4-7b1c-7c55-8a2e-0123456789ab", sessionId: "s_1", deviceType: "mobile")
        let expected =
            #"{"eventId":"0192f3a4-7b1c-7c55-8a2e-0123456789ab","eventType":"click","organizationId":"org_1","#
            + #""campaignId":"camp_042","channel":"search","timestamp":"2026-11-21T01:23:45.678Z","value":1.25,"#
            + #""metadata":{"sessionId":"s_1","deviceType":"mobile"}}"#
        #expect(String(decoding: json(outgoing), as: UTF8.self) == expected)
    }

    @Test(arguments: [1, 2, 3]) func whatIsWrittenIsReadBack(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let decoder = EventDecoder()
        for _ in 0..<1000 {
            let event = generator.event()
            let outgoing = OutgoingEvent(event: event, eventId: "\u{0}\"\\\n", sessionId: "", deviceType: "\u{1F}é")
            #expect(json(outgoing).withUnsafeBytes { decoder.decode($0) } == .event(event))
        }
    }
}
