import Testing

@testable import Dashboard

struct SessionTableTests {
    private let start = ContinuousClock.now

    @Test func aTokenIsGoodUntilItIsIdleForTooLong() {
        var table = SessionTable()
        let token = table.open(now: start)
        let last = start + SessionTable.mostIdle - .seconds(1)
        let (isUsed, isUsedLater) = (table.use(token, now: last), table.use(token, now: last + .seconds(3600)))
        #expect(isUsed && isUsedLater)
        let isUsedTooLate = table.use(token, now: last + .seconds(3600) + SessionTable.mostIdle)
        #expect(!isUsedTooLate && table.count == 0)
    }

    @Test func usedOrNotItEndsSomeDay() {
        var table = SessionTable()
        let token = table.open(now: start)
        var now = start
        while table.use(token, now: now) { now += .seconds(3600) }
        #expect(now == start + SessionTable.longest)
    }

    @Test func tokensAreLongAndDifferentAndNothingElseOpens() {
        var table = SessionTable()
        let tokens = Set((0..<100).map { _ in table.open(now: start) })
        #expect(tokens.count == 100 && tokens.allSatisfy { $0.utf8.count == 64 })
        for token in ["", "0", String(repeating: "0", count: 64)] {
            let isUsed = table.use(token, now: start)
            #expect(!isUsed)
        }
    }

    @Test func aClosedOneIsGone() {
        var table = SessionTable()
        let token = table.open(now: start)
        table.close(token)
        let isUsed = table.use(token, now: start)
        #expect(!isUsed)
    }

    @Test func theIdlestMakesRoom() {
        var table = SessionTable()
        let first = table.open(now: start)
        let second = table.open(now: start + .seconds(1))
        for _ in 0..<SessionTable.most - 2 { _ = table.open(now: start + .seconds(2)) }
        _ = table.use(first, now: start + .seconds(3))
        _ = table.open(now: start + .seconds(4))
        let (isFirstUsed, isSecondUsed) = (
            table.use(first, now: start + .seconds(5)), table.use(second, now: start + .seconds(5))
        )
        #expect(table.count == SessionTable.most && isFirstUsed && !isSecondUsed)
    }
}
