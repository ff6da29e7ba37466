import DashboardModel
import Telemetry
import Testing

@testable import Dashboard

/// A connection alone is no work: a frozen broker keeps it, and so does a reader that stands still.
struct ReadinessTests {
    private let now = ContinuousClock.now

    private func readiness(isAnswered: Bool, age: Duration) -> Readiness {
        Readiness(liveStore().ingestState, ReaderPulse(isAnswered: isAnswered, at: now - age), now: now)
    }

    @Test func aBrokerHasToAnswer() {
        #expect(readiness(isAnswered: true, age: .zero) == .ready)
        #expect(readiness(isAnswered: false, age: .zero) == .notReady("the broker does not answer"))
    }

    @Test func aReaderThatSaysNothingStandsStill() {
        #expect(readiness(isAnswered: true, age: .milliseconds(14_999)) == .ready)
        #expect(readiness(isAnswered: true, age: .seconds(15)) == .notReady("the reader has said nothing for 15 s"))
        #expect(Readiness(liveStore().ingestState, nil, now: now) == .notReady("the reader has not begun"))
    }

    @Test func whatIsMissingFirstIsSaid() {
        let frozen = ReaderPulse(isAnswered: false, at: now)
        #expect(Readiness(IngestState(), frozen, now: now) == .notReady("the broker is away"))
        var state = IngestState()
        state.connection = .connected
        #expect(Readiness(state, frozen, now: now) == .notReady("the topics are still being read"))
    }

    @Test func theStoreKeepsTheNewestBeatAndWakesNobody() {
        let store = liveStore()
        let version = store.snapshot(SnapshotQuery()).version
        let beat = ReaderPulse(isAnswered: false, at: now)
        store.beat(beat)
        #expect(store.readerPulse == beat)
        #expect(store.snapshot(SnapshotQuery()).version == version)
    }
}
