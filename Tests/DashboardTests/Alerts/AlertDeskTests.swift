import AdModel
import DashboardModel
import Foundation
import TestSupport
import Testing

@testable import Dashboard

struct AlertDeskTests {
    let clock = HandClock(minute(10))
    static let limit = AlertFigure(millionths: 9_000_000)

    @Test func aRuleFiresOnCompleteWindowsAndShowsInTheSummary() async throws {
        let store = watchedStore(clock, [row(minute: 0, clicks: 5), row(minute: 1, clicks: 50, status: .open)])
        let desk = desk(store)
        #expect(await desk.add(alertRule(.clicks, .above(Self.limit))))
        #expect(store.alerts.firing.isEmpty, "a window that is still open is only part of itself")
        store.ingest([row(minute: 1, clicks: 50, through: 2)])
        await desk.evaluate()
        await desk.evaluate()
        #expect(store.alerts.firing.map(\.sentence) == ["Clicks was 50 over 1 min, above 9"])
        #expect(await desk.state().log.entries.map(\.notice.change) == [.fired])
    }

    @Test func pagesAreWokenByWhatIsNewAndNotEachSecond() async throws {
        let store = watchedStore(clock, [row(minute: 0, clicks: 50)])
        let desk = desk(store)
        _ = await desk.add(alertRule(.clicks, .above(Self.limit)))
        let version = store.snapshot(SnapshotQuery()).version
        for second in 0..<5 as Range<Int64> {
            clock.set(minute(10) + .seconds(second))
            await desk.evaluate()
        }
        #expect(store.snapshot(SnapshotQuery()).version == version)
    }

    @Test func aRestartNeitherForgetsNorFiresAgain() async throws {
        try await withFolder { folder in
            let store = watchedStore(clock, [row(minute: 0, clicks: 50)])
            let before = desk(store, in: folder)
            _ = await before.add(alertRule(.clicks, .above(Self.limit)))
            let restarted = watchedStore(clock, [row(minute: 0, clicks: 50)])
            let after = desk(restarted, in: folder)
            #expect(restarted.alerts == store.alerts, "before anything is judged")
            await after.evaluate()
            let state = await after.state()
            #expect(state.log.entries.count == 1 && state.isLasting)
            #expect(await after.delete(AlertRuleID(1)))
            #expect(await desk(restarted, in: folder).state().log.entries.map(\.notice.change) == [.fired, .withdrawn])
        }
    }

    @Test func nothingIsJudgedWhileTheBrokerIsAwayOrTopicsAreRead() async throws {
        let store = watchedStore(clock, [row(minute: 0, clicks: 5)])
        let desk = desk(store)
        _ = await desk.add(alertRule(.clicks, .silent, minutes: 5))
        store.update { $0.connection = .brokerAway(since: minute(10)) }
        clock.set(minute(500))
        await desk.evaluate()
        #expect(await desk.state().isWatching == false && store.alerts.firing.isEmpty)
        store.update { state in
            state.connection = .connected
            state.progress = .loading(percent: 3)
        }
        await desk.evaluate()
        #expect(await desk.state().isWatching == false && store.alerts.firing.isEmpty)
        store.update { $0.progress = .caughtUp }
        await desk.evaluate()
        #expect(store.alerts.firing.isEmpty, "the aggregator behind the broker gets a minute")
        clock.set(minute(501))
        await desk.evaluate()
        #expect(store.alerts.firing.count == 1)
    }

    @Test func aSilenceIsToldThoughNothingComesAndEndsWithAnEvent() async throws {
        let store = watchedStore(clock, [row(minute: 9, clicks: 5)])
        let desk = desk(store)
        _ = await desk.add(alertRule(.clicks, .silent, minutes: 5))
        clock.set(minute(15))
        await desk.evaluate()
        #expect(store.alerts.firing.map(\.sentence) == ["No clicks since 01:10 UTC"])
        store.ingest([row(minute: 15, clicks: 1, status: .open)])
        await desk.evaluate()
        #expect(await desk.state().log.entries.map(\.notice.change) == [.fired, .resolved])
    }

    @Test func aFolderThatCannotBeUsedIsOneLineAndAlertsGoOn() async throws {
        let lines = LogLines()
        let store = watchedStore(clock, [row(minute: 0, clicks: 50)])
        let desk = AlertDesk(store: store, dataDir: "/nowhere/at/all", hasWebhook: false, logger: lines.logger)
        _ = await desk.add(alertRule(.clicks, .above(Self.limit)))
        #expect(store.alerts.firing.count == 1)
        #expect(lines.warnings.count == 1 && lines.warnings[0].contains("--data-dir"))
        #expect(await desk.state().isLasting == false)
    }

    @Test func aFileThatCannotBeWrittenAnyMoreIsOneLineToo() async throws {
        try await withFolder { folder in
            let lines = LogLines()
            let store = watchedStore(clock)
            let desk = AlertDesk(store: store, dataDir: folder, hasWebhook: false, logger: lines.logger)
            try Data(repeating: 0, count: 4096).write(to: URL(fileURLWithPath: folder + "/alerts.sqlite"))
            for _ in 0..<3 { _ = await desk.add(alertRule(.clicks, .silent)) }
            #expect(await desk.state().book.rules.count == 3)
            #expect(lines.warnings.count == 1, "\(lines.warnings)")
            #expect(await desk.state().isLasting == false)
        }
    }

    private func desk(_ store: RowStore, in folder: String? = nil) -> AlertDesk {
        AlertDesk(store: store, dataDir: folder, hasWebhook: false, logger: quietLogger)
    }
}
