extension AlertFigure {
    /// Reads what a person types: `25`, `12.50`, `0.000001`; up to 12 digits and 6 decimals, no sign.
    ///
    /// - Returns: nil for any other text.
    public init?(typed text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), (1...12).contains(parts[0].count) else { return nil }
        let decimals = parts.count == 2 ? Array(parts[1]) : [UInt8(ascii: "0")]
        guard (1...6).contains(decimals.count) else { return nil }
        var value: Int128 = 0
        for byte in parts[0] + decimals + repeatElement(UInt8(ascii: "0"), count: 6 - decimals.count) {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            value = value * 10 + Int128(byte - UInt8(ascii: "0"))
        }
        self.init(millionths: value)
    }

    /// The shortest decimal number that says it exactly: `25`, `12.5`, `-0.000001`; what ``init(typed:)`` reads, and JSON.
    public var decimal: String {
        let (whole, fraction) = millionths.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
        let sign = millionths < 0 ? "-" : ""
        guard fraction > 0 else { return "\(sign)\(whole)" }
        var digits = Substring(String(fraction + 1_000_000).dropFirst())
        while digits.last == "0" { digits.removeLast() }
        return "\(sign)\(whole).\(digits)"
    }
}
