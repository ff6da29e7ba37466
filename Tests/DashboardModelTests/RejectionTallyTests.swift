import AdModel
import Testing

@testable import DashboardModel

struct RejectionTallyTests {
    private let now = minute(120)

    private func lines(_ counts: RejectedCounts) -> [String] {
        counts.lines.map { "\($0.reason?.rawValue ?? "other") \($0.quarterHour) \($0.hour) \($0.all)" }
    }

    @Test func countsByReasonAndAge() {
        var tally = RejectionTally(since: minute(0))
        for (reason, age) in [
            (RejectReason.late, 0), (.late, 14), (.late, 15), (.late, 59), (.late, 60), (.json, 119), (nil, 3),
        ] {
            tally.add(reason, writtenAt: now - .minutes(Int64(age)), now: now)
        }
        let counts = tally.counts(at: now)
        #expect(lines(counts) == ["json 0 0 1", "late 2 4 5", "other 1 1 1"])
        #expect(counts.sum(\.hour) == 5 && counts.since == minute(0))
        #expect(!counts.isAllAtLeast && !counts.isHourAtLeast)
        #expect(lines(tally.counts(at: now + .minutes(50))) == ["json 0 0 1", "late 0 1 5", "other 0 1 1"])
        #expect(lines(tally.counts(at: now + .minutes(500))) == ["json 0 0 1", "late 0 0 5", "other 0 0 1"])
    }

    @Test func aLetterFromTheFutureIsOneOfNow() {
        var tally = RejectionTally(since: minute(0))
        tally.add(.json, writtenAt: EventTime(milliseconds: .max), now: now)
        tally.add(.json, writtenAt: EventTime(milliseconds: 0), now: now)
        #expect(lines(tally.counts(at: now)) == ["json 1 1 2"])
    }

    @Test func whatWasSkippedMakesItAtLeastSoMany() {
        var tally = RejectionTally(since: minute(0))
        tally.skip(to: minute(100))
        tally.skip(to: minute(90))
        let counts = tally.counts(at: now)
        #expect(counts.isAllAtLeast && counts.isHourAtLeast && !counts.isQuarterHourAtLeast)
        #expect(!tally.counts(at: minute(161)).isHourAtLeast && tally.counts(at: minute(161)).isAllAtLeast)
    }
}
