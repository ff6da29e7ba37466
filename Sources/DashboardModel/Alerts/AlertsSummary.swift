import AdModel

/// What every page says of alerts.
public struct AlertsSummary: Hashable, Sendable {
    public struct Firing: Hashable, Sendable {
        public let rule: AlertRuleID
        public let name: String
        /// Such as `CPA of channel search was 31.25 over 60 min, above 25.00`.
        public let sentence: String
        /// Wall clock.
        public let since: EventTime

        public init(rule: AlertRuleID, name: String, sentence: String, since: EventTime) {
            self.rule = rule
            self.name = name
            self.sentence = sentence
            self.since = since
        }
    }

    /// The newest first.
    public var firing: [Firing] = []
    /// Metrics whose newest values are not usual; nobody asked.
    public var markers: [BandMarker] = []

    public init() {}

    public func marker(of metric: AlertMetric) -> BandMarker? { markers.first { $0.metric == metric } }
}
