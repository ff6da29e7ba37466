import AdCodec
import AdModel
import DashboardModel
import Hummingbird

/// The part of a page's address that says what it shows; what makes no sense falls back to the default.
extension SnapshotQuery {
    /// Names in one filter; an address that a person shares has a few.
    private static let mostNames = 50

    init(_ request: Request) {
        self.init(AddressParameters(request.uri.query))
    }

    init(_ parameters: AddressParameters) {
        let filter = SeriesFilter(
            organizations: Self.names(parameters[all: "org"]), campaigns: Self.names(parameters[all: "campaign"]),
            channels: Self.names(parameters[all: "channel"]),
            search: SearchText(parameters["q"].flatMap { Self.isName($0) ? $0 : nil } ?? ""))
        self.init(
            range: SnapshotRange(parameters) ?? .last(.hour), filter: filter,
            metric: parameters["metric"].flatMap(Metric.init) ?? .spend,
            comparesPeriods: parameters["compare"] == "previous", table: TableQuery(parameters))
    }

    private static func names<Role>(_ texts: [String]) -> Set<Name<Role>> {
        Set(texts.lazy.filter(isName).prefix(mostNames).map { Name<Role>($0) })
    }

    /// No row has a longer name.
    private static func isName(_ text: String) -> Bool { (1...128).contains(text.utf8.count) }

    /// The address of the page that shows this, without what is default anyway.
    var address: String { "/" + search }

    /// From the `?` on; empty where all is default.
    var search: String {
        var text: [UInt8] = []
        for parameter in parameters {
            text.append(UInt8(ascii: text.isEmpty ? "?" : "&"))
            text.append(contentsOf: parameter.name.utf8)
            text.append(UInt8(ascii: "="))
            PercentEncoding.append(parameter.value.utf8, to: &text)
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// What is not default, in a fixed order: one view has one address.
    var parameters: [AddressParameter] {
        var all = range.parameters
        all += filter.organizations.sorted().map { AddressParameter("org", $0.text) }
        all += filter.campaigns.sorted().map { AddressParameter("campaign", $0.text) }
        all += filter.channels.sorted().map { AddressParameter("channel", $0.text) }
        if !filter.search.text.isEmpty { all.append(AddressParameter("q", filter.search.text)) }
        if metric != .spend { all.append(AddressParameter("metric", metric.rawValue)) }
        if comparesPeriods { all.append(AddressParameter("compare", "previous")) }
        return all + table.parameters
    }

    /// What a form has to carry along so that it changes only its own parameters.
    func fields(without own: Set<String>) -> [AddressParameter] {
        parameters.filter { !own.contains($0.name) && $0.name != "page" }
    }
}

/// One name and value of an address.
struct AddressParameter: Encodable {
    let name: String
    let value: String

    init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

extension SnapshotRange {
    fileprivate var parameters: [AddressParameter] {
        switch self {
        case .last(.hour): []
        case .last(let lookback): [AddressParameter("range", lookback.rawValue)]
        case .all: [AddressParameter("range", "all")]
        case .between(let from, let to):
            [AddressParameter("from", TimeText.input(from)), AddressParameter("to", TimeText.input(to))]
        }
    }

    /// - Returns: nil where nothing is said that can be understood.
    fileprivate init?(_ parameters: AddressParameters) {
        if let from = parameters["from"].flatMap(TimeText.time), let to = parameters["to"].flatMap(TimeText.time) {
            guard from < to, from >= .earliest, to <= .limit else { return nil }
            self = .between(from: from, to: to)
        } else if parameters["range"] == "all" {
            self = .all
        } else if let lookback = parameters["range"].flatMap(Lookback.init) {
            self = .last(lookback)
        } else {
            return nil
        }
    }
}

extension TableQuery {
    fileprivate init(_ parameters: AddressParameters) {
        self.init(
            grouping: parameters["by"].flatMap(TableGrouping.init) ?? .campaign,
            sort: parameters["sort"].flatMap(SortColumn.init) ?? .metric(.spend),
            direction: parameters["dir"].flatMap(SortDirection.init),
            pageSize: parameters["rows"].flatMap(Int.init) ?? Self.offeredSizes[0],
            // People count pages from 1.
            page: parameters["page"].flatMap(Int.init).map { min(max($0, 1), 1_000_000) - 1 } ?? 0)
    }

    fileprivate var parameters: [AddressParameter] {
        var all: [AddressParameter] = []
        if grouping != .campaign { all.append(AddressParameter("by", grouping.rawValue)) }
        if sort != .metric(.spend) || direction != sort.naturalDirection {
            all += [AddressParameter("sort", sort.rawValue), AddressParameter("dir", direction.rawValue)]
        }
        if pageSize != Self.offeredSizes[0] { all.append(AddressParameter("rows", String(pageSize))) }
        if page > 0 { all.append(AddressParameter("page", String(page + 1))) }
        return all
    }
}
