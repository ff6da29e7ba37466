import AdModel

/// An exact value of any metric, in millionths of its unit: of the currency, of one event, of one percent, of 1×.
public struct AlertFigure: Hashable, Comparable, Sendable {
    public let millionths: Int128

    public init(millionths: Int128) {
        self.millionths = millionths
    }

    /// Beyond any real figure, and small enough that two of them may be subtracted.
    static let largest: UInt128 = 1 << 120

    public static let zero = AlertFigure(millionths: 0)

    public static func < (a: AlertFigure, b: AlertFigure) -> Bool { a.millionths < b.millionths }

    /// How much larger it is than `before`, in percent, half to even.
    ///
    /// - Returns: nil where `before` is 0, and where the percentage has no place in 128 bits.
    public func percentAbove(_ before: AlertFigure) -> AlertFigure? {
        let (hundredfold, overflows) = (millionths - before.millionths).multipliedReportingOverflow(by: 100)
        guard !overflows, hundredfold.magnitude <= Self.largestDividend else { return nil }
        return Ratio(hundredfold, over: before.millionths).map { AlertFigure(millionths: $0.millionths) }
    }

    /// `Ratio` multiplies by a million.
    private static let largestDividend = UInt128(Int128.max / 1_000_000)
}
