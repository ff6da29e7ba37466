import AdModel

/// A metric that has left its usual band.
public struct BandMarker: Hashable, Sendable {
    public enum Side: String, Hashable, Sendable {
        case above, below
    }

    public let metric: AlertMetric
    public let side: Side
    public let value: AlertFigure
    /// The usual band; never below zero.
    public let low: AlertFigure
    public let high: AlertFigure
    /// The bucket of the value; the one before it was outside, too.
    public let bucket: Window

    public init(
        metric: AlertMetric, side: Side, value: AlertFigure, low: AlertFigure, high: AlertFigure, bucket: Window
    ) {
        self.metric = metric
        self.side = side
        self.value = value
        self.low = low
        self.high = high
        self.bucket = bucket
    }
}
