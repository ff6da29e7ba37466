import AdModel
import DashboardModel
import Foundation
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Dashboard

/// The card "Pipeline" and its banner, as words.
struct PipelineViewTests {
    private static func sample(
        at time: EventTime, end: Int64 = 100, judged: Int64 = 97, members: Figure<Int> = .known(2),
        rejected: Figure<RejectedCounts>? = nil
    ) -> PipelineSample {
        var tally = RejectionTally(since: minute(-600))
        for _ in 0..<1234 { tally.add(.json, writtenAt: time, now: time) }
        tally.add(nil, writtenAt: time, now: time)
        tally.add(.late, writtenAt: time - .minutes(20), now: time)
        return PipelineSample(
            at: time, isAnswered: true, logs: .known([0: 0..<end, 1: 0..<0]),
            progress: .known([0: JobProgress(nextOffset: judged, watermark: time - .seconds(6))]), members: members,
            rejected: rejected ?? .known(tally.counts(at: time)))
    }

    private func view(_ samples: [PipelineSample], now: EventTime = minute(1)) -> PipelineView {
        let store = liveStore()
        var health: PipelineHealth?
        for sample in samples { health = PipelineHealth(sample, after: health, ingest: store.ingestState) }
        if let health { store.report(health) }
        return PipelineView(store.snapshot(SnapshotQuery()), now: now)
    }

    private func figures(_ view: PipelineView) -> [String] { view.figures.map { "\($0.label): \($0.value)" } }
    private func services(_ view: PipelineView) -> [String] {
        view.services.map { "\($0.name) \($0.sign) \($0.state): \($0.detail)" }
    }

    @Test func tellsItsFiguresInWords() {
        let view = view([
            Self.sample(at: minute(1) - .seconds(2), end: 80, judged: 60), Self.sample(at: minute(1)),
        ])
        #expect(view.caption == "as of 01:01:00 UTC" && view.banner.isEmpty)
        #expect(
            figures(view) == [
                "Events written: 10.0/s", "Lag: 3", "Watermark age: 6 s", "Rejected, 60 min: 1,236",
                "Too late, 60 min: 1", "Late, still counted: 0",
            ])
        #expect(
            services(view) == [
                "broker ✓ answers: ", "producer ✓ writes: the end of logs moves",
                "flink-job ✓ runs: 2 consumers, 3 events wait", "dashboard ✓ up to date: has read all rows there are",
            ])
        #expect(view.rejected.lines.map(\.reason) == ["json", "late", "other"])
        #expect(view.rejected.lines[0].figures == ["1,234", "1,234", "1,234"])
        #expect(view.partitions.map(\.figures) == [["3", "97", "100", "21 Nov 01:00:54"], ["0", "—", "0", "—"]])
    }

    @Test func whatIsNotKnownIsADashWithItsReason() {
        let unknown = PipelineSample(
            at: minute(1), isAnswered: true, logs: .unknown("no right to <b>"), progress: .unknown("no right"),
            members: .unknown("no right to describe the group"), rejected: .unknown("no topic logs.dlq"))
        for view in [view([unknown]), view([])] {
            #expect(view.figures.prefix(5).allSatisfy { $0.value == "—" && $0.detail.hasPrefix("Not known: ") })
            #expect(!view.hasPartitions && !view.rejected.hasLines && view.rejected.caption.hasPrefix("Not known: "))
            #expect(view.banner.isEmpty)
        }
        #expect(services(view([unknown]))[2] == "flink-job ? not known: no right to describe the group")
    }

    @Test func theBannerSaysSinceWhenWhyAndWhatToDo() {
        let samples = (0...20).map { step in
            Self.sample(at: minute(1) + .seconds(step * 2), end: 100 + step, judged: 97, members: .known(0))
        }
        let (early, late) = (view(Array(samples.prefix(15))), view(samples))
        #expect(
            late.banner
                == """
                The flink-job is not running: nothing has been counted since 01:01:00 UTC, and events wait. Start \
                adtally aggregator; it goes on where it stopped.
                """)
        #expect(early.banner == late.banner, "its words do not change with time")
        #expect(services(late)[2].hasPrefix("flink-job ✗ not running: 0 consumers, 23 events wait"))
    }

    @Test func everyTroubleHasItsSentenceAndOnlyOne() {
        let since = minute(5)
        let troubles: [PipelineVerdict] = [
            .brokerAway(since: since), .brokerSilent(since: since), .reading(since: since), .jobAbsent(since: since),
            .jobStandsStill(since: since), .jobBehind(since: since), .nothingCounted(since: since),
            .trafficStopped(since: since), .noRows(since: since), .clockAhead(since: since),
        ]
        let texts = Set(troubles.map(StaleText.text))
        #expect(texts.count == troubles.count)
        #expect(texts.allSatisfy { $0.lowercased().contains("since 01:05:00 utc") })
        #expect(StaleText.text(.fresh).isEmpty)
    }

    @Test func aCauseShowsOnceAmongTheNotices() {
        let store = liveStore()
        store.report(PipelineHealth(Self.sample(at: minute(1)), after: nil, ingest: store.ingestState))
        store.update { $0.connection = .brokerAway(since: minute(2)) }
        let view = PageView(store.snapshot(SnapshotQuery()), now: minute(9))
        #expect(view.notices == [StaleText.text(.brokerAway(since: minute(2)))])
        #expect(view.pipeline.services[0].state == "away")
    }

    @Test func lettersThatWereSkippedMakeItAtLeast() {
        var tally = RejectionTally(since: minute(-600))
        tally.add(.size, writtenAt: minute(1), now: minute(1))
        tally.skip(to: minute(0))
        let view = view([Self.sample(at: minute(1), rejected: .known(tally.counts(at: minute(1))))])
        #expect(view.rejected.lines[0].figures == ["≥ 1", "≥ 1", "≥ 1"])
        #expect(view.rejected.caption.contains("≥"))
    }

    @Test func thePageHoldsItWithoutAnyScriptAndEscaped() async throws {
        let store = liveStore()
        let sample = Self.sample(at: minute(1), members: .unknown("<img src=x onerror=alert(1)>"))
        store.report(PipelineHealth(sample, after: nil, ingest: store.ingestState))
        let html = try await application(over: store).test(.router) { client in
            try await client.execute(uri: "/", method: .get) { String(buffer: $0.body) }
        }
        for text in ["<h2 id=\"pipeline-title\">Pipeline</h2>", ">1,236<", ">other<", "&lt;img src=x"] {
            #expect(html.contains(text), "\(text)")
        }
        #expect(!html.contains("<img src=x"))
    }

    @Test func aReportWakesThePages() async {
        let store = liveStore()
        var changes = store.changes().makeAsyncIterator()
        store.report(PipelineHealth(Self.sample(at: minute(1)), after: nil, ingest: store.ingestState))
        await changes.next()
        #expect(store.snapshot(SnapshotQuery()).pipeline?.lag == .known(3))
    }
}
