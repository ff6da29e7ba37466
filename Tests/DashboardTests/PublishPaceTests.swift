import Testing

@testable import Dashboard

@Suite struct PublishPaceTests {
    private let pace = PublishPace(interval: .milliseconds(50))

    @Test func quickSnapshotsComeAtTheInterval() {
        #expect(pace.rest(after: .zero) == .milliseconds(50))
        #expect(pace.rest(after: .milliseconds(5)) == .milliseconds(50))
    }

    @Test func slowOnesTakeAQuarterOfTheTime() {
        #expect(pace.rest(after: .milliseconds(20)) == .milliseconds(60))
        #expect(pace.rest(after: .seconds(1)) == .seconds(3))
    }
}
