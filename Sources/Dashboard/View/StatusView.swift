import AdModel
import DashboardModel

/// The light in the header: is this page telling the present?
struct StatusView: Encodable {
    /// `live`, `wait` or `away`: a colour and a shape, never colour alone.
    let tone: String
    let label: String
    let updated: String
    /// Milliseconds since the last row came, for the page to count on from; −1: none came.
    let age: Int64

    init(_ ingest: IngestState, now: EventTime) {
        (tone, label) = Self.light(ingest)
        let age = ingest.lastRowAt.map { max(0, now.milliseconds - $0.milliseconds) }
        self.age = age ?? -1
        updated = age.map { "updated " + TimeText.ago(Milliseconds($0)) } ?? "no data yet"
    }

    private static func light(_ ingest: IngestState) -> (tone: String, label: String) {
        switch (ingest.connection, ingest.progress) {
        case (.brokerAway(let since), _): ("away", "Broker away since \(TimeText.second(since)) UTC")
        case (.connecting, _): ("wait", "Connecting")
        case (.connected, .loading(nil)): ("wait", "Loading")
        case (.connected, .loading(let percent?)): ("wait", "Loading \(percent)%")
        case (.connected, .caughtUp): ("live", "Live")
        }
    }
}
