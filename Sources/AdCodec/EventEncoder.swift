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
        json.append(#"{"eventId":"#)
        json.appendJSONString(outgoing.eventId)
        json.append(#","eventType":"#)
        json.appendJSONString(event.type.name)
        json.append(#","organizationId":"#)
        json.appendJSONString(event.series.organization)
        json.append(#","campaignId":"#)
        json.appendJSONString(event.series.campaign)
        json.append(#","channel":"#)
        json.appendJSONString(event.series.channel)
        json.append(#","timestamp":""#)
        RFC3339.append(event.time, to: &json)
        json.append(#"","value":"#)
        json.appendMillionths(event.value.count)
        json.append(#","metadata":{"sessionId":"#)
        json.appendJSONString(outgoing.sessionId)
        json.append(#","deviceType":"#)
        json.appendJSONString(outgoing.deviceType)
        json.append("}}")
    }
}
