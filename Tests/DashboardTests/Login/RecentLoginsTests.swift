import Testing

@testable import Dashboard

struct RecentLoginsTests {
    private func credentials(_ name: String, _ password: String) -> Credentials {
        Credentials(name: name.utf8, password: password.utf8)
    }

    @Test func onlyTheSamePairAndOnlyForAWhile() {
        let now = ContinuousClock.now
        var recent = RecentLogins()
        recent.insert(credentials("ana", "b"), now: now)
        #expect(recent.contains(credentials("ana", "b"), now: now + .seconds(299)))
        #expect(!recent.contains(credentials("ana", "b"), now: now + .seconds(300)))
        #expect(
            !recent.contains(credentials("an", "ab"), now: now) && !recent.contains(credentials("ana", ""), now: now))
    }

    @Test func aFewAreKept() {
        let now = ContinuousClock.now
        var recent = RecentLogins()
        for number in 0..<65 { recent.insert(credentials("n\(number)", "p"), now: now + .seconds(number)) }
        #expect(!recent.contains(credentials("n0", "p"), now: now + .seconds(65)))
        #expect(recent.contains(credentials("n1", "p"), now: now + .seconds(65)))
    }
}
