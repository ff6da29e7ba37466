import AdModel
import DashboardModel
import Foundation
import Logging
import Synchronization

@testable import Dashboard

/// A wall clock that moves when told.
final class HandClock: Sendable {
    private let time: Mutex<EventTime>

    init(_ start: EventTime) {
        time = Mutex(start)
    }

    var now: EventTime { time.withLock { $0 } }

    func set(_ now: EventTime) {
        time.withLock { $0 = now }
    }
}

/// A store that sees all that comes.
func watchedStore(_ clock: HandClock, _ rows: [ResultRow] = []) -> RowStore {
    let store = RowStore(clock: { clock.now })
    store.ingest(rows)
    store.update { state in
        state.connection = .connected
        state.progress = .caughtUp
    }
    store.beat(ReaderPulse(isAnswered: true, at: .now + .seconds(3600)))
    return store
}

func alertRule(
    _ metric: AlertMetric, _ condition: AlertCondition, minutes: Int64 = 1, campaign: String? = nil
) -> @Sendable (AlertRuleID) -> AlertRule {
    { id in
        AlertRule(
            id: id, name: "watched", metric: metric, filter: AlertFilter(campaign: campaign.map(CampaignID.init)),
            span: .minutes(minutes), condition: condition)
    }
}

let quietLogger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

func withFolder(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder.path)
}
