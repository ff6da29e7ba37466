import AdModel
import DashboardModel

/// Whether "clear data" hides something, and since when.
struct ClearingView: Encodable {
    let isCleared: Bool
    let text: String

    init(_ snapshot: Snapshot) {
        isCleared = snapshot.clearedAt != nil
        text = snapshot.clearedAt.map { "Counting from \(TimeText.second($0)) UTC; what came before is hidden." } ?? ""
    }
}
