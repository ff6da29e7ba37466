import AdModel
import DashboardModel

/// What could not be counted, by reason.
struct RejectedView: Encodable {
    /// Since when letters are counted, or why there is nothing to show.
    let caption: String
    let lines: [Line]
    let hasLines: Bool

    struct Line: Encodable {
        /// One of our own words: what a header says never gets here.
        let reason: String
        let meaning: String
        /// The last quarter of an hour, the last hour, all.
        let figures: [String]

        init(_ line: RejectedCounts.Line, of counts: RejectedCounts) {
            reason = line.reason?.rawValue ?? "other"
            meaning = line.reason?.meaning ?? "Letters that the flink-job did not write"
            figures = [
                RejectedView.text(line.quarterHour, isAtLeast: counts.isQuarterHourAtLeast),
                RejectedView.text(line.hour, isAtLeast: counts.isHourAtLeast),
                RejectedView.text(line.all, isAtLeast: counts.isAllAtLeast),
            ]
        }
    }

    init(_ figure: Figure<RejectedCounts>?) {
        switch figure {
        case nil: (caption, lines) = ("Not known: the broker has not been looked at yet.", [])
        case .unknown(let why): (caption, lines) = ("Not known: \(why).", [])
        case .known(let counts):
            lines = counts.lines.map { Line($0, of: counts) }
            caption = Self.caption(counts)
        }
        hasLines = !lines.isEmpty
    }

    private static func caption(_ counts: RejectedCounts) -> String {
        let since = "since \(TimeText.dayAndMinute(counts.since)) UTC"
        if counts.lines.isEmpty { return "Nothing was rejected \(since)." }
        return counts.isAllAtLeast
            ? "All: \(since). ≥: there are more than are counted here; adtally dlq counts them all."
            : "All: \(since). adtally dlq shows examples."
    }

    /// `1,234`, or `≥ 1,234` where letters were skipped.
    static func text(_ count: Int, isAtLeast: Bool) -> String {
        (isAtLeast ? "≥ " : "") + FigureText.count(Int64(count))
    }
}

extension RejectReason {
    /// - Source: DESIGN §3.
    fileprivate var meaning: String {
        switch self {
        case .size: "The record is larger than 64 KiB"
        case .json: "The record is not one well-formed JSON object"
        case .eventType: "eventType is missing or none that is known"
        case .value: "value is no number from 0 to 1000000000"
        case .organizationId: "organizationId is no string of 1 to 128 bytes"
        case .campaignId: "campaignId is missing, or no string of 1 to 128 bytes"
        case .channel: "channel is no string of 1 to 128 bytes"
        case .timestamp: "timestamp is missing, or no time from 2000 up to 2100"
        case .future: "The event is more than five minutes ahead of its record"
        case .late: "The event's window had been dropped"
        }
    }
}
