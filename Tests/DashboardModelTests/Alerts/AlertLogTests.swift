import AdModel
import Testing

@testable import DashboardModel

struct AlertLogTests {
    static let first = AlertDelivery.waiting(failures: 0, nextAt: minute(0), trouble: nil)

    @Test func pausesDoubleUpToFiveMinutesAndHalfIsAtRandom() {
        let pauses = { (jitter: Double) in
            (1...12).map { AlertDelivery.pause(afterFailures: $0, jitter: jitter).count }
        }
        #expect(pauses(1) == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300].map { $0 * 1000 })
        #expect(pauses(0) == pauses(1).map { $0 / 2 })
        #expect(AlertDelivery.pause(afterFailures: .max, jitter: .infinity) == .minutes(5))
    }

    @Test func aReceiverMayAskForMoreTimeButNotForEver() {
        let after = { (asked: Milliseconds) in
            Self.first.after(.failed("busy", retryAfter: asked), noticed: minute(0), now: minute(1), jitter: 1)
        }
        #expect(after(.seconds(90)) == .waiting(failures: 1, nextAt: minute(1) + .seconds(90), trouble: "busy"))
        #expect(after(.zero) == .waiting(failures: 1, nextAt: minute(1) + .seconds(1), trouble: "busy"))
        #expect(after(.minutes(9000)) == .waiting(failures: 1, nextAt: minute(61), trouble: "busy"))
    }

    @Test func itEndsWithAcceptanceRefusalOrADay() {
        let after = { (outcome: AlertDelivery.Outcome, now: Int64) in
            Self.first.after(outcome, noticed: minute(0), now: minute(now), jitter: 1)
        }
        #expect(after(.accepted, 3) == .delivered(at: minute(3)))
        #expect(after(.refused("410 Gone"), 3) == .givenUp(trouble: "410 Gone"))
        #expect(after(.failed("away", retryAfter: nil), 24 * 60) == .givenUp(trouble: "away"))
        let delivered = after(.accepted, 3)
        #expect(delivered.after(.refused("late"), noticed: minute(0), now: minute(4), jitter: 0) == delivered)
    }

    @Test func aRulesNoticesGoInTheirOrderAndOthersDoNotWaitForThem() {
        var log = AlertLog()
        #expect(log.nextStep(now: minute(0)) == .rest)
        let (fired, resolved) = (notice(rule(1), since: 0), notice(rule(1), .resolved, since: 0, at: 9))
        let other = notice(rule(2), since: 10)
        for notice in [fired, resolved, other] {
            log.append(
                AlertLog.Entry(notice: notice, delivery: .waiting(failures: 0, nextAt: notice.at, trouble: nil)))
        }
        #expect(log.nextStep(now: minute(10)) == .send(fired))
        _ = log.note(.failed("away", retryAfter: .minutes(5)), of: fired, now: minute(10), jitter: 1)
        #expect(log.nextStep(now: minute(10)) == .send(other))
        _ = log.note(.accepted, of: other, now: minute(10), jitter: 1)
        #expect(log.nextStep(now: minute(10)) == .wait(until: minute(15)))
        #expect(log.nextStep(now: minute(15)) == .send(fired))
        _ = log.note(.refused("410 Gone"), of: fired, now: minute(15), jitter: 1)
        #expect(log.nextStep(now: minute(15)) == .send(resolved) && log.waiting == 1)
    }

    @Test func aClockThatIsSetBackDoesNotHoldANoticeForAYear() {
        let notice = notice(since: 500_000)
        let log = AlertLog([
            AlertLog.Entry(notice: notice, delivery: .waiting(failures: 0, nextAt: notice.at, trouble: nil))
        ])
        #expect(log.nextStep(now: minute(0)) == .send(notice))
    }

    @Test func theLogIsBounded() {
        var log = AlertLog()
        for number in 0..<1500 as Range<Int64> {
            log.append(AlertLog.Entry(notice: notice(since: number), delivery: .notAsked))
        }
        #expect(log.entries.count == AlertLog.mostEntries && log.entries.first?.notice.since == minute(500))
        #expect(log.note(.accepted, of: notice(since: 0), now: minute(0), jitter: 0) == nil, "dropped meanwhile")
    }
}
