import AdModel
import TestSupport
import Testing

@testable import AdCodec

/// How a line becomes a record; the oracle's reading of many more lines is in `OracleTests`.
@Suite struct RecordedTopicTests {
    private struct Copy: Hashable {
        var partition: Int32 = 0
        var offset: Int64?
        var timestamp: Int64?
        var key: [UInt8]?
        var payload: [UInt8]?
    }

    private let topic = RecordedTopic()

    private func read(_ line: [UInt8]) -> Copy? {
        line.withUnsafeBytes { bytes in
            topic.read(bytes).map {
                Copy(
                    partition: $0.partition, offset: $0.offset, timestamp: $0.timestamp?.milliseconds,
                    key: $0.key.map(Array.init), payload: $0.payload.map(Array.init))
            }
        }
    }

    private func read(_ line: String) -> Copy? { read(Array(line.utf8)) }

    @Test func aLineOfKcatIsAnEnvelope() {
        let line =
            #"{"topic":"logs","partition":3,"offset":7,"tstype":"create","ts":1795224225000,"broker":0,"#
            + #""key":"camp\u0000","payload":"{\"a\":\"\u00e9\"}"}"#
        let expected = Copy(
            partition: 3, offset: 7, timestamp: 1_795_224_225_000, key: Array("camp\u{0}".utf8),
            payload: Array(#"{"a":"é"}"#.utf8))
        #expect(read(line) == expected)
        #expect(read(line + "\r\n") == expected)
    }

    @Test func anyOtherLineIsABareEvent() {
        for line in [
            #"{"eventType":"click"}"#, "x", " ", #"{"partition":1,"offset":true,"payload":"x"}"#, "{\"payload",
        ] {
            #expect(read(line) == Copy(payload: Array(line.utf8)))
            #expect(read(line + "\r\r\n") == Copy(payload: Array(line.utf8)))
        }
    }

    @Test func emptyLinesAreNoRecords() {
        #expect(read("") == nil)
        #expect(read("\r\n") == nil)
    }

    @Test func aNullPayloadIsATombstone() {
        #expect(read(#"{"partition":1,"offset":2,"ts":-1,"key":null,"payload":null}"#) == Copy(partition: 1, offset: 2))
    }

    @Test func halfASurrogatePairMakesThePayloadBadUTF8() {
        let record = read(#"{"partition":1,"offset":2,"payload":"\ud83d|\ud83d\ude00"}"#)
        #expect(record?.payload == [0xED, 0xA0, 0xBD] + Array("|😀".utf8))
    }

    @Test func offsetsAndPartitionsThatKafkaCannotHaveMakeABareEvent() {
        for line in [
            #"{"partition":2147483648,"offset":2,"payload":"x"}"#,
            #"{"partition":1,"offset":9223372036854775808,"payload":"x"}"#,
        ] { #expect(read(line) == Copy(payload: Array(line.utf8))) }
    }

    @Test func aTimestampLeavesRoomForSpansToBeAdded() throws {
        let record = try #require(read(#"{"partition":1,"offset":2,"ts":9223372036854775807,"payload":"x"}"#))
        #expect(try #require(record.timestamp) > EventTime.limit.milliseconds)
        let sum = EventTime(milliseconds: try #require(record.timestamp)) + .minutes(5)
        #expect(sum > .limit)
    }

    @Test func aLineMayBeLongerThanAnyRecord() {
        let payload = String(repeating: "\\u00e9", count: 200_000)
        let record = read(#"{"partition":1,"offset":2,"payload":"\#(payload)"}"#)
        #expect(record?.payload?.count == 400_000)
    }

    @Test(arguments: [1, 2, 3]) func whatIsRecordedIsReadBack(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for offset in 0..<1000 {
            let text = Array(#"{"é":"😀\n"}"#.utf8)
            let key: [UInt8]? = Bool.random(using: &generator) ? nil : generator.bytes(upTo: 6)
            let payload: [UInt8]? = [nil, text, generator.bytes(upTo: 9)].randomElement(using: &generator) ?? nil
            let record = Copy(
                partition: 5, offset: Int64(offset), timestamp: offset % 2 == 0 ? nil : 17, key: key, payload: payload)
            #expect(read(envelope(record)) == record)
        }
    }

    private func envelope(_ record: Copy) -> [UInt8] {
        var json: [UInt8] = []
        func lend(_ bytes: [UInt8]?, _ body: (UnsafeRawBufferPointer?) -> Void) {
            if let bytes { bytes.withUnsafeBytes { body($0) } } else { body(nil) }
        }
        lend(record.key) { key in
            lend(record.payload) { payload in
                EnvelopeEncoder.append(
                    topic: "lo\"gs", partition: record.partition, offset: record.offset ?? 0,
                    timestamp: record.timestamp.map(EventTime.init(milliseconds:)), key: key, payload: payload,
                    to: &json)
            }
        }
        return json
    }

    @Test func theEnvelopeIsThatOfKcat() {
        let text = envelope(
            Copy(partition: 1, offset: 2, timestamp: 3, key: Array("k".utf8), payload: Array("{\"\n".utf8)))
        let expected = #"{"topic":"lo\"gs","partition":1,"offset":2,"ts":3,"key":"k","payload":"{\"\n"}"#
        #expect(String(decoding: text, as: UTF8.self) == expected)
        let binary = envelope(Copy(partition: 1, offset: 2, timestamp: nil, key: [0xFF], payload: [0xFF, 0xFE]))
        let expectedBinary =
            #"{"topic":"lo\"gs","partition":1,"offset":2,"ts":null,"keyBase64":"/w==","payloadBase64":"//4="}"#
        #expect(String(decoding: binary, as: UTF8.self) == expectedBinary)
    }
}
