import AdModel

/// The JSON of events whose names are known beforehand: each is a copy of its fixed text, and a few digits.
///
/// Writes what ``EventEncoder`` writes, byte for byte, several times as fast.
public struct EventTemplates: ~Copyable {
    /// What differs between two events of one series and type.
    public struct Fields: Sendable {
        public var eventID: (high: UInt64, low: UInt64)
        /// From 1970 to 9999.
        public var time: EventTime
        public var micros: UInt64
        /// The session's number: the text has its lowest 48 bits.
        public var session: UInt64
        /// Index into the devices that the templates were made with.
        public var device: Int

        public init(
            eventID: (high: UInt64, low: UInt64), time: EventTime, micros: UInt64, session: UInt64, device: Int
        ) {
            self.eventID = eventID
            self.time = time
            self.micros = micros
            self.session = session
            self.device = device
        }
    }

    /// The most bytes that `write` touches.
    public let maximumBytes: Int

    private let heads: TextTable
    private let tails: TextTable
    private var times = TimestampText()

    private static let idOffset = 12  // behind {"eventId":"
    private static let types = EventType.allCases.count
    private static let session: StaticString = #","metadata":{"sessionId":"s_"#
    /// The longest number of micros in an UInt64, and what a pen may write beyond its text.
    private static let slack = 64

    /// - Parameter devices: the names of the devices, as they stand in an event's metadata.
    public init(_ series: [Series], devices: [String]) {
        heads = TextTable(
            series.flatMap { series in EventType.allCases.map { Self.head(type: $0, series: series) } })
        tails = TextTable(
            devices.map { device in
                var text: [UInt8] = []
                text.append(#"","deviceType":"#)
                text.appendJSONString(device)
                text.append("}}")
                return text
            })
        maximumBytes =
            heads.longest + tails.longest + TimestampText.length + Self.session.utf8CodeUnitCount + Self.slack
    }

    /// With zeros for the id.
    private static func head(type: EventType, series: Series) -> [UInt8] {
        var text: [UInt8] = []
        EventEncoder.appendHead(
            eventId: "00000000-0000-0000-0000-000000000000", type: type, series: series, to: &text)
        return text
    }

    /// Writes the object, without a newline.
    ///
    /// - Parameters:
    ///   - series: index into the series that the templates were made with.
    ///   - memory: room for `maximumBytes`.
    /// - Returns: the bytes of the text.
    /// - Complexity: O(bytes written).
    public mutating func write(
        _ type: EventType, series: Int, _ fields: Fields, to memory: UnsafeMutableRawPointer
    ) -> Int {
        var pen = BytePen(at: memory)
        heads.copy(series * Self.types + Int(type.rawValue), with: &pen)
        Self.write(fields.eventID, to: memory + Self.idOffset)
        times.write(fields.time, with: &pen)
        pen.put(#"","value":"#)
        pen.putMillionths(fields.micros)
        pen.put(Self.session)
        pen.putHex(UInt32(truncatingIfNeeded: fields.session >> 16), digits: 4)
        pen.putHex(UInt32(truncatingIfNeeded: fields.session))
        tails.copy(fields.device, with: &pen)
        return pen.position - memory
    }

    /// The 36 characters of a UUID, and none behind it: the last digits are the eight that a pen writes at once.
    private static func write(_ id: (high: UInt64, low: UInt64), to memory: UnsafeMutableRawPointer) {
        let dash = UInt8(ascii: "-")
        var pen = BytePen(at: memory)
        pen.putHex(UInt32(truncatingIfNeeded: id.high >> 32))
        pen.put(dash)
        pen.putHex(UInt32(truncatingIfNeeded: id.high), digits: 4)
        pen.put(dash)
        pen.putHex(UInt32(truncatingIfNeeded: id.high << 16), digits: 4)
        pen.put(dash)
        pen.putHex(UInt32(truncatingIfNeeded: id.low >> 32), digits: 4)
        pen.put(dash)
        pen.putHex(UInt32(truncatingIfNeeded: id.low >> 16), digits: 4)
        pen.putHex(UInt32(truncatingIfNeeded: id.low))
    }
}

/// Texts one behind the other in memory of their own, by index.
private struct TextTable: ~Copyable {
    private let bytes: UnsafeMutableRawPointer
    private let ends: UnsafeMutablePointer<Int>
    private let count: Int
    let longest: Int

    init(_ texts: [[UInt8]]) {
        let total = texts.reduce(0) { $0 + $1.count }
        bytes = .allocate(byteCount: max(1, total), alignment: 1)
        ends = .allocate(capacity: texts.count + 1)
        count = texts.count
        longest = texts.map(\.count).max() ?? 0
        ends[0] = 0
        for (index, text) in texts.enumerated() {
            text.withUnsafeBytes { (bytes + ends[index]).copyMemory(from: $0.baseAddress!, byteCount: $0.count) }
            ends[index + 1] = ends[index] + text.count
        }
    }

    deinit {
        bytes.deallocate()
        ends.deallocate()
    }

    func copy(_ index: Int, with pen: inout BytePen) {
        precondition(index >= 0 && index < count, "no such template")
        pen.copy(bytes + ends[index], count: ends[index + 1] - ends[index])
    }
}
