import AdModel
import DashboardModel

/// What the page is narrowed to: a chip for each name, and the search.
struct FilterView: Encodable {
    let chips: [Chip]
    let hasChips: Bool
    /// Takes all of them away.
    let clear: String
    let search: String
    /// What the search form carries along, for browsers without scripts.
    let fields: [AddressParameter]
    /// Why nothing shows; empty where something does.
    let fruitless: String
    let isFruitless: Bool

    struct Chip: Encodable {
        let kind: String
        let name: String
        /// The page without it.
        let href: String
    }

    init(_ snapshot: Snapshot) {
        let query = snapshot.query
        let filter = query.filter
        var chips = filter.organizations.sorted().map { name in
            Chip("Organization", name.text, in: query) { $0.organizations.remove(name) }
        }
        chips += filter.campaigns.sorted().map { name in
            Chip("Campaign", name.text, in: query) { $0.campaigns.remove(name) }
        }
        chips += filter.channels.sorted().map { name in
            Chip("Channel", name.text, in: query) { $0.channels.remove(name) }
        }
        if !filter.search.text.isEmpty {
            chips.append(Chip("Name has", filter.search.text, in: query) { $0.search = SearchText("") })
        }
        self.chips = chips
        hasChips = !chips.isEmpty
        search = filter.search.text
        fields = query.fields(without: ["q"])
        clear = Self.address(of: query) { $0 = SeriesFilter() }
        isFruitless = snapshot.newestWindow != nil && snapshot.table.rowCount == 0
        fruitless =
            !isFruitless
            ? "" : hasChips ? "Nothing in this span passes these filters." : "Nothing was counted in this span."
    }

    fileprivate static func address(of query: SnapshotQuery, _ change: (inout SeriesFilter) -> Void) -> String {
        var query = query
        change(&query.filter)
        query.table.page = 0
        return query.address
    }
}

extension FilterView.Chip {
    fileprivate init<Ignored>(
        _ kind: String, _ name: String, in query: SnapshotQuery, without: (inout SeriesFilter) -> Ignored
    ) {
        self.init(
            kind: kind, name: name,
            href: FilterView.address(of: query) { filter in _ = without(&filter) })
    }
}
