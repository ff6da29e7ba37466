import Testing

@testable import EmbeddedBroker

@Suite struct CRC32CTests {
    /// - Source: RFC 3720 B.4, and the check value of the CRC catalogues for the nine digits.
    @Test(
        arguments: [
            ([], 0),
            (Array("123456789".utf8), 0xE306_9283),
            (Array(repeating: 0, count: 32), 0x8A91_36AA),
            (Array(repeating: 0xFF, count: 32), 0x62A8_AB43),
            (Array(0..<32), 0x46DD_794E),
            (Array((0..<32).reversed()), 0x113F_DB5C),
        ] as [([UInt8], UInt32)])
    func aKnownVector(bytes: [UInt8], checksum: UInt32) {
        #expect(bytes.withUnsafeBytes { CRC32C.checksum(of: $0) } == checksum)
    }

    /// The library takes other ways for short, long and unaligned bytes.
    @Test func everyLengthAndAlignmentAsBitByBit() {
        let bytes = (0..<6_000).map { UInt8(truncatingIfNeeded: $0 &* $0 &* 31 &+ $0 >> 3) }
        let lengths = Array(0..<300) + [511, 512, 1023, 1024, 1025, 3071, 3072, 3073, 4096, 5_984]
        for start in 0..<8 {
            var slow = BitByBit()
            for (length, next) in bytes[start...].enumerated() {
                if lengths.contains(length) {
                    let fast = bytes[start..<start + length].withUnsafeBytes { CRC32C.checksum(of: $0) }
                    #expect(fast == slow.checksum, "\(length) bytes from \(start)")
                }
                slow.add(next)
            }
        }
    }

    /// The definition: the reflected polynomial, one bit at a time.
    private struct BitByBit {
        private var register = UInt32.max

        var checksum: UInt32 { ~register }

        mutating func add(_ byte: UInt8) {
            register ^= UInt32(byte)
            for _ in 0..<8 { register = register >> 1 ^ (register & 1 == 0 ? 0 : 0x82F6_3B78) }
        }
    }
}
