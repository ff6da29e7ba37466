import AdModel
import TestSupport
import Testing

@testable import AdCodec

/// Texts of shapes that were seen before, against a decoder that has seen none: the answer must not depend on what came
/// before.
@Suite struct ShapesTests {
    private static let texts = [
        #"{"eventId":"e-1","eventType":"click","organizationId":"org_1","campaignId":"camp_042","channel":"search","timestamp":"2026-11-21T01:23:45.678Z","value":1.25,"metadata":{"sessionId":"s_1","deviceType":"mobile"}}"#,
        #"{"eventType": "impression", "campaignId": "c", "channel": null, "timestamp": 1795224225678, "x": [1, "2", {"y": true}]}"#,
        #"{"eventType":"conversion","campaignId":"Grün \"A\"","timestamp":"2026-11-21T02:23:45+01:00","value":0,"value":17}"#,
        #"{"timestamp":"2026-11-21T01:23:45.678Z","eventType":"skip","campaignId":"c\u0061mp","organizationId":null}"#,
        #"  {"campaignId":"a long name with a quote at the end of its chunk","eventType":"view","timestamp":"2026-11-21T01:23:59.999Z","value":12345.678901}  "#,
    ].map { Array($0.utf8) }

    /// One record of a broker, three lines of a file.
    private static let spacious = Array(
        "{\n\"eventType\":\"click\",\"campaignId\":\"c\",\n\"timestamp\":1795224225678}".utf8)

