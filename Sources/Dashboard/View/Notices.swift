import AdModel
import DashboardModel

/// Sentences that appear above the figures when these need a caution.
enum Notices {
    /// - Parameter stale: the pipeline's banner; empty where the figures are fresh.
    static func texts(stale: String, _ snapshot: Snapshot) -> [String] {
        (stale.isEmpty ? [] : [stale]) + refused(snapshot.refused)
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
