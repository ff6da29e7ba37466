import Foundation
import NIOCore
import Testing

@testable import EmbeddedBroker

/// A request or reply as another implementation writes it; see `Fixtures/make_protocol_fixtures.py`.
struct ProtocolFixture: CustomStringConvertible {
    enum Kind: String, CaseIterable {
        case request
        case requestOfNulls = "request-null"
        case reply
        case replyOfErrors = "reply-error"
    }

    let key: APIKey
    let version: Int16
    let kind: Kind
    let bytes: [UInt8]

    /// The header that all fixtures have.
    var header: RequestHeader { RequestHeader(key: key, version: version, correlationID: 7, clientID: "client") }
    var description: String { "\(key) \(version) \(kind)" }

    static func all(_ kinds: Kind...) throws -> [ProtocolFixture] {
        let folder = try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
        let text = try String(contentsOf: folder.appendingPathComponent("protocol.txt"), encoding: .utf8)
        return try text.split(separator: "\n").map(ProtocolFixture.init(line:)).filter { kinds.contains($0.kind) }
    }

    private init(line: Substring) throws {
        let words = line.split(separator: " ")
        try #require(words.count == 4)
        key = try #require(APIKey.allCases.first { String(describing: $0) == words[0] })
        version = try #require(Int16(words[1]))
        kind = try #require(Kind(rawValue: String(words[2])))
        let digits = Array(words[3])
        bytes = try stride(from: 0, to: digits.count, by: 2).map {
            try #require(UInt8(String(digits[$0...$0 + 1]), radix: 16))
        }
    }
}
