import AdModel
import DashboardModel

/// Sentences that appear above the figures when these need a caution.
enum Notices {
    private static let silence = Milliseconds.minutes(1)

    static func texts(for snapshot: Snapshot, now: EventTime) -> [String] {
        [away(snapshot.ingest), silent(snapshot.ingest, now: now)].compactMap { $0 } + refused(snapshot.refused)
    }

    private static func away(_ ingest: IngestState) -> String? {
        guard case .brokerAway(let since) = ingest.connection else { return nil }
        return "The broker has been away since \(TimeText.second(since)) UTC. The figures stand still until it is back."
    }

    private static func silent(_ ingest: IngestState, now: EventTime) -> String? {
        guard ingest.connection == .connected, ingest.progress == .caughtUp, let last = ingest.lastRowAt else {
            return nil
        }
        guard now.milliseconds - last.milliseconds >= silence.count else { return nil }
        // Not "for 3 min": a screen reader would say it again each minute.
        return
            "Nothing new since \(TimeText.second(last)) UTC: either traffic stopped or the aggregator is not running."
    }

    private static func refused(_ refused: RefusedRows) -> [String] {
        var texts: [String] = []
        if refused.ahead > 0 {
            texts.append("\(refused.ahead) rows are left out: their window starts over an hour ahead of this clock.")
        }
        if refused.unbelievable > 0 {
            texts.append("\(refused.unbelievable) rows are left out: no real traffic has figures like theirs.")
        }
        if refused.tooMany > 0 {
            texts.append("\(refused.tooMany) rows are left out: one window alone has more than memory is set for.")
        }
        if refused.historyCut > 0 {
            texts.append(
                "The oldest \(refused.historyCut) windows were dropped early: more rows than memory is set for.")
        }
        return texts
    }
}
