import AdModel

/// How events are put into windows, and how long a window waits for them.
///
/// - Source: DESIGN §4 (defaults) and §5 (meaning).
public struct WindowRules: Hashable, Sendable {
    /// Length of a tumbling window.
    public let size: Milliseconds
    /// How far behind the newest event the watermark stays.
    public let outOfOrderness: Milliseconds
    /// How long after a window became final its rows are still corrected.
    public let lateness: Milliseconds
    /// How far an event may be ahead of its record's Kafka timestamp, so that one wrong clock cannot close
    /// everyone's windows.
    public let futureTolerance: Milliseconds

    /// - Precondition: `size` is positive, the other spans are not negative.
    public init(
        size: Milliseconds = .minutes(1),
        outOfOrderness: Milliseconds = .seconds(5),
        lateness: Milliseconds = .minutes(10),
        futureTolerance: Milliseconds = .minutes(5)
    ) {
        precondition(size > .zero && outOfOrderness >= .zero && lateness >= .zero && futureTolerance >= .zero)
        self.size = size
        self.outOfOrderness = outOfOrderness
        self.lateness = lateness
        self.futureTolerance = futureTolerance
    }
}
