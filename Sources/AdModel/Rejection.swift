/// Why a record could not be counted, in the order in which the reasons are tried.
///
/// - Source: DESIGN §3; the names are the `reason` header of `logs.dlq`.
public enum RejectReason: String, CaseIterable, Sendable {
    case size, json, eventType, value, organizationId, campaignId, channel, timestamp, future, late
}

/// A reason and a sentence that tells a person what to mend.
public struct Rejection: Hashable, Sendable {
    public let reason: RejectReason
    public let message: String

    public init(_ reason: RejectReason, _ message: String) {
        self.reason = reason
        self.message = message
    }
}
