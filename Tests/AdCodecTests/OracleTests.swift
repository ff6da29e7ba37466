import AdModel
import Testing

@testable import AdCodec

/// The independent answer: our verdicts equal the reference oracle's, reason for reason and byte for byte.
@Suite struct OracleTests {
    @Test func everyRecordGetsTheOraclesVerdict() throws {
        let decoder = EventDecoder()
        let cases = try OracleCase.all("verdicts.ndjson")
        #expect(cases.count > 500)
        for expected in cases {
            let verdict = expected.bytes.withUnsafeBytes { decoder.decode($0) }
            if let difference = expected.difference(from: verdict) { Issue.record("\(difference): \(expected)") }
        }
    }

    @Test func everyLineIsReadAsTheOracleReadsIt() throws {
        let topic = RecordedTopic()
        let cases = try OracleCase.all("lines.ndjson")
        #expect(cases.count > 100)
        for expected in cases {
            expected.bytes.withUnsafeBytes { line in
                let record = topic.read(line)
                if let difference = expected.difference(from: record) { Issue.record("\(difference): \(expected)") }
            }
        }
    }
}

extension OracleCase {
    fileprivate func difference(from verdict: Verdict) -> String? {
        switch verdict {
        case .rejected(let rejection):
            return rejection.reason.rawValue == reason
                ? nil : "\(rejection), oracle: \(reason ?? "an event")"
        case .event(let event):
            let isSame =
                reason == nil && event.type.name == eventType && isSame(event.series.organization, organizationId)
                && isSame(event.series.campaign, campaignId) && isSame(event.series.channel, channel)
                && event.time.milliseconds == timestamp && Int64(event.value.count) == micros
            return isSame ? nil : "\(event), oracle: \(reason ?? "other fields")"
        }
    }

    /// As bytes: Swift's `==` on strings is canonical equivalence.
    private func isSame<Role>(_ name: Name<Role>, _ text: String?) -> Bool {
        name.text.utf8.elementsEqual((text ?? "").utf8)
    }

    fileprivate func difference(from record: RecordedLine?) -> String? {
        guard let record else { return empty == true ? nil : "empty, oracle: a record" }
        let isSame =
            record.partition == partition && record.timestamp?.milliseconds == timestamp
            && record.payload.map(Array.init) == payload.map(Array.init)
        return isSame ? nil : "\(record), oracle: other fields"
    }
}
