import AdModel
import Testing

@testable import DashboardModel

/// A reading a minute: `B` breached, `c` clear, `?` undecided; below it what happens: `F` fired, `R` resolved.
struct AlertTrackTests {
    @Test(arguments: [
        ("cccc", "----"),
        ("cBBc", "-F--"),
        ("Bccccc", "F-----"),
        ("Bcccccc", "F-----R"),
        ("BccccBcccccc", "F----------R"),
        ("BcBcBcBccccccB", "F-----------RF"),
        ("Bcccc?cccccc", "F----------R"),
        ("B????????", "F--------"),
        ("????B", "----F"),
        ("BccccccBcccccc", "F-----RF-----R"),
    ])
    func marbles(readings: String, expected: String) {
        #expect(run(readings, rule()) == expected)
    }

    @Test func aSilenceEndsWithTheFirstEvent() {
        #expect(run("BBcB", rule(1, .clicks, .silent)) == "F-RF")
    }

    @Test func aCorrectionOfTheSameMinuteDoesNotResolve() {
        var track = AlertTrack(rule: rule())
        let take = { (verdict: AlertReading.Verdict) in
            track.take(reading(verdict, end: 3), now: minute(3))?.change
        }
        #expect([take(.breached), take(.clear), take(.clear), take(.breached)] == [.fired, nil, nil, nil])
    }

    @Test func anEditEndsTheAlertButANewNameDoesNot() {
        var track = AlertTrack(rule: rule())
        _ = track.take(reading(.breached, end: 0), now: minute(0))
        var edited = rule()
        edited.name = "another"
        #expect(track.change(to: edited, now: minute(1)) == nil && track.firing != nil)
        edited.isEnabled = false
        let end = track.change(to: edited, now: minute(1))
        #expect(end?.change == .withdrawn && end?.id == "1-\(minute(0).milliseconds)-resolved")
        #expect(track.firing == nil && track.newest == nil)
    }

    @Test func aRestoredAlertDoesNotFireAgain() {
        var book = AlertBook()
        _ = book.add { rule($0.number) }
        _ = book.add { rule($0.number, isEnabled: false) }
        let facts = AlertFacts(span: Window(start: minute(0), end: minute(1)), totals: totals(spend: 9))
        let moment = AlertMoment(now: minute(1), watchingSince: minute(0))
        #expect(book.judge(at: moment) { _ in facts }.map(\.change) == [.fired], "one is off")
        var restored = AlertBook(book.saved)
        #expect(restored.saved == book.saved)
        #expect(restored.judge(at: moment) { _ in facts }.isEmpty)
        #expect(restored.judge(at: moment) { _ in nil }.isEmpty && restored.firing(AlertRuleID(1)) != nil)
    }

    @Test func numbersAreNeverGivenTwiceAndRulesAreNotEndless() {
        var book = AlertBook()
        for _ in 0..<AlertRule.mostRules { _ = book.add { rule($0.number) } }
        #expect(book.isFull && book.add { rule($0.number) } == nil)
        let last = AlertRuleID(Int64(AlertRule.mostRules))
        #expect(book.delete(last, now: minute(0)).isKnown && !book.delete(last, now: minute(0)).isKnown)
        #expect(AlertBook(book.saved).saved.nextRule == last.number + 1)
        #expect(!book.change(rule(last.number), now: minute(0)).isKnown)
    }

    private func run(_ readings: String, _ rule: AlertRule) -> String {
        var track = AlertTrack(rule: rule)
        return String(
            readings.enumerated().map { end, mark in
                let verdict = ["B": .breached, "c": .clear][mark] ?? AlertReading.Verdict.undecided(.undefined)
                let notice = track.take(reading(verdict, end: Int64(end)), now: minute(Int64(end)))
                return notice.map { $0.change == .fired ? "F" : "R" } ?? "-"
            })
    }

    private func reading(_ verdict: AlertReading.Verdict, end: Int64) -> AlertReading {
        AlertReading(verdict, value: figure("1"), span: Window(start: minute(end - 1), end: minute(end)))
    }
}
