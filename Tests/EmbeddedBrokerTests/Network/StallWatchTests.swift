import NIOCore
import Testing

@testable import EmbeddedBroker

@Suite struct StallWatchTests {
    private static func at(_ seconds: Int64) -> NIODeadline { .uptimeNanoseconds(0) + .seconds(100 + seconds) }

    private static func watch() -> StallWatch {
        var limits = BrokerConfiguration.Limits()
        limits.stallTime = .seconds(30)
        limits.idleTime = .seconds(600)
        return StallWatch(limits: limits, now: at(0))
    }

    @Test func aClientThatSendsNothingIsClosedAfterItsTime() {
        var watch = Self.watch()
        watch.received(1_000, at: Self.at(10))
        watch.tookRequest(at: Self.at(10))
        #expect(watch.check(at: Self.at(610), unsentBytes: 0, isWithinRequest: false, isAnswered: true) == nil)
        #expect(watch.check(at: Self.at(611), unsentBytes: 0, isWithinRequest: false, isAnswered: true) == "idle")
    }

    @Test func aClientThatNeverSentARequestIsClosedSoon() {
        var watch = Self.watch()
        #expect(watch.check(at: Self.at(30), unsentBytes: 0, isWithinRequest: false, isAnswered: true) == nil)
        #expect(
            watch.check(at: Self.at(31), unsentBytes: 0, isWithinRequest: false, isAnswered: true)
                == "it asks for nothing")
    }

    @Test func aClientThatWaitsForItsAnswerIsNotIdle() {
        var watch = Self.watch()
        #expect(watch.check(at: Self.at(9_999), unsentBytes: 0, isWithinRequest: false, isAnswered: false) == nil)
    }

    @Test func halfARequestIsClosedAfterItsTime() {
        var watch = Self.watch()
        watch.received(1_000, at: Self.at(5))
        #expect(watch.check(at: Self.at(35), unsentBytes: 0, isWithinRequest: true, isAnswered: true) == nil)
        watch.received(1_000, at: Self.at(35))
        #expect(watch.check(at: Self.at(65), unsentBytes: 0, isWithinRequest: true, isAnswered: true) == nil)
        #expect(watch.check(at: Self.at(66), unsentBytes: 0, isWithinRequest: true, isAnswered: true) != nil)
    }

    @Test func aClientThatDoesNotTakeItsRepliesIsClosed() {
        var watch = Self.watch()
        watch.sending(1_000_000, at: Self.at(100))
        var reasons: [String?] = []
        for time in stride(from: Int64(105), through: 140, by: 5) {
            reasons.append(
                watch.check(at: Self.at(time), unsentBytes: 1_000_000, isWithinRequest: false, isAnswered: true))
        }
        #expect(reasons.prefix(6).allSatisfy { $0 == nil } && reasons[6] != nil)
    }

    @Test func aSlowClientIsLeftAloneAsLongAsItTakesSome() {
        var watch = Self.watch()
        watch.sending(100 * (32 << 10) + 1, at: Self.at(0))
        for step in Int64(0)..<100 {
            let unsent = 100 * (32 << 10) - Int(step) * (32 << 10) + 1
            #expect(
                watch.check(at: Self.at(step * 25), unsentBytes: unsent, isWithinRequest: false, isAnswered: true)
                    == nil)
        }
    }

    @Test func aTrickleIsNotProgress() {
        var watch = Self.watch()
        watch.sending(1_000_000, at: Self.at(0))
        var closedAt: Int64?
        for time in Int64(1)...60 where closedAt == nil {
            let unsent = 1_000_000 - Int(time) * 1_000
            if watch.check(at: Self.at(time), unsentBytes: unsent, isWithinRequest: false, isAnswered: true) != nil {
                closedAt = time
            }
        }
        // 31 seconds take 31,000 bytes: not yet what one stall time needs.
        #expect(closedAt == 31)
    }

    @Test func aReplyBehindAnotherDoesNotHideThatBytesLeave() {
        var watch = Self.watch()
        watch.sending(1_000_000, at: Self.at(0))
        watch.sending(1_000_000, at: Self.at(20))
        #expect(watch.check(at: Self.at(29), unsentBytes: 1_500_000, isWithinRequest: false, isAnswered: false) == nil)
        #expect(watch.check(at: Self.at(58), unsentBytes: 1_400_000, isWithinRequest: false, isAnswered: false) == nil)
    }

    @Test func dripsAreNotProgress() {
        var watch = Self.watch()
        for second in Int64(0)..<31 { watch.received(1, at: Self.at(second)) }
        #expect(watch.check(at: Self.at(31), unsentBytes: 0, isWithinRequest: true, isAnswered: true) != nil)
    }

    @Test func patienceIsShorterWhileOthersWaitForTheMemory() {
        var watch = Self.watch()
        watch.sending(1_000_000, at: Self.at(0))
        let check = watch.check(
            at: Self.at(11), unsentBytes: 1_000_000, isWithinRequest: false, isAnswered: false,
            othersWaitForReplies: true)
        #expect(check != nil)
    }

    @Test func everyReplyThatHasLeftIsProgress() {
        var watch = Self.watch()
        for time in stride(from: Int64(0), to: 1_000, by: 20) {
            watch.sending(1_000, at: Self.at(time))
            watch.sending(1_000, at: Self.at(time))
            let check = watch.check(at: Self.at(time + 19), unsentBytes: 500, isWithinRequest: false, isAnswered: true)
            #expect(check == nil)
            watch.sent(at: Self.at(time + 19))
            watch.sent(at: Self.at(time + 19))
        }
        let check = watch.check(at: Self.at(1_500), unsentBytes: 0, isWithinRequest: false, isAnswered: false)
        #expect(check == nil, "nothing is on its way")
    }
}
