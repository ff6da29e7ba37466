import AdModel

/// An event with what a producer adds to it; none of that is needed to count it.
public struct OutgoingEvent: Hashable, Sendable {
    public var event: AdEvent
    public var eventId: String
    public var sessionId: String
    public var deviceType: String

    public init(event: AdEvent, eventId: String, sessionId: String, deviceType: String) {
        self.event = event
        self.eventId = eventId
        self.sessionId = sessionId
        self.deviceType = deviceType
    }
}
