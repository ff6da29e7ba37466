import AdModel
import ArgumentParser

/// A length of time on the command line: a whole number and a unit, such as `500ms`, `60s`, `10m`, `24h`, `7d`.
struct Span: ExpressibleByArgument, CustomStringConvertible {
    let milliseconds: Int64
    let description: String

    private static let units: [(suffix: String, milliseconds: Int64)] = [
        ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
    ]

    init?(argument: String) {
        guard let unit = Self.units.first(where: { argument.hasSuffix($0.suffix) && argument.first?.isNumber == true }),
            let count = Int64(argument.dropLast(unit.suffix.count)), count >= 0
        else { return nil }
        let (product, overflows) = count.multipliedReportingOverflow(by: unit.milliseconds)
        // A hundred years is longer than any event can be from another.
        guard !overflows, product <= 100 * 366 * 86_400_000 else { return nil }
        milliseconds = product
        description = argument
    }

    var defaultValueDescription: String { description }
    var span: Milliseconds { Milliseconds(milliseconds) }
    var duration: Duration { .milliseconds(milliseconds) }
}

extension Span: ExpressibleByStringLiteral {
    /// For defaults in the source; a literal that is no span is a defect and reads as zero in the tests that show it.
    init(stringLiteral text: String) {
        self = Span(argument: text) ?? Span(milliseconds: 0, description: text)
    }

    private init(milliseconds: Int64, description: String) {
        self.milliseconds = milliseconds
        self.description = description
    }
}
