import Testing

@testable import Aggregator

@Suite struct CheckpointLedgerTests {
    private final class Ledger {
        var ledger = CheckpointLedger<String>()

        func send(_ count: Int) -> UInt64 {
            for _ in 0..<count { ledger.messageSent() }
            return ledger.openID
        }
        func close(_ name: String) { ledger.close(with: name) }
        func confirm(_ token: UInt64) { ledger.messageConfirmed(token: token) }
        func confirmed() -> [String] { ledger.takeConfirmed() }
    }

    private let ledger = Ledger()

    @Test func isConfirmedOnlyByItsLastReport() {
        let token = ledger.send(2)
        ledger.close("a")
        #expect(ledger.confirmed() == [])
        ledger.confirm(token)
        #expect(ledger.confirmed() == [])
        ledger.confirm(token)
        #expect(ledger.confirmed() == ["a"])
        #expect(ledger.confirmed() == [], "handed over once")
    }

    @Test func reportsBeforeTheCloseCount() {
        ledger.confirm(ledger.send(1))
        ledger.close("a")
        #expect(ledger.confirmed() == ["a"])
    }

    @Test func aLaterCheckpointWaitsForAnEarlierOne() {
        let first = ledger.send(1)
        ledger.close("a")
        let second = ledger.send(1)
        ledger.close("b")
        ledger.confirm(second)
        #expect(ledger.confirmed() == [])
        ledger.confirm(first)
        #expect(ledger.confirmed() == ["a", "b"])
    }

    @Test func aCheckpointWithoutMessagesIsConfirmedAtOnce() {
        ledger.close("a")
        #expect(ledger.confirmed() == ["a"])
    }

    @Test func reportsFromBeforeAResetAreIgnored() {
        let old = ledger.send(2)
        ledger.close("a")
        ledger.ledger.reset()
        #expect(ledger.confirmed() == [])
        let new = ledger.send(1)
        ledger.close("b")
        ledger.confirm(old)
        #expect(ledger.confirmed() == [])
        ledger.confirm(new)
        #expect(ledger.confirmed() == ["b"])
        #expect(ledger.ledger.unconfirmedCount == 0)
    }
}
