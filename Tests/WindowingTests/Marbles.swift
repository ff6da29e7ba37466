import AdModel
import Windowing

/// Event streams as one line of text, for tests that read like a timing diagram.
///
/// `"a@00:05 b@00:59 | a@01:10:c"`: an impression of campaign a at 5 s past the origin, one of b at 59 s, a click
/// (`:c`; `:v` conversion) of a at 70 s. A bar only guides the eye. Each event has the next offset.
struct Marbles {
    static let origin = EventTime(milliseconds: 1_763_688_180_000)  // a full minute

    let events: [AdEvent]

    init(_ text: String) {
        events = text.split(separator: " ").filter { $0 != "|" }.map(Self.event)
    }

    static func time(_ text: some StringProtocol) -> EventTime {
        let parts = text.split(separator: ":").compactMap { Int64($0) }
        return origin + .seconds(parts[0] * 60 + parts[1])
    }

    static func series(_ campaign: some StringProtocol) -> Series {
        Series(organization: .absent, campaign: CampaignID(String(campaign)), channel: .absent)
    }

    private static func event(_ marble: Substring) -> AdEvent {
        let halves = marble.split(separator: "@")
        let fields = halves[1].split(separator: ":")
        let type: EventType =
            switch fields.dropFirst(2).first {
            case "c": .click
            case "v": .conversion
            default: .impression
            }
        let time = time("\(fields[0]):\(fields[1])")
        return AdEvent(type: type, series: series(halves[0]), time: time, value: Micros(1))
    }
}

/// An engine under test, with rows read as marbles. A class, so that expectations may call what changes it.
final class Bench {
    private(set) var engine: PartitionEngine
    private var nextOffset: Int64 = 0

    init(_ rules: WindowRules = WindowRules(), partition: Int32 = 0) {
        engine = PartitionEngine(partition: partition, rules: rules)
    }

    /// Applies every marble at the next offsets; the reasons of rejection, nil where an event was counted.
    @discardableResult
    func run(_ text: String, recordTime: EventTime? = nil) -> [RejectReason?] {
        Marbles(text).events.map { event in
            defer { nextOffset += 1 }
            return engine.apply(event, offset: nextOffset, recordTime: recordTime).reason
        }
    }

    func finalRows() -> [String] { engine.takeFinalRows().map(\.marble) }
    func liveRows() -> [String] { engine.takeLiveRows().map(\.marble) }
    func closeSilent(at time: String) -> Bool { engine.closeSilent(at: Marbles.time(time)) }
}

extension PartitionEngine.Verdict {
    /// Nil when counted.
    var reason: RejectReason? {
        if case .rejected(let rejection) = self { rejection.reason } else { nil }
    }
}

extension ResultRow {
    /// `00:00 a=2 final r1 <3`: window, campaign, impressions, status, revision, throughOffset.
    var marble: String {
        let seconds = (window.start.milliseconds - Marbles.origin.milliseconds) / 1000
        let clock = [seconds / 60, seconds % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
        let counted = EventType.allCases.reduce(0) { $0 + totals[$1] }
        return "\(clock) \(series.campaign.text)=\(counted) \(status) r\(revision) <\(throughOffset)"
    }
}
