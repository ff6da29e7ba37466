import AdModel
import DashboardModel

/// The table as JSON for programs: members are named as in a row of `results`; null where a divisor is 0.
struct TableDocument: Encodable {
    /// RFC 3339; missing until the first row came.
    let from: String?
    let to: String?
    let groupedBy: String
    let organizationIds: [String]
    let campaignIds: [String]
    let channels: [String]
    let search: String
    let rows: [Row]
    let totals: Figures

    init(_ export: TableExport) {
        let snapshot = export.snapshot
        let filter = snapshot.query.filter
        from = snapshot.span.map { TimeText.exact($0.start) }
        to = snapshot.span.map { TimeText.exact($0.end) }
        groupedBy = snapshot.query.table.grouping.rawValue
        organizationIds = filter.organizations.sorted().map(\.text)
        campaignIds = filter.campaigns.sorted().map(\.text)
        channels = filter.channels.sorted().map(\.text)
        search = filter.search.text
        let names = export.valueNames
        rows = snapshot.table.rows.map { Row(name: $0.name, figures: Figures(names, export.values(of: $0))) }
        totals = Figures(Metric.allCases.map(\.rawValue), Metric.allCases.map { ExactDecimal($0, of: snapshot.totals) })
    }

    struct Row: Encodable {
        let name: GroupName
        let figures: Figures

        func encode(to encoder: any Encoder) throws {
            var members = encoder.container(keyedBy: Member.self)
            if let organization = name.organization {
                try members.encode(organization.text, forKey: Member("organizationId"))
            }
            if let campaign = name.campaign { try members.encode(campaign.text, forKey: Member("campaignId")) }
            if let channel = name.channel { try members.encode(channel.text, forKey: Member("channel")) }
            try figures.encode(into: &members)
        }
    }

    /// Figures by name, in order.
    struct Figures: Encodable {
        private let values: [(name: String, value: ExactDecimal?)]

        init(_ names: [String], _ values: [ExactDecimal?]) {
            self.values = Array(zip(names, values)).map { (name: $0, value: $1) }
        }

        func encode(to encoder: any Encoder) throws {
            var members = encoder.container(keyedBy: Member.self)
            try encode(into: &members)
        }

        fileprivate func encode(into members: inout KeyedEncodingContainer<Member>) throws {
            for (name, value) in values {
                if let value {
                    try members.encode(value, forKey: Member(name))
                } else {
                    try members.encodeNil(forKey: Member(name))
                }
            }
        }
    }

    fileprivate struct Member: CodingKey {
        let stringValue: String
        let intValue: Int? = nil

        init(_ name: String) { stringValue = name }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
