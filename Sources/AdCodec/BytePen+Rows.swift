import AdModel
import CSimdJSON

/// What result rows are made of.
extension BytePen {
    /// The most bytes of a signed integer, of an amount of money or a ratio, and of a time.
    static let integerLimit = 20
    static let millionthsLimit = 48
    static let timeLimit = 40
    /// The most bytes of a JSON string of so many bytes: each may be escaped in six letters.
    static func stringLimit(_ count: Int) -> Int { 6 * count + 2 }

    static func seriesLimit(_ series: Series) -> Int {
        let members = 64  // their names, and the signs between them
        return members + stringLimit(series.organization.text.utf8.count)
            + stringLimit(series.campaign.text.utf8.count) + stringLimit(series.channel.text.utf8.count)
    }

    mutating func putInteger(_ value: Int64) {
        if value < 0 { put(UInt8(ascii: "-")) }
        putInteger(value.magnitude)
    }

    /// As `appendMillionths`; nearly all of them fit in 64 bits, whose divisions cost a fraction of wider ones.
    mutating func putMillionths(_ value: Int128) {
        if let small = UInt64(exactly: value) { return putMillionths(small) }
        putSlowly { $0.appendMillionths(value) }
    }

    /// A time as ``RFC3339/append(_:to:)`` tells it.
    mutating func putTime(_ time: EventTime) {
        let day: Int64 = 86_400_000
        let (quotient, remainder) = time.milliseconds.quotientAndRemainder(dividingBy: day)
        let date = CivilDate(daysSinceEpoch: remainder < 0 ? quotient - 1 : quotient)
        let ofDay = UInt64(remainder < 0 ? remainder + day : remainder)
        let (beyond, year) = date.year.magnitude.quotientAndRemainder(dividingBy: 10_000)
        if date.year < 0 { put(UInt8(ascii: "-")) }
        if beyond > 0 { putInteger(beyond) }
        putTwoDigits(year / 100)
        putTwoDigits(year % 100)
        putField("-", UInt64(date.month))
        putField("-", UInt64(date.day))
        putField("T", ofDay / 3_600_000)
        putField(":", ofDay / 60_000 % 60)
        putField(":", ofDay / 1000 % 60)
        put(UInt8(ascii: "."))
        putThreeDigits(ofDay % 1000)
        put(UInt8(ascii: "Z"))
    }

    private mutating func putField(_ separator: Unicode.Scalar, _ value: UInt64) {
        put(UInt8(ascii: separator))
        putTwoDigits(value)
    }

    /// The three members that events and rows have in common, in their order.
    mutating func putSeries(_ series: Series) {
        put(#""organizationId":"#)
        putJSONString(series.organization)
        put(#","campaignId":"#)
        putJSONString(series.campaign)
        put(#","channel":"#)
        putJSONString(series.channel)
    }

    mutating func putJSONString<Role>(_ name: Name<Role>) {
        name.withBytes { bytes in
            guard let start = bytes.baseAddress, csj_plain_length(start, bytes.count) == bytes.count else {
                return putSlowly { $0.appendJSONString(bytes) }
            }
            put(UInt8(ascii: "\""))
            copy(start, count: bytes.count)
            put(UInt8(ascii: "\""))
        }
    }

    /// What is rare goes the way of everything else.
    private mutating func putSlowly(_ append: (inout [UInt8]) -> Void) {
        var text: [UInt8] = []
        append(&text)
        text.withUnsafeBytes { text in
            if let start = text.baseAddress { copy(start, count: text.count) }
        }
    }
}

extension [UInt8] {
    /// Appends what `write` puts down: at most `limit` bytes.
    mutating func append(limit: Int, _ write: (inout BytePen) -> Void) {
        withUnsafeTemporaryAllocation(byteCount: limit, alignment: 8) { room in
            guard let start = room.baseAddress else { return }
            var pen = BytePen(at: start)
            write(&pen)
            append(contentsOf: UnsafeRawBufferPointer(start: start, count: pen.position - start))
        }
    }
}
