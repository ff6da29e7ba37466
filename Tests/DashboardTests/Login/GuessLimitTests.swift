import NIOCore
import Testing

@testable import Dashboard

struct GuessLimitTests {
    private let start = ContinuousClock.now

    private func peer(_ number: Int) throws -> PeerAddress {
        PeerAddress(try SocketAddress(ipAddress: "10.0.\(number / 250).\(number % 250)", port: 1))
    }

    @Test func someAtOnceThenOneInAWhile() throws {
        var limit = GuessLimit()
        let waits = try (0..<GuessLimit.atOnce + 1).map { _ in limit.take(from: try peer(1), now: start) }
        #expect(waits.dropLast().allSatisfy { $0 == nil } && waits.last == GuessLimit.pause)
        let (after, again) = (
            limit.take(from: try peer(1), now: start + GuessLimit.pause),
            limit.take(from: try peer(1), now: start + GuessLimit.pause)
        )
        #expect(after == nil && again == GuessLimit.pause)
        let other = limit.take(from: try peer(2), now: start)
        #expect(other == nil)
    }

    @Test func rightPasswordsCostNothing() throws {
        var limit = GuessLimit()
        for _ in 0..<1000 {
            let wait = limit.take(from: try peer(1), now: start)
            limit.giveBack(to: try peer(1))
            #expect(wait == nil)
        }
    }

    @Test func manyAddressesCostBoundedMemory() throws {
        var limit = GuessLimit()
        for number in 0..<3 * GuessLimit.mostAddresses {
            _ = limit.take(from: try peer(number), now: start + .milliseconds(number))
        }
        #expect(limit.addresses <= GuessLimit.mostAddresses)
    }
}
