/// An exact amount of money: whole millionths of the account's currency.
///
/// 128 bits wide, so that no sum of real events can overflow: one event is at most 1e15 micros, and 1e23 events fit.
public struct Micros: Hashable, Comparable, AdditiveArithmetic, Sendable {
    public var count: Int128

    public init(_ count: Int128) {
        self.count = count
    }

    public static let zero = Micros(0)
    /// The largest value one event may carry: 1e9 units of currency.
    public static var eventLimit: Micros { Micros(1_000_000_000_000_000) }
    /// The largest amount a row read from a topic may carry, either way; keeps sums and ratios clear of overflow.
    public static var rowLimit: Micros { Micros(1_000_000_000_000_000_000_000_000) }

    public static func < (a: Micros, b: Micros) -> Bool { a.count < b.count }
    public static func + (a: Micros, b: Micros) -> Micros { Micros(a.count + b.count) }
    public static func - (a: Micros, b: Micros) -> Micros { Micros(a.count - b.count) }
    public static func += (a: inout Micros, b: Micros) { a.count += b.count }
}
