import AdCodec
import AdModel
import DashboardModel

/// A notice as the webhook's receiver gets it; the shape is in docs/alerts.md. Figures are exact decimal numbers.
struct AlertJSON: Sendable {
    /// Of the page of alerts; nil where it is not known.
    let link: String?

    func text(of notice: AlertNotice) -> [UInt8] {
        var json = JSONText()
        json.object { json in
            json.member("version", raw: "1")
            json.member("id", notice.id)
            json.member("alertId", notice.alertID)
            json.member("state", notice.change == .fired ? "firing" : "resolved")
            json.member("reason", notice.change.rawValue)
            json.member("since", time: notice.since)
            json.member("at", time: notice.at)
            json.member("sentence", AlertText.notice(notice))
            json.member("value", figure: notice.value)
            json.member("before", figure: notice.before)
            json.member("spanStart", time: notice.span.start)
            json.member("spanEnd", time: notice.span.end)
            json.member("link", link.map { "\($0)#rule-\(notice.rule.id.number)" })
            json.name("rule")
            append(notice.rule, to: &json)
        }
        return json.bytes
    }

    private func append(_ rule: AlertRule, to json: inout JSONText) {
        json.object { json in
            json.member("id", raw: "\(rule.id.number)")
            json.member("name", rule.name)
            json.member("metric", rule.metric.rawValue)
            json.member("condition", rule.condition.kind.rawValue)
            json.member("threshold", figure: rule.condition.threshold)
            json.member("spanMinutes", raw: "\(rule.span.count / 60_000)")
            json.member("organizationId", rule.filter.organization?.text)
            json.member("campaignId", rule.filter.campaign?.text)
            json.member("channel", rule.filter.channel?.text)
        }
    }
}

/// JSON with decimal numbers in it, which `ViewEncoder` does not know.
private struct JSONText {
    private(set) var bytes: [UInt8] = []
    private var isFirst = true

    mutating func object(_ body: (inout JSONText) -> Void) {
        bytes.append(UInt8(ascii: "{"))
        isFirst = true
        body(&self)
        bytes.append(UInt8(ascii: "}"))
        isFirst = false
    }

    mutating func name(_ name: String) {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        append(name)
        bytes.append(UInt8(ascii: ":"))
    }

    mutating func member(_ name: String, raw: String) {
        self.name(name)
        bytes += raw.utf8
    }

    mutating func member(_ name: String, _ text: String?) {
        self.name(name)
        if let text { append(text) } else { bytes += "null".utf8 }
    }

    mutating func member(_ name: String, figure: AlertFigure?) {
        member(name, raw: figure?.decimal ?? "null")
    }

    mutating func member(_ name: String, time: EventTime) {
        self.name(name)
        bytes.append(UInt8(ascii: "\""))
        RFC3339.append(time, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func append(_ text: String) {
        // The encoder of views throws where a view does; text does not.
        bytes += (try? ViewEncoder.json(text)) ?? Array("\"\"".utf8)
    }
}
