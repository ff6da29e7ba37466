import NIOCore
import Testing

@testable import EmbeddedBroker

@Suite struct WireTests {
    private func reader(_ bytes: [UInt8], flexible: Bool) -> WireReader {
        WireReader(ByteBuffer(bytes: bytes), flexible: flexible)
    }

    @Test func aFlexibleVersionHasCompactLengthsAndTags() throws {
        var writer = WireWriter(flexible: true)
        writer.string("ab")
        writer.nullableString(nil)
        writer.array([1, 2]) { $0.int8($1) }
        writer.tags()
        #expect(Array(writer.buffer.readableBytesView) == [3, 0x61, 0x62, 0, 3, 1, 2, 0])
    }

    @Test(arguments: [false, true]) func everyFieldIsReadAsItWasWritten(isFlexible: Bool) throws {
        var writer = WireWriter(flexible: isFlexible)
        writer.int8(.min)
        writer.int16(-2)
        writer.int32(.max)
        writer.int64(.min)
        writer.bool(true)
        writer.error(.unknownServerError)
        writer.string("é")
        writer.nullableString(nil)
        writer.bytes(ByteBuffer(bytes: [1, 2]))
        writer.nullableBytes(nil)
        writer.array([5, 6]) { $0.int32($1) }
        writer.nullableArray(nil as [Int32]?) { $0.int32($1) }
        writer.tags()

        var reader = WireReader(writer.buffer, flexible: isFlexible)
        #expect(try reader.int8() == .min)
        #expect(try reader.int16() == -2)
        #expect(try reader.int32() == .max)
        #expect(try reader.int64() == .min)
        #expect(try reader.bool())
        #expect(try reader.int16() == -1)
        #expect(try reader.string() == "é")
        #expect(try reader.nullableString() == nil)
        #expect(try reader.bytes() == ByteBuffer(bytes: [1, 2]))
        #expect(try reader.nullableBytes() == nil)
        #expect(try reader.int32s() == [5, 6])
        #expect(try reader.nullableArray { (reader) throws(WireError) in try reader.int32() } == nil)
        try reader.tags()
        #expect(reader.remainingBytes == 0)
    }

    @Test(arguments: [0, 1, 127, 128, 300, 1 << 28, .max]) func aVarintIsReadAsItWasWritten(value: UInt32) throws {
        var writer = WireWriter(flexible: true)
        writer.unsignedVarint(value)
        var reader = WireReader(writer.buffer, flexible: true)
        #expect(try reader.unsignedVarint() == value)
        #expect(reader.remainingBytes == 0)
    }

    @Test(arguments: [[0xFF, 0xFF, 0xFF, 0xFF, 0x10], [0x80, 0x80, 0x80, 0x80, 0x80, 0x00]] as [[UInt8]])
    func aVarintOfMoreThan32BitsIsRefused(bytes: [UInt8]) {
        var reader = reader(bytes, flexible: true)
        #expect(throws: WireError.badLength) { try reader.unsignedVarint() }
    }

    @Test func aLengthBelowNullIsRefused() {
        var string = reader([0xFF, 0xFE], flexible: false)
        #expect(throws: WireError.badLength) { try string.nullableString() }
        var bytes = reader([0xFF, 0xFF, 0xFF, 0xFE], flexible: false)
        #expect(throws: WireError.badLength) { try bytes.nullableBytes() }
        var array = reader([0x80, 0, 0, 0], flexible: false)
        #expect(throws: WireError.badLength) { try array.strings() }
    }

    @Test(arguments: [false, true]) func aNullIsRefusedWhereNoneMayBe(isFlexible: Bool) {
        let null: [UInt8] = isFlexible ? [0] : [0xFF, 0xFF, 0xFF, 0xFF]
        var string = reader(null, flexible: isFlexible)
        #expect(throws: WireError.unexpectedNull) { try string.string() }
        var bytes = reader(null, flexible: isFlexible)
        #expect(throws: WireError.unexpectedNull) { try bytes.bytes() }
        var array = reader(null, flexible: isFlexible)
        #expect(throws: WireError.unexpectedNull) { try array.int32s() }
    }

    @Test func textIsUTF8() {
        var reader = reader([0, 1, 0xFF], flexible: false)
        #expect(throws: WireError.badText) { try reader.string() }
    }

    /// Memory grows with the bytes sent, not with the lengths they claim.
    @Test func aLengthThatPromisesMoreThanIsThereIsRefused() {
        var bytes = reader([0x7F, 0xFF, 0xFF, 0xFF, 1], flexible: false)
        #expect(throws: WireError.truncated) { try bytes.bytes() }
        var array = reader([0, 0, 0xFF, 0xFF, 1], flexible: false)
        #expect(throws: WireError.truncated) { try array.int32s() }
        var tags = reader([0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0, 0], flexible: true)
        #expect(throws: WireError.truncated) { try tags.tags() }
        var tag = reader([1, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F], flexible: true)
        #expect(throws: WireError.truncated) { try tag.tags() }
    }

    @Test func theElementsOfAllArraysOfARequestAreCounted() throws {
        var writer = WireWriter(flexible: false)
        for _ in 0..<2 { writer.array(Array(repeating: 1, count: 50_001)) { $0.int32($1) } }
        var reader = WireReader(writer.buffer, flexible: false)
        #expect(try reader.int32s().count == 50_001)
        #expect(throws: WireError.tooManyElements) { try reader.int32s() }
    }

    @Test func aStringThatIsTooLongIsCut() throws {
        var writer = WireWriter(flexible: false)
        writer.string(String(repeating: "a", count: 40_000))
        var reader = WireReader(writer.buffer, flexible: false)
        #expect(try reader.string().utf8.count == 32_767)
        #expect(reader.remainingBytes == 0)
    }
}
