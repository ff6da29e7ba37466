import AdModel
import Testing

@testable import DashboardModel

/// Each way in which figures can grow stale: told after its patience, since the right moment, and no more once it is over.
struct PipelineVerdictTests {
    typealias Look = PipelineStory.Look

    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        /// Seconds after the trouble's start at which it is first told.
        let told: Int64
        let verdict: @Sendable (EventTime) -> PipelineVerdict
        /// A look so many seconds after the start of the story; the trouble starts behind the one at 20 s.
        let look: @Sendable (Int64) -> Look
        var testDescription: String { name }
    }

    static let cases = [
        Case(
            name: "broker silent", told: 8, verdict: { .brokerSilent(since: $0) },
            look: { _ in Look(end: 0, judged: 0, isAnswered: false) }),
        Case(
            name: "reading", told: 10, verdict: { .reading(since: $0) },
            look: { Look(end: $0 * 10, judged: $0 * 10, isRead: false) }),
        Case(
            name: "job absent", told: 10, verdict: { .jobAbsent(since: $0) },
            look: { Look(end: $0 * 10, judged: 200, members: 0) }),
        Case(
            name: "job stands still", told: 16, verdict: { .jobStandsStill(since: $0) },
            look: { Look(end: $0 * 10, judged: 200) }),
        Case(
            name: "job stands still, and who is in its group is not told", told: 16,
            verdict: { .jobStandsStill(since: $0) }, look: { Look(end: $0 * 10, judged: 200, members: nil) }),
        Case(
            name: "nothing counted", told: 60, verdict: { .nothingCounted(since: $0) },
            look: { Look(end: $0 * 10, judged: $0 * 10, hasRows: false) }),
        Case(
            name: "traffic stopped", told: 60, verdict: { .trafficStopped(since: $0) },
            look: { _ in Look(end: 200, judged: 200, hasRows: false) }),
        Case(
            name: "clock ahead", told: 10, verdict: { .clockAhead(since: $0) },
            look: { Look(end: $0 * 10, judged: $0 * 10, watermarkAge: -31_000) }),
    ]

    @Test(arguments: cases) func isToldInTimeAndNoLonger(_ test: Case) {
        var story = PipelineStory()
        story.look(11, PipelineStory.well)
        let since = story.now
        #expect(story.verdict == .fresh)
        while story.now < since + .seconds(80) {
            story.look(1, test.look)
            let isDue = story.now >= since + .seconds(test.told)
            let lasted = story.now.milliseconds - since.milliseconds
            #expect(story.verdict == (isDue ? test.verdict(since) : .fresh), "after \(lasted) ms")
        }
        story.look(8, PipelineStory.well)
        #expect(story.verdict == .fresh)
    }

    @Test func aBacklogIsTold() {
        var story = PipelineStory()
        story.look(11, PipelineStory.well)
        // Ten times as many events, of which the job manages twice as many as before.
        story.look(30) { Look(end: 200 + ($0 - 20) * 100, judged: 200 + ($0 - 20) * 20) }
        guard case .jobBehind(let since) = story.verdict else {
            Issue.record("\(story.verdict)")
            return
        }
        #expect(since >= PipelineStory.start + .seconds(20) && since < PipelineStory.start + .seconds(40))
        #expect(story.health?.lag == .known(60 * 80))
        #expect(story.health?.work == .seconds(240))
    }

    @Test func aBurstThatIsWorkedOffIsNone() {
        var story = PipelineStory()
        story.look(11, PipelineStory.well)
        story.look(4) { Look(end: 1_000_000, judged: 200 + ($0 - 20) * 100_000) }
        #expect(story.verdict == .fresh)
    }

    @Test func anOutageOfTheBrokerIsSaidByItsConnection() {
        var ingest = IngestState()
        #expect(PipelineVerdict(nil, ingest, now: minute(1)) == .fresh)
        ingest.connection = .brokerAway(since: minute(1))
        #expect(PipelineVerdict(nil, ingest, now: minute(9)) == .brokerAway(since: minute(1)))
    }

    /// One cause, one sentence, and since when it really is.
    @Test func anOutageNeitherMakesNorHidesATrouble() {
        var story = PipelineStory()
        let gone = { @Sendable (second: Int64) in Look(end: second * 10, judged: 0, members: 0) }
        let away = { @Sendable (_: Int64) in Look(end: 0, judged: 0, isAnswered: false) }
        story.look(10, gone)
        #expect(story.verdict == .jobAbsent(since: PipelineStory.start))
        story.look(30, away)
        story.look(1, gone)
        #expect(story.verdict == .jobAbsent(since: PipelineStory.start))

        var other = PipelineStory()
        other.look(11, PipelineStory.well)
        other.look(60, away)
        other.look(1) { _ in Look(end: 200, judged: 200, hasRows: false) }
        #expect(other.verdict == .fresh)
    }

    @Test func anOldLookSaysThatTheBrokerIsSilent() {
        var story = PipelineStory()
        story.look(3, PipelineStory.well)
        #expect(PipelineVerdict(story.health, story.ingest, now: story.now + .seconds(19)) == .fresh)
        #expect(
            PipelineVerdict(story.health, story.ingest, now: story.now + .seconds(20))
                == .brokerSilent(since: story.now))
    }

    /// ACLs may forbid it; then all that is known is that no row comes.
    @Test func withoutTheEndOfLogsRowsAreAllThereIs() {
        var story = PipelineStory()
        story.look(5) { _ in Look(end: 0, judged: 0, knowsLogs: false) }
        let last = story.now
        story.look(29) { _ in Look(end: 0, judged: 0, hasRows: false, knowsLogs: false) }
        #expect(story.verdict == .fresh)
        story.look(1) { _ in Look(end: 0, judged: 0, hasRows: false, knowsLogs: false) }
        #expect(story.verdict == .noRows(since: last))
    }

    @Test func retentionIsNoTraffic() {
        var health: PipelineHealth?
        var ingest = IngestState()
        ingest.connection = .connected
        ingest.progress = .caughtUp
        for second in Int64(0)...70 {
            let at = PipelineStory.start + .seconds(second)
            let sample = PipelineSample(
                at: at, isAnswered: true, logs: .known([0: second..<100]),
                progress: .known([0: JobProgress(nextOffset: 100, watermark: nil)]), members: .known(1),
                rejected: .unknown(""))
            health = PipelineHealth(sample, after: health, ingest: ingest)
        }
        #expect(
            PipelineVerdict(health, ingest, now: PipelineStory.start + .seconds(70))
                == .trafficStopped(since: PipelineStory.start))
    }
}
