import Synchronization
import Telemetry
import Testing

@Suite struct WorkWatchTests {
    private final class TestClock: Sendable {
        private let time = Mutex(ContinuousClock.now)

        var now: ContinuousClock.Instant { time.withLock { $0 } }
        func pass(_ span: Duration) { time.withLock { $0 += span } }
    }

    @Test func readyFollowsTheWork() {
        let clock = TestClock()
        let watch = WorkWatch { clock.now }
        func readiness() -> Readiness { watch.readiness(until: "waiting", idleBecause: "no reason") }

        #expect(readiness() == .notReady("waiting"))
        clock.pass(.seconds(100))
        #expect(readiness() == .notReady("waiting"))
        watch.worked()
        #expect(readiness() == .ready)
        clock.pass(.milliseconds(14_999))
        #expect(readiness() == .ready)
        clock.pass(.milliseconds(1))
        #expect(readiness() == .notReady("no work for 15 s: no reason"))
        clock.pass(.seconds(45))
        #expect(readiness() == .notReady("no work for 60 s: no reason"))
        watch.worked()
        #expect(readiness() == .ready)
    }
}
