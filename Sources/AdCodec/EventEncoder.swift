import AdModel

/// An event to the JSON of a `logs` record.
///
/// - Source: DESIGN §3; the order of the members is the example's.
public enum EventEncoder {
    /// Appends the object, without a newline.
    ///
    /// - Complexity: O(bytes written).
    public static func append(_ outgoing: OutgoingEvent, to json: inout [UInt8]) {
        let event = outgoing.event
        appendHead(eventId: outgoing.eventId, type: event.type, series: event.series, to: &json)
        RFC3339.append(event.time, to: &json)
        json.append(#"","value":"#)
        json.appendMillionths(event.value.count)
        json.append(#","metadata":{"sessionId":"#)
        json.appendJSONString(outgoing.sessionId)
        json.append(#","deviceType":"#)
        json.appendJSONString(outgoing.deviceType)
        json.append("}}")
    }

    /// Appends what stands before the time: from the brace to the time's opening quote.
    static func appendHead(eventId: String, type: EventType, series: Series, to json: inout [UInt8]) {
        json.append(#"{"eventId":"#)
        json.appendJSONString(eventId)
        json.append(#","eventType":"#)
        json.appendJSONString(type.name)
        json.append(",")
        json.append(limit: BytePen.seriesLimit(series)) { $0.putSeries(series) }
        json.append(#","timestamp":""#)
    }
}
