import AdModel
import TestSupport

/// Random values of the model, with a taste for the edges.
extension SeededGenerator {
    mutating func name<Role>(as role: Role.Type = Role.self) -> Name<Role> {
        let alphabet: [Unicode.Scalar] = [
            "a", "Z", "7", "_", "\"", "\\", "/", "|", "%", " ", "\u{80}", "é", "\u{301}", "€", "😀",
        ]
        var text = String.UnicodeScalarView()
        for _ in 0...Int.random(in: 0..<30, using: &self) {
            text.append(alphabet.randomElement(using: &self) ?? "a")
        }
        return Name(String(text))
    }

    mutating func series() -> Series {
        Series(organization: name(), campaign: name(), channel: name())
    }

    mutating func event() -> AdEvent {
        let times = EventTime.earliest.milliseconds..<EventTime.limit.milliseconds
        return AdEvent(
            type: EventType.allCases.randomElement(using: &self) ?? .click, series: series(),
            time: EventTime(milliseconds: .random(in: times, using: &self)),
            value: micros(upTo: Micros.eventLimit.count))
    }

    /// Zero, the limit, or an amount of any order of magnitude, often with trailing zeros.
    mutating func micros(upTo limit: Int128) -> Micros {
        if Int.random(in: 0..<20, using: &self) == 0 { return Micros(Bool.random(using: &self) ? 0 : limit) }
        var scale: Int128 = 1
        for _ in 0..<Int.random(in: 0...24, using: &self) { scale *= 10 }
        return Micros(min(limit, Int128(Int64.random(in: 0...9_999, using: &self)) * scale))
    }

    mutating func row() -> ResultRow {
        let start = Int64.random(in: -62_135_596_800_000...253_402_300_000_000, using: &self)
        var totals = Totals()
        for type in EventType.allCases { totals[type] = .random(in: 0...Totals.countLimit, using: &self) }
        if Bool.random(using: &self) { totals.clicks = 0 }
        totals.spend = micros(upTo: Micros.rowLimit.count)
        totals.revenue = Micros(0) - micros(upTo: Micros.rowLimit.count)
        return ResultRow(
            window: Window(start: EventTime(milliseconds: start), size: .seconds(1)), series: series(),
            partition: .random(in: 0...Int32.max, using: &self), totals: totals,
            status: Bool.random(using: &self) ? .open : .final,
            revision: .random(in: 0...ResultRow.revisionLimit, using: &self),
            epoch: .random(in: 0...ResultRow.epochLimit, using: &self),
            throughOffset: .random(in: 0...Int64.max, using: &self))
    }

    mutating func bytes(upTo count: Int) -> [UInt8] {
        (0..<Int.random(in: 0...count, using: &self)).map { _ in .random(in: 0...255, using: &self) }
    }
}
