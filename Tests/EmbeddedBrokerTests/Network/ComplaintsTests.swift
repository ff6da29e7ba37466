import NIOCore
import Testing

@testable import EmbeddedBroker

@Suite struct ComplaintsTests {
    private static func at(_ seconds: Int64) -> NIODeadline { .uptimeNanoseconds(0) + .seconds(seconds) }

    @Test func fiveLinesInTenSecondsAreEnough() {
        var complaints = Complaints()
        let lines = (0..<1_000).map { complaints.line("\($0)", at: Self.at(1)) }
        #expect(lines.compactMap(\.self) == ["0", "1", "2", "3", "4"])
        #expect(complaints.line("late", at: Self.at(11)) == nil)
    }

    @Test func theNextPeriodSaysHowManyWereHeldBack() {
        var complaints = Complaints()
        for number in 0..<12 { _ = complaints.line("\(number)", at: Self.at(1)) }
        #expect(complaints.line("again", at: Self.at(12)) == "again (and 7 more like it before)")
        #expect(complaints.line("again", at: Self.at(12)) == "again")
    }

    @Test func aLineNowAndThenIsNeverHeldBack() {
        var complaints = Complaints()
        for time in stride(from: Int64(0), to: 1_000, by: 3) {
            #expect(complaints.line("x", at: Self.at(time)) == "x")
        }
    }
}
