import Foundation
import Testing

@testable import EmbeddedBroker

/// A record batch that a client wrote, and what its script put into it; written by `Fixtures/make_batch_fixtures.py`.
struct BatchFixture: Decodable, CustomStringConvertible {
    let name: String
    let madeBy: String
    let codec: UInt8?
    let magic: Int8?
    let timestamps: [Int64]?
    let producer: [Int64]?
    let isTransactional: Bool?
    let batch: Data

    var description: String { "\(name) by \(madeBy)" }
    var bytes: [UInt8] { Array(batch) }

    /// In the present form.
    static let batches = all.filter { $0.magic == nil }
    /// In the forms with magic 0 and 1.
    static let messageSets = all.filter { $0.magic != nil }

    private static let all: [BatchFixture] = lines("batches.ndjson")

    static func lines<Line: Decodable>(_ file: String) -> [Line] {
        do {
            let fixtures = try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
            let text = try Data(contentsOf: fixtures.appendingPathComponent(file))
            return try text.split(separator: UInt8(ascii: "\n")).map {
                try JSONDecoder().decode(Line.self, from: $0)
            }
        } catch {
            Issue.record(error)
            return []
        }
    }
}

/// Changes to a batch's bytes, as a broker or an adversary makes them.
extension [UInt8] {
    mutating func set<T: FixedWidthInteger>(_ value: T, at position: Int) {
        Swift.withUnsafeBytes(of: value.bigEndian) { replaceSubrange(position..<position + $0.count, with: $0) }
    }

    /// Makes the length and the checksum fit what is there.
    mutating func seal() {
        set(Int32(count - 12), at: 8)
        let crc = self[21...].withUnsafeBytes { CRC32C.checksum(of: $0) }
        set(crc, at: 17)
    }

    var sealed: [UInt8] {
        var bytes = self
        bytes.seal()
        return bytes
    }

    func firstRecord(atOrAfter timestamp: Int64) -> RecordScan.Found? {
        withUnsafeBytes { RecordScan.firstRecord(in: $0, atOrAfter: timestamp) }
    }

    var header: BatchHeader? { withUnsafeBytes { BatchHeader($0) } }
}
