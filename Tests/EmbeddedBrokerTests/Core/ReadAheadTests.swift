import NIOCore
import Testing

@testable import EmbeddedBroker

@Suite struct ReadAheadTests {
    private static func request(_ partition: Int64, at offset: Int64, end: Int64 = 100) -> LogReader.Request {
        LogReader.Request(partition: PartitionID(rawValue: partition), offset: offset, end: end, maximumBytes: 1_000)
    }

    /// Takes it, and notes what it is handed.
    private final class Client {
        var leased: [Int] = []
        func take(_ ahead: ReadAhead) { ahead.take { _, leased in self.leased.append(leased) } }
    }

    private let ahead = ReadAhead([request(1, at: 5), request(2, at: 7)], leased: 42)
    private let client = Client()

    @Test func fitsTheSamePlacesInAnyOrder() {
        #expect(ahead.fits([Self.request(2, at: 7), Self.request(1, at: 5, end: 200)]), "the end may have moved on")
        #expect(!ahead.fits([Self.request(1, at: 5)]))
        #expect(!ahead.fits([Self.request(1, at: 5), Self.request(2, at: 8)]))
        #expect(!ahead.fits([Self.request(1, at: 5), Self.request(3, at: 7)]))
        #expect(!ahead.fits([Self.request(1, at: 5), Self.request(2, at: 7), Self.request(3, at: 0)]))
    }

    @Test func isHandedOverWhenItIsThereWhoeverComesFirst() {
        #expect(ahead.arrived(.success([:])) == 0)
        client.take(ahead)
        #expect(client.leased == [42])
        let late = ReadAhead([Self.request(1, at: 5)], leased: 43)
        client.take(late)
        #expect(client.leased == [42])
        #expect(late.arrived(.success([:])) == 0, "it is the taker's now")
        #expect(client.leased == [42, 43])
    }

    @Test func whatNobodyWantsGoesBackOnce() {
        #expect(ahead.arrived(.success([:])) == 0)
        #expect(ahead.drop() == 42)
        let late = ReadAhead([Self.request(1, at: 5)], leased: 43)
        #expect(late.drop() == 0, "it is still being written to")
        #expect(late.arrived(.success([:])) == 43)
    }
}
