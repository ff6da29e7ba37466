/// What a post came to.
public enum WebhookAnswer: Hashable, Sendable {
    case accepted
    /// Posting the same again would not help; why, in a few words.
    case refused(String)
    /// - `retryAfter`: the pause the receiver asks for.
    case failed(String, retryAfter: Duration?)

    /// - Parameters:
    ///   - retryAfter: the header's text.
    ///   - secondsSince1970: wall clock.
    init(status: UInt, reason: String, retryAfter: String?, secondsSince1970: Double) {
        let said = reason.isEmpty ? "\(status)" : "\(status) \(reason)"
        switch status {
        case 200..<300: self = .accepted
        case 300..<400: self = .refused("\(said): redirects are not followed")
        case 408, 429, 500...:
            self = .failed(said, retryAfter: retryAfter.flatMap { Self.pause($0, secondsSince1970) })
        default: self = .refused(said)
        }
    }

    /// Seconds, or a date.
    ///
    /// - Source: RFC 9110, 10.2.3.
    private static func pause(_ text: String, _ now: Double) -> Duration? {
        if let seconds = UInt32(text) { return .seconds(Int64(seconds)) }
        return HTTPDate.secondsSince1970(text).map { .seconds(max(0, $0 - now)) }
    }
}