    /// Bytes that mean something to JSON, to UTF-8, or to the rules for names.
    private static let hazards = Array(#"{}[]:,"\ue0-.19ntZ "#.utf8) + [0x00, 0x1F, 0x7F, 0x80, 0xC3, 0xA9, 0xED, 0xFF]

    private static func mutated(_ random: inout SeededGenerator) -> [UInt8] {
        var text = texts.randomElement(using: &random) ?? []
        for _ in 0..<Int.random(in: 0...2, using: &random) {
            let place = Int.random(in: 0..<text.count, using: &random)
            let hazard = hazards.randomElement(using: &random) ?? 0
            switch Int.random(in: 0..<4, using: &random) {
            case 0: text[place] = hazard
            case 1: text.insert(hazard, at: place)
            case 2: text.remove(at: place)
            default: text.replaceSubrange(place..<place, with: texts[0].prefix(place % 40))
            }
        }
        return text
    }

    @Test(arguments: 0..<20) func theAnswerDoesNotDependOnWhatCameBefore(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let warm = EventDecoder()
        for text in Self.texts { _ = text.withUnsafeBytes { warm.decode($0) } }
        for _ in 0..<400 {
            let text = Self.mutated(&random)
            // Of its own size, so that a read past its end is one past the memory.
            let known = text.withUnsafeBytes { warm.decode($0) }
            let unknown = text.withUnsafeBytes { EventDecoder().decode($0) }
            #expect(known == unknown, "\(String(decoding: text, as: UTF8.self))")
        }
    }

    /// Valid objects of all kinds of values, with duplicate members and white space, each read as new and as known.
    @Test(arguments: 0..<20) func everyShapeIsReadTheSameTwice(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let warm = EventDecoder()
        for _ in 0..<200 {
            let text = Array(Self.object(&random).utf8)
            let unknown = text.withUnsafeBytes { EventDecoder().decode($0) }
            for _ in 0..<2 {
                let known = text.withUnsafeBytes { warm.decode($0) }
                #expect(known == unknown, "\(String(decoding: text, as: UTF8.self))")
            }
        }
    }

    private static func object(_ random: inout SeededGenerator) -> String {
        let names = ["eventType", "value", "organizationId", "campaignId", "channel", "timestamp", "x"]
        let values = [
            "null", "true", #"{"a":"x"}"#, #"["b",2]"#, "0", "1.25", "1e2", "-1", "1795224225678", #""click""#,
            #""2026-11-21T01:23:45.678Z""#, #""é\n""#, #""""#,
        ]
        let good = [
            #""eventType":"click""#, #""campaignId":"c""#, #""timestamp":1795224225678"#, #""value":1.5"#,
        ]
        var members = good
        for _ in 0..<Int.random(in: 0...5, using: &random) {
            let name = names.randomElement(using: &random) ?? "x"
            let member = "\"\(name)\":\(values.randomElement(using: &random) ?? "0")"
            members.insert(member, at: Int.random(in: 0...members.count, using: &random))
        }
        // What came in between is mostly mended again by what comes last.
        if Bool.random(using: &random) { members += good }
        let space = ["", "", " ", "\n", "\r\n"].randomElement(using: &random) ?? ""
        return "{" + space + members.joined(separator: "," + space) + "}" + space
    }

    /// Members with ever new names leave no room for a shape; after a while the table starts anew, and all are read
    /// right meanwhile.
    @Test func everNewMembersAreReadToo() {
        let decoder = EventDecoder()
        let common = Array(#"{"eventType":"click","campaignId":"c","timestamp":1795224225678}"#.utf8)
        let expected = common.withUnsafeBytes { EventDecoder().decode($0) }
        func read(_ number: Int) {
            let odd = Array(#"{"m\#(number)":1,"eventType":"click","campaignId":"c","timestamp":1795224225678}"#.utf8)
            #expect(odd.withUnsafeBytes { decoder.decode($0) } == expected)
        }
        for number in 0..<100 { read(number) }
        var isKnown = false
        for number in 100..<11_000 where !isKnown {
            read(number)
            #expect(common.withUnsafeBytes { decoder.decode($0) } == expected)
            isKnown = common.withUnsafeBytes { line in
                decoder.beginLines(line)
                return decoder.readBare(from: 0) != nil
            }
        }
        #expect(isKnown)
    }

    /// Up to more bytes than are looked at together, at every offset in a word of their bits.
    @Test func stringsOfEveryLengthAreReadTheSame() {
        for offset in 0..<8 {
            for length in 0..<150 {
                let (before, name) = (String(repeating: "x", count: offset), String(repeating: "n", count: length))
                expectSame(#"{"x":"\#(before)","eventType":"click","campaignId":"\#(name)","timestamp":1795224225678}"#)
            }
        }
    }

    @Test func everyByteInAStringIsReadTheSame() {
        let text = Array(
            #"{"eventType":"click","campaignId":"abcdefghijklmnopqrstuvwxyz","timestamp":1795224225678}"#.utf8)
        let warm = Self.decoder(knowing: text)
        for byte in UInt8.min...UInt8.max {
            for place in [35, 36, 47, 60] {
                var other = text
                other[place] = byte
                let known = other.withUnsafeBytes { warm.decode($0) }
                #expect(known == other.withUnsafeBytes { EventDecoder().decode($0) }, "\(byte) at \(place)")
            }
        }
    }

    /// Of up to more digits than are read at once, with more or less behind them.
    @Test func numbersOfEveryLengthAreReadTheSame() {
        let digits = "12345678901234567890"
        for whole in [1, 7, 8, 9, 14, 15, 16, 17, 19] {
            for decimals in [0, 1, 6, 7, 8, 9, 14] {
                let number = digits.prefix(whole) + (decimals == 0 ? "" : "." + digits.prefix(decimals))
                for length in 0..<12 {
                    let behind = String(repeating: "x", count: length)
                    let head = #"{"eventType":"click","campaignId":"c","timestamp":1795224225678"#
                    expectSame(#"\#(head),"value":\#(number),"x":"\#(behind)"}"#)
                    expectSame(#"\#(head),"value":\#(number)}\#(String(repeating: " ", count: length))"#)
                }
            }
        }
    }

    private static func decoder(knowing text: [UInt8]) -> EventDecoder {
        let decoder = EventDecoder()
        _ = text.withUnsafeBytes { decoder.decode($0) }
        return decoder
    }

    /// As new and as known.
    private func expectSame(_ text: String) {
        let bytes = Array(text.utf8)
        let unknown = bytes.withUnsafeBytes { EventDecoder().decode($0) }
        let known = bytes.withUnsafeBytes { Self.decoder(knowing: bytes).decode($0) }
        #expect(known == unknown, "\(text)")
    }

    @Test(arguments: 0..<20) func aBlockIsReadAsItsLinesAre(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var block: [UInt8] = []
        for _ in 0..<60 { block += Self.line(&random) }
        if Bool.random(using: &random) { block += Self.texts[0] }
        #expect(Self.readAsBlock(block) == Self.readByLine(block))
    }

    private static func line(_ random: inout SeededGenerator) -> [UInt8] {
        let end: [UInt8] = Int.random(in: 0..<5, using: &random) == 0 ? [0x0D, 0x0A] : [0x0A]
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return end
        case 1, 2:
            var line: [UInt8] = []
            let payloads = [texts[0], spacious, spacious + [0x0A], texts[0] + [0x0A]]
            (payloads.randomElement(using: &random) ?? spacious).withUnsafeBytes { payload in
                EnvelopeEncoder.append(
                    topic: "logs", partition: 3, offset: 7, timestamp: EventTime(milliseconds: 5), key: nil,
                    payload: payload, to: &line)
            }
            return line + end
        case 3: return mutated(&random) + end
        case 4: return spacious + end
        default: return (texts.randomElement(using: &random) ?? []) + end
        }
    }

    private struct Answer: Equatable {
        let line: Int
        let partition: Int32
        let offset: Int64?
        let timestamp: EventTime?
        let verdict: Verdict
    }

    private static func readAsBlock(_ block: [UInt8]) -> [Answer] {
        let reader = RecordedEventReader()
        var events: [RecordedEvent] = []
        return block.withUnsafeBytes { bytes in
            _ = reader.read(bytes, into: &events)
            return events.map { event in
                let verdict: Verdict =
                    switch event.event {
                    case .success(let view): .event(AdEvent(view))
                    case .failure(let fault): .rejected(fault.rejection)
                    }
                return Answer(
                    line: event.line, partition: event.partition, offset: event.offset, timestamp: event.timestamp,
                    verdict: verdict)
            }
        }
    }

    private static func readByLine(_ block: [UInt8]) -> [Answer] {
        block.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated().compactMap { number, line in
            Array(line).withUnsafeBytes { line in
                guard let record = RecordedTopic().read(line) else { return nil }
                let verdict = record.payload.map { EventDecoder().decode($0) }
                return Answer(
                    line: number, partition: record.partition, offset: record.offset, timestamp: record.timestamp,
                    verdict: verdict ?? .rejected(EventFault.tombstone.rejection))
            }
        }
    }
}
