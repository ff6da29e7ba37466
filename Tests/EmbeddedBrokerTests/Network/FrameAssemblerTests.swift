import NIOCore
import TestSupport
import Testing

@testable import EmbeddedBroker

@Suite struct FrameAssemblerTests {
    /// Frames of every kind of length; none is taken for a produce request that is too large.
    private static let contents: [[UInt8]] = [0, 1, 5, 4, 300, 0, 2_000].map { count in
        (0..<count).map { UInt8(truncatingIfNeeded: $0 + 1) }
    }
    private static let bytes = contents.flatMap(RawRequest.framed)

    private static func frames(of pieces: [ArraySlice<UInt8>], leasing: Bool = false) throws -> [[UInt8]] {
        var assembler = FrameAssembler(maximumBytes: 1 << 20)
        var frames: [[UInt8]] = []
        for piece in pieces {
            var buffer = ByteBuffer(bytes: piece)
            assembler.append(&buffer)
            if leasing, let expected = try assembler.expectedBytes() { assembler.reserve(expected) }
            while let frame = try assembler.next() { frames.append(Array(frame.readableBytesView)) }
        }
        #expect(!assembler.isWithinFrame)
        return frames
    }

    @Test(arguments: 0..<200) func anyCutOfTheBytesGivesTheSameFrames(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var pieces: [ArraySlice<UInt8>] = []
        var rest = Self.bytes[...]
        while !rest.isEmpty {
            let longest = [1, 3, 50, 4_000].randomElement(using: &random) ?? 1
            let piece = rest.prefix(Int.random(in: 0...longest, using: &random))
            pieces.append(piece)
            rest = rest.dropFirst(piece.count)
        }
        #expect(try Self.frames(of: pieces) == Self.contents)
        #expect(try Self.frames(of: pieces, leasing: true) == Self.contents)
    }

    @Test func bytesOneByOneGiveTheSameFrames() throws {
        #expect(try Self.frames(of: Self.bytes.indices.map { Self.bytes[$0...$0] }) == Self.contents)
    }

    @Test func isWithinAFrameFromItsFirstByteToItsLast() throws {
        var assembler = FrameAssembler(maximumBytes: 1_000)
        for byte in [0, 0, 0, 2, 9] as [UInt8] {
            #expect(try assembler.next() == nil)
            var buffer = ByteBuffer(bytes: [byte])
            assembler.append(&buffer)
            #expect(assembler.isWithinFrame)
        }
        var last = ByteBuffer(bytes: [8])
        assembler.append(&last)
        #expect(try assembler.next() == ByteBuffer(bytes: [9, 8]))
        #expect(!assembler.isWithinFrame)
    }

    private static func failure(length: Int32, key: Int16?) -> FrameAssembler.Failure? {
        var buffer = ByteBuffer()
        buffer.writeInteger(length)
        if let key { buffer.writeInteger(key) }
        var assembler = FrameAssembler(maximumBytes: 4_000)
        assembler.append(&buffer)
        do throws(FrameAssembler.Failure) {
            _ = try assembler.expectedBytes()
            return nil
        } catch {
            #expect(throws: error) { try assembler.next() }
            return error
        }
    }

    @Test func aProduceRequestMayBeFourTimesAsLongAsOthers() {
        let (produce, fetch) = (APIKey.produce.rawValue, APIKey.fetch.rawValue)
        #expect(Self.failure(length: 4_000, key: produce) == nil)
        #expect(Self.failure(length: 4_001, key: produce) == .length(4_001, maximum: 4_000))
        #expect(Self.failure(length: 1_000, key: fetch) == nil)
        #expect(Self.failure(length: 1_001, key: fetch) == .length(1_001, maximum: 1_000))
    }

    @Test func aLengthThatNoRequestMayHaveIsFoundBeforeItsFirstByte() {
        #expect(Self.failure(length: 4_000, key: nil) == nil, "it may be a produce request")
        for length in [4_001, .max, -1, .min] as [Int32] {
            #expect(Self.failure(length: length, key: nil) == .length(length, maximum: 4_000))
        }
    }
}
