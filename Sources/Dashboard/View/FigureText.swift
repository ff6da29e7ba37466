import AdModel

/// Figures as people read them, made from integers: no float is involved.
enum FigureText {
    /// Stands for a ratio whose divisor is 0.
    static let undefined = "—"

    /// 1234567 → `1,234,567`.
    static func count(_ count: Int64) -> String { grouped(Int128(count)) }

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
        let ones: UInt128 = (0..<places).reduce(1) { power, _ in power * 10 }
        let step = 1_000_000 / ones
        let (cut, rest) = millionths.magnitude.quotientAndRemainder(dividingBy: step)
        let roundsUp = rest * 2 > step || (rest * 2 == step && !cut.isMultiple(of: 2))
        let rounded = roundsUp ? cut + 1 : cut
        let fraction = String(rounded % ones)
        let zeros = String(repeating: "0", count: places - fraction.utf8.count)
        let sign = millionths < 0 && rounded > 0 ? "−" : ""
        return "\(sign)\(grouped(Int128(rounded / ones))).\(zeros)\(fraction)"
    }

    private static func grouped(_ number: Int128) -> String {
        var text: [UInt8] = []
        for (place, digit) in String(number.magnitude).utf8.reversed().enumerated() {
            if place > 0, place.isMultiple(of: 3) { text.append(UInt8(ascii: ",")) }
            text.append(digit)
        }
        return (number < 0 ? "−" : "") + String(decoding: text.reversed(), as: UTF8.self)
    }
}
