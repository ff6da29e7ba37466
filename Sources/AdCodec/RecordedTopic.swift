import AdModel
import CSimdJSON

/// Lines of a recorded topic to records; confined to one thread.
///
/// A line is an envelope as `kcat -J` and `adtally record` print it, or else a bare event of partition 0, whatever its
/// bytes are: the event decoder will judge them.
///
/// - Source: DESIGN §3, "Recorded topics".
public final class RecordedTopic {
    private enum Member: Int, MemberName {
        case partition, offset, ts, key, keyBase64, payload, payloadBase64
    }

    /// A longer line is a bare event, and as such too large: no broker takes a message of that size.
    public static let maxEnvelopeBytes = 4 << 20

    private let scanner = ObjectScanner<Member>(capacity: 4096, allowsSurrogates: true)
    private let scratch = Scratch(capacity: 16_384)

    public init() {}

    /// Reads one line.
    ///
    /// - Parameter line: the bytes between two line feeds; carriage returns and line feeds at its end are dropped.
    /// - Returns: nil for an empty line.
    /// - Complexity: O(bytes); no allocation once the longest line has been seen.
    public func read(_ line: UnsafeRawBufferPointer) -> RecordedLine? {
        releaseViews()
        let text = Self.withoutLineEnd(line)
        if text.isEmpty { return nil }
        return envelope(text)
            ?? RecordedLine(partition: 0, offset: nil, timestamp: nil, key: nil, payload: text)
    }

    /// Ends the loan of all that was unescaped.
    func releaseViews() {
        scratch.reset()
    }

    static func withoutLineEnd(_ line: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var end = line.endIndex
        while end > 0, line[end - 1] == UInt8(ascii: "\n") || line[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: line[..<end])
    }

    /// - Returns: nil when the text is no envelope. What is unescaped stays until ``releaseViews()``.
    func envelope(_ text: UnsafeRawBufferPointer) -> RecordedLine? {
        guard text.first == UInt8(ascii: "{"), text.count <= Self.maxEnvelopeBytes,
            csj_mentions_payload(text.baseAddress?.assumingMemoryBound(to: UInt8.self), text.count)
        else { return nil }
        let status = scanner.scan(text)
        guard status == .ok || status == .extreme_number, let partition = integer(.partition),
            let partition = Int32(exactly: partition), let offset = integer(.offset), let content = payload()
        else { return nil }
        return RecordedLine(
            partition: partition, offset: offset, timestamp: timestamp(), key: key(), payload: content.bytes)
    }

    private func integer(_ member: Member) -> Int64? {
        scanner[member].integer
    }

    private enum Content {
        case tombstone
        case bytes(UnsafeRawBufferPointer)

        var bytes: UnsafeRawBufferPointer? {
            if case .bytes(let bytes) = self { bytes } else { nil }
        }
    }

    /// - Returns: nil when the line is no envelope.
    private func payload() -> Content? {
        let encoded = scanner[.payloadBase64]
        if encoded.kind == .string { return decodeBase64(encoded).map(Content.bytes) }
        let payload = scanner[.payload]
        switch payload.kind {
        case .null: return .tombstone
        // Half a surrogate pair stays in the bytes, which are then not UTF-8: the event is rejected, not the line.
        case .string: return .bytes(scratch.unescape(payload).bytes)
        case .absent, .integer, .decimal, .other: return nil
        }
    }

    private func key() -> UnsafeRawBufferPointer? {
        let encoded = scanner[.keyBase64]
        if encoded.kind == .string { return decodeBase64(encoded) }
        return scanner[.key].kind == .string ? scratch.unescape(scanner[.key]).bytes : nil
    }

    private func decodeBase64(_ value: csj_value) -> UnsafeRawBufferPointer? {
        let text = scratch.unescape(value)
        // Three bytes come out for four that went in.
        let room = scratch.reserve(text.bytes.count)
        guard let count = Base64.decode(text.bytes, into: room) else { return nil }
        return UnsafeRawBufferPointer(rebasing: room[..<count])
    }

    /// A time in the far future says as little as none: it is later than any event can be.
    private func timestamp() -> EventTime? {
        guard let milliseconds = integer(.ts), milliseconds >= 0 else { return nil }
        return EventTime(milliseconds: min(milliseconds, Self.latestTimestamp))
    }

    /// Leaves room for spans to be added without overflow.
    private static let latestTimestamp = Int64.max / 2
}
