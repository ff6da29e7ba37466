import NIOCore
import Testing

@testable import Dashboard

struct ConnectionClockTests {
    private let limits = ConnectionLimits(requestTime: .seconds(12), writeTime: .seconds(30))

    private func at(_ second: Int64) -> NIODeadline { .uptimeNanoseconds(1_000_000_000_000) + .seconds(second) }

    @Test func aHeadIsDueSoonWhateverComesBeforeItsEnd() {
        let clock = ConnectionClock(limits: limits, now: at(0))
        #expect(clock.deadline == at(12))
    }

    @Test func aBodyIsDueAfterItsHead() {
        var clock = ConnectionClock(limits: limits, now: at(0))
        clock.headCame(at: at(11))
        #expect(clock.deadline == at(23))
        clock.requestEnded(at: at(20))
        #expect(clock.deadline == nil)
    }

    @Test func theNextRequestIsDueAfterTheAnswer() {
        var clock = ConnectionClock(limits: limits, now: at(0))
        clock.headCame(at: at(1))
        clock.requestEnded(at: at(1))
        clock.answerEnded(at: at(50))
        #expect(clock.deadline == at(62))
    }

    @Test func aRefusalBeforeTheEndOfABodyGivesItNoMoreTime() {
        var clock = ConnectionClock(limits: limits, now: at(0))
        clock.headCame(at: at(1))
        clock.answerEnded(at: at(5))
        #expect(clock.deadline == at(13))
        clock.requestEnded(at: at(9))
        #expect(clock.deadline == at(21))
    }

    @Test func aBrokenRequestIsAnsweredWithoutHavingCome() {
        var clock = ConnectionClock(limits: limits, now: at(0))
        clock.answerEnded(at: at(5))
        #expect(clock.deadline == at(12))
    }

    @Test func oneOfSeveralRequestsIsStillToBeAnswered() {
        var clock = ConnectionClock(limits: limits, now: at(0))
        for second in [1, 2] as [Int64] {
            clock.headCame(at: at(second))
            clock.requestEnded(at: at(second))
        }
        clock.answerEnded(at: at(3))
        #expect(clock.deadline == nil)
    }

    @Test func aPartOfAnAnswerIsToBeReadInTime() {
        var clock = ConnectionClock(limits: limits, now: at(0))
        clock.headCame(at: at(0))
        clock.requestEnded(at: at(0))
        clock.sending(at: at(100))
        clock.sending(at: at(110))
        #expect(clock.deadline == at(130) && !clock.isStuck(at: at(129)) && clock.isStuck(at: at(130)))
        clock.sent(at: at(120))
        #expect(clock.deadline == at(150))
        clock.sent(at: at(121))
        #expect(clock.deadline == nil && !clock.isStuck(at: at(1000)))
    }
}
