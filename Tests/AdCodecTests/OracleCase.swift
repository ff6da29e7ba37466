import Foundation
import Testing

/// What the reference oracle said about one record or line; written by `Fixtures/make_verdicts.py`.
struct OracleCase: Decodable, CustomStringConvertible {
    // The bytes.
    let head: String?
    let fill: String?
    let count: Int?
    let tail: String?
    let base64: Data?

    // The verdict on an event: a reason or the fields.
    let reason: String?
    let eventType: String?
    let organizationId: String?
    let campaignId: String?
    let channel: String?
    let timestamp: Int64?
    let micros: Int64?

    // What a line holds, if it is not empty.
    let empty: Bool?
    let partition: Int32?
    let payload: Data?

    var bytes: [UInt8] {
        if let base64 { return Array(base64) }
        let middle = Array(repeating: Array((fill ?? "").utf8), count: count ?? 0).joined()
        return Array((head ?? "").utf8) + middle + Array((tail ?? "").utf8)
    }

    var description: String { String(decoding: bytes.prefix(300), as: UTF8.self) }

    /// The cases in the fixtures and in the folder `ADTALLY_VERDICTS`, if that is set.
    static func all(_ file: String) throws -> [OracleCase] {
        let fixtures = try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
        let folders = [fixtures.path, ProcessInfo.processInfo.environment["ADTALLY_VERDICTS"]].compactMap(\.self)
        return try folders.flatMap { folder in
            let text = try Data(contentsOf: URL(fileURLWithPath: folder).appendingPathComponent(file))
            return try text.split(separator: UInt8(ascii: "\n")).map {
                try JSONDecoder().decode(OracleCase.self, from: $0)
            }
        }
    }
}
