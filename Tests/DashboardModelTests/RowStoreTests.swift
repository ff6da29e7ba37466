import AdModel
import Testing

@testable import DashboardModel

struct RowStoreTests {
    let store = RowStore(clock: { minute(60) })

    @Test func everyChangeRaisesTheVersionAndWakesTheListener() async {
        var changes = store.changes().makeAsyncIterator()
        let before = store.snapshot(SnapshotQuery()).version
        store.ingest([row(clicks: 1)])
        await changes.next()
        #expect(store.snapshot(SnapshotQuery()).version > before)
        #expect(store.ingestState.lastRowAt == minute(60))
    }

    @Test func clearingWaitsUntilTheTopicsAreRead() {
        store.ingest([row(clicks: 1)])
        #expect(store.clear() == nil)
        #expect(store.snapshot(SnapshotQuery()).totals.clicks == 1)
        store.update { $0.progress = .caughtUp }
        #expect(store.clear()?.rows.count == 1)
        #expect(store.snapshot(SnapshotQuery()).totals.clicks == 0)
    }

    @Test func readyStaysReadyAfterAReconnect() {
        store.update { $0.progress = .caughtUp }
        store.update { $0.progress = .loading(percent: 10) }
        #expect(store.ingestState.hasCaughtUp)
        #expect(store.clear() == nil)
    }
}
