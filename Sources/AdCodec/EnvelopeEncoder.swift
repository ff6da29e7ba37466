import AdModel
import CSimdJSON

/// A record to the line that `kcat -J` would print and `RecordedTopic` reads.
///
/// - Source: DESIGN §3, "Recorded topics".
public enum EnvelopeEncoder {
    /// Appends one JSON object, without a newline.
    ///
    /// A key or payload that is not UTF-8 goes in base64, as `keyBase64` or `payloadBase64`.
    ///
    /// - Parameter timestamp: the record's Kafka timestamp; written as null when there is none.
    /// - Parameter payload: nil for a tombstone.
    /// - Complexity: O(bytes written).
    public static func append(
        topic: String, partition: Int32, offset: Int64, timestamp: EventTime?, key: UnsafeRawBufferPointer?,
        payload: UnsafeRawBufferPointer?, to json: inout [UInt8]
    ) {
        json.append(#"{"topic":"#)
        json.appendJSONString(topic)
        json.append(#","partition":"#)
        json.appendInteger(Int64(partition))
        json.append(#","offset":"#)
        json.appendInteger(offset)
        json.append(#","ts":"#)
        if let timestamp { json.appendInteger(timestamp.milliseconds) } else { json.append("null") }
        json.append(#","key"#)
        appendContent(key, to: &json)
        json.append(#","payload"#)
        appendContent(payload, to: &json)
        json.append(UInt8(ascii: "}"))
    }

    /// Appends the rest of the member's name, and its value.
    private static func appendContent(_ content: UnsafeRawBufferPointer?, to json: inout [UInt8]) {
        guard let content else { return json.append(#"":null"#) }
        let bytes = content.bindMemory(to: UInt8.self)
        if bytes.isEmpty || csj_is_utf8(bytes.baseAddress, bytes.count) {
            json.append(#"":"#)
            json.appendJSONString(bytes)
        } else {
            json.append(#"Base64":""#)
            Base64.append(content, to: &json)
            json.append(UInt8(ascii: "\""))
        }
    }
}
