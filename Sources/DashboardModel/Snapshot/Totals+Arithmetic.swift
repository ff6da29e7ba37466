import AdModel

extension Totals {
    static let zero = Totals()

    static func -= (a: inout Totals, b: Totals) {
        for type in EventType.allCases { a[type] -= b[type] }
        a.spend = a.spend - b.spend
        a.revenue = a.revenue - b.revenue
    }

    static func - (a: Totals, b: Totals) -> Totals {
        var difference = a
        difference -= b
        return difference
    }
}
