import AdModel

/// The distinct filters of all rules, numbered, so that a series finds its own without trying each.
struct AlertFilterTable: Hashable {
    /// Which names a filter gives.
    private struct Shape: Hashable {
        let organization: Bool
        let campaign: Bool
        let channel: Bool

        init(_ filter: AlertFilter) {
            organization = filter.organization != nil
            campaign = filter.campaign != nil
            channel = filter.channel != nil
        }

        /// The one filter of this shape that admits the series.
        func filter(admitting series: Series) -> AlertFilter {
            AlertFilter(
                organization: organization ? series.organization : nil, campaign: campaign ? series.campaign : nil,
                channel: channel ? series.channel : nil)
        }
    }

    private var numbers: [AlertFilter: Int] = [:]
    private var shapes: Set<Shape> = []

    /// Filters that admit everything are left out: they have the total of each window.
    init(_ filters: some Sequence<AlertFilter>) {
        for filter in filters where !filter.isEverything && numbers[filter] == nil {
            numbers[filter] = numbers.count
            shapes.insert(Shape(filter))
        }
    }

    var isEmpty: Bool { numbers.isEmpty }

    /// - Returns: nil for a filter that admits everything, or is none of them.
    func number(of filter: AlertFilter) -> Int? { numbers[filter] }

    /// The filters that admit the series, seven at most: one a shape.
    ///
    /// - Complexity: O(shapes).
    func numbers(admitting series: Series) -> [Int] {
        shapes.compactMap { numbers[$0.filter(admitting: series)] }
    }
}
