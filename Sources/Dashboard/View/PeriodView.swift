import AdModel
import DashboardModel

/// The span of time that is shown, and the choice of another.
struct PeriodView: Encodable {
    let ranges: [LinkView]
    /// `21 Nov 14:05 – 15:05 UTC`
    let text: String
    /// The span was given by hand.
    let isCustom: Bool
    /// For the two inputs of the form.
    let from: String
    let to: String
    /// What the form carries along, for browsers without scripts.
    let fields: [AddressParameter]
    let compare: LinkView
    /// What the comparison is made with, or why there is none.
    let comparison: String

    init(_ snapshot: Snapshot) {
        let query = snapshot.query
        ranges = SnapshotRange.offered.map { LinkView($0, in: query) }
        isCustom = if case .between = query.range { true } else { false }
        text = snapshot.span.map { TimeText.span($0) + " UTC" } ?? ""
        from = snapshot.span.map { TimeText.input($0.start) } ?? ""
        to = snapshot.span.map { TimeText.input($0.end) } ?? ""
        fields = query.fields(without: ["range", "from", "to"])
        compare = LinkView(comparing: query)
        comparison = Self.comparison(snapshot)
    }

    private static func comparison(_ snapshot: Snapshot) -> String {
        if let comparison = snapshot.comparison {
            return "Changes: \(TimeText.span(comparison.shown)) against \(TimeText.span(comparison.before)), UTC"
        }
        if snapshot.query.range == .all { return "All that is held has nothing before it to compare with" }
        if snapshot.clearedAt != nil { return "No comparison with what was cleared" }
        guard let span = snapshot.span, let heldFrom = snapshot.heldFrom, span.start - span.size < heldFrom else {
            return "No comparison yet: nothing in this span is complete"
        }
        return "No comparison: figures are held from \(TimeText.dayAndMinute(heldFrom)) UTC on"
    }
}

extension LinkView {
    fileprivate init(comparing query: SnapshotQuery) {
        var target = query
        target.comparesPeriods.toggle()
        self.init(label: "Compare", href: target.address, isCurrent: query.comparesPeriods)
    }
}
