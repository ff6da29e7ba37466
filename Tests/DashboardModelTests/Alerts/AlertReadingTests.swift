import AdModel
import Testing

@testable import DashboardModel

struct AlertReadingTests {
    static let moment = AlertMoment(now: minute(100), watchingSince: minute(0))

    @Test(
        arguments: [
            (.spend, .above(figure("49.999999")), .breached), (.spend, .above(figure("50")), .clear),
            (.spend, .below(figure("50.000001")), .breached), (.spend, .below(figure("50")), .clear),
            (.spend, .rises(percent: figure("24.999999")), .breached), (.spend, .rises(percent: figure("25")), .clear),
            (.spend, .falls(percent: figure("0")), .clear), (.clicks, .falls(percent: figure("49")), .breached),
            (.clicks, .falls(percent: figure("50")), .clear), (.clicks, .changes(percent: figure("49")), .breached),
            (.spend, .changes(percent: figure("24")), .breached), (.spend, .changes(percent: figure("25")), .clear),
            (.cpa, .above(figure("1")), .undecided(.undefined)), (.cpa, .below(figure("1")), .undecided(.undefined)),
            (.conversions, .rises(percent: figure("1")), .undecided(.undefined)),
            (.cpc, .changes(percent: figure("1")), .breached),
        ] as [(AlertMetric, AlertCondition, AlertReading.Verdict)])
    func verdicts(metric: AlertMetric, condition: AlertCondition, expected: AlertReading.Verdict) {
        let facts = AlertFacts(
            span: Window(start: minute(90), end: minute(95)), totals: totals(impressions: 900, clicks: 20, spend: 50),
            totalsBefore: totals(impressions: 900, clicks: 40, spend: 40))
        #expect(rule(1, metric, condition).reading(of: facts, at: Self.moment).verdict == expected)
    }

    @Test func whatIsOnlyPartlyHeldIsNotComparedAndNotTooLittle() {
        var facts = AlertFacts(
            span: Window(start: minute(90), end: minute(95)), totals: totals(clicks: 20),
            totalsBefore: totals(clicks: 1), coversSpan: false, coversBefore: false)
        let verdict = { (condition: AlertCondition) in
            rule(1, .clicks, condition).reading(of: facts, at: Self.moment).verdict
        }
        #expect(verdict(.above(figure("19"))) == .breached, "more of it would be above as well")
        #expect(verdict(.above(figure("20"))) == .undecided(.tooLittleHeld))
        #expect(verdict(.below(figure("99"))) == .undecided(.tooLittleHeld))
        #expect(verdict(.rises(percent: figure("1"))) == .undecided(.tooLittleHeld))
        facts.coversSpan = true
        #expect(verdict(.below(figure("99"))) == .breached)
        #expect(verdict(.rises(percent: figure("1"))) == .undecided(.tooLittleHeld))
    }

    /// - `last`: minute at which the last window with an event ended; the clock stands at minute 100.
    @Test(
        arguments: [
            (91, 0, .clear), (90, 0, .breached), (101, 0, .clear), (nil, 0, .breached),
            (nil, 91, .undecided(.tooLittleHeld)),
            (nil, 90, .breached), (10, 99, .breached), (10, 100, .undecided(.tooLittleHeld)), (95, 100, .clear),
        ] as [(Int64?, Int64, AlertReading.Verdict)])
    func silence(last: Int64?, watchingSince: Int64, expected: AlertReading.Verdict) {
        let facts = AlertFacts(span: Window(start: minute(0), end: minute(1)), lastEventEnd: last.map(minute))
        let moment = AlertMoment(now: minute(100), watchingSince: minute(watchingSince))
        let quiet = rule(1, .impressions, .silent, minutes: 10)
        #expect(quiet.reading(of: facts, at: moment).verdict == expected)
    }

    @Test func alertsRestWhileTheBrokerIsAwayAndWatchAgainFromItsReturn() {
        var watch = AlertWatch()
        let seen = [(true, 1), (true, 5), (false, 6), (false, 7), (true, 8)] as [(Bool, Int64)]
        let since = seen.map { watch.take(seesAll: $0, clearedAt: nil, now: minute($1))?.watchingSince }
        #expect(since == [minute(1), minute(1), nil, nil, minute(8)])
        #expect(watch.take(seesAll: true, clearedAt: minute(9), now: minute(10))?.watchingSince == minute(9))
    }
}
