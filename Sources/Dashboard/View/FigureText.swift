import AdModel

/// Figures as people read them, made from integers: no float is involved.
enum FigureText {
    /// Stands for a ratio whose divisor is 0.
    static let undefined = "—"

    /// 1234567 → `1,234,567`.
    static func count(_ count: Int64) -> String { (count < 0 ? "−" : "") + grouped(count.magnitude) }

    /// 1234567800 micros → `1,234.57`.
    static func money(_ amount: Micros) -> String { decimal(millionths: amount.count, places: 2) }

    /// All six decimals, for those who want to check a sum.
    static func exactMoney(_ amount: Micros) -> String { decimal(millionths: amount.count, places: 6) }

    /// A price such as a CPC: cents as ad people read them, two more places where cents would say nothing.
    static func price(_ ratio: Ratio?) -> String {
        guard let ratio else { return undefined }
        return decimal(millionths: ratio.millionths, places: ratio.millionths.magnitude < 100_000 ? 4 : 2)
    }

    /// 20.935961 → `20.94%`.
    static func percent(_ ratio: Ratio?) -> String {
        ratio.map { decimal(millionths: $0.millionths, places: 2) + "%" } ?? undefined
    }

    /// 14.908061 → `14.91×`.
    static func multiple(_ ratio: Ratio?) -> String {
        ratio.map { decimal(millionths: $0.millionths, places: 2) + "×" } ?? undefined
    }

    static func exact(_ ratio: Ratio?) -> String {
        ratio.map { decimal(millionths: $0.millionths, places: 6) } ?? "undefined: the divisor is 0"
    }

    /// Rounds half to even.
    ///
    /// - Parameter places: decimals, 1 to 6.
    static func decimal(millionths: Int128, places: Int) -> String {
        let isNegative = millionths < 0
        // Nearly every figure fits 64 bits, where a division is one instruction; a page has a thousand of them.
        if let magnitude = UInt64(exactly: millionths.magnitude) {
            return decimal(magnitude, isNegative, places)
        }
        return decimal(millionths.magnitude, isNegative, places)
    }

    private static func decimal<Magnitude: FixedWidthInteger & UnsignedInteger>(
        _ magnitude: Magnitude, _ isNegative: Bool, _ places: Int
    ) -> String {
        let ones: Magnitude = (0..<places).reduce(1) { power, _ in power * 10 }
        let step = 1_000_000 / ones
        let (cut, rest) = magnitude.quotientAndRemainder(dividingBy: step)
        let roundsUp = rest * 2 > step || (rest * 2 == step && !cut.isMultiple(of: 2))
        let rounded = roundsUp ? cut + 1 : cut
        let (whole, fraction) = rounded.quotientAndRemainder(dividingBy: ones)
        let digits = String(fraction)
        let zeros = String(repeating: "0", count: places - digits.utf8.count)
        return "\(isNegative && rounded > 0 ? "−" : "")\(grouped(whole)).\(zeros)\(digits)"
    }

    private static func grouped<Magnitude: FixedWidthInteger & UnsignedInteger>(_ number: Magnitude) -> String {
        let digits = String(number)
        var left = digits.utf8.count
        var text = ""
        for digit in digits.utf8 {
            text.unicodeScalars.append(Unicode.Scalar(digit))
            left -= 1
            if left > 0, left.isMultiple(of: 3) { text.append(",") }
        }
        return text
    }
}
