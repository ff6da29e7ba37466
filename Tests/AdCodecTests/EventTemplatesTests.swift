import AdModel
import TestSupport
import Testing

@testable import AdCodec

@Suite struct EventTemplatesTests {
    private static let devices = ["mobile", "desktop", "a \"quoted\" one"]

    private func hex(_ value: UInt64, digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: digits - text.count) + text
    }

    private func uuid(_ high: UInt64, _ low: UInt64) -> String {
        [
            hex(high >> 32, digits: 8), hex(high >> 16 & 0xFFFF, digits: 4), hex(high & 0xFFFF, digits: 4),
            hex(low >> 48, digits: 4), hex(low & 0xFFFF_FFFF_FFFF, digits: 12),
        ].joined(separator: "-")
    }

    private func amount(_ generator: inout SeededGenerator) -> UInt64 {
        let scale: UInt64 = [1, 100, 10_000, 1_000_000].randomElement(using: &generator) ?? 1
        return UInt64.random(in: 0...1_000_000_000_000_000 / scale, using: &generator) * scale
            >> UInt64.random(in: 0...40, using: &generator)
    }

    @Test(arguments: [1, 2, 3]) func whatIsWrittenIsWhatTheEncoderWrites(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let events = (0..<500).map { _ in generator.event() }
        var templates = EventTemplates(events.map(\.series), devices: Self.devices)
        var memory = [UInt8](repeating: 0, count: templates.maximumBytes)
        for (index, event) in events.enumerated() {
            let (high, low) = (generator.next(), generator.next())
            let session = generator.next() & 0xFFFF_FFFF_FFFF
            let device = Int.random(in: 0..<Self.devices.count, using: &generator)
            let micros = amount(&generator)
            let fields = EventTemplates.Fields(
                eventID: (high, low), time: event.time, micros: micros, session: session, device: device)
            let length = memory.withUnsafeMutableBytes {
                $0.baseAddress.map { templates.write(event.type, series: index, fields, to: $0) } ?? 0
            }
            let outgoing = OutgoingEvent(
                event: AdEvent(
                    type: event.type, series: event.series, time: event.time, value: Micros(Int128(micros))),
                eventId: uuid(high, low), sessionId: "s_" + hex(session, digits: 12), deviceType: Self.devices[device])
            var expected: [UInt8] = []
            EventEncoder.append(outgoing, to: &expected)
            #expect(String(decoding: memory[..<length], as: UTF8.self) == String(decoding: expected, as: UTF8.self))
        }
    }

    @Test func theLongestAmountHasRoom() {
        let series = Series(organization: OrganizationID("o"), campaign: CampaignID("c"), channel: Channel("x"))
        var templates = EventTemplates([series], devices: ["d"])
        let fields = EventTemplates.Fields(
            eventID: (.max, .max), time: EventTime(milliseconds: 0), micros: .max, session: .max, device: 0)
        var memory = [UInt8](repeating: 0, count: templates.maximumBytes)
        let length = memory.withUnsafeMutableBytes {
            $0.baseAddress.map { templates.write(.conversion, series: 0, fields, to: $0) } ?? 0
        }
        let text = String(decoding: memory[..<length], as: UTF8.self)
        #expect(text.contains(#""value":18446744073709.551615,"#))
        #expect(text.contains(#""sessionId":"s_ffffffffffff""#))
    }
}
