import AdModel
import DashboardModel

/// A figure for programs: every decimal there is, a point, no commas, no zeros at the end.
struct ExactDecimal: Encodable {
    let text: String

    /// - Returns: nil where a ratio's divisor is 0.
    init?(_ metric: Metric, of totals: Totals) {
        guard let figure = metric.figure(of: totals) else { return nil }
        text = metric.unit == .count ? String(figure) : Self.text(millionths: figure)
    }

    init(_ ratio: Ratio) {
        text = Self.text(millionths: ratio.millionths)
    }

    private static func text(millionths: Int128) -> String {
        let (whole, fraction) = millionths.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
        let sign = millionths < 0 ? "-" : ""
        guard fraction > 0 else { return sign + String(whole) }
        let digits = String(fraction)
        var places = String(repeating: "0", count: 6 - digits.utf8.count) + digits
        while places.utf8.last == UInt8(ascii: "0") { places.removeLast() }
        return "\(sign)\(whole).\(places)"
    }

    /// Only ``ViewEncoder`` can write a number without making it a float.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
