import AdModel

/// Counts the events of one partition of `logs` in tumbling windows of event time.
///
/// A pure state machine: no I/O and no clock of its own. What it would tell the world it hands over when asked
/// (`takeFinalRows`, `takeLiveRows`), so that the caller decides when rows are sent; how often it asks never changes
/// the totals. Its final rows are a function of the partition's records alone.
///
/// A window's life: it opens with its first event; it becomes *final* when the watermark reaches its end, or by
/// silence; it is *dropped* when the watermark reaches its end + lateness, and later events for it are rejected.
///
/// - Source: DESIGN §5; Flink `WindowOperator` (lateness is judged by window, not by record).
public struct PartitionEngine {
    public let partition: Int32
    public let rules: WindowRules
    public let epoch: Int32

    var clock: PartitionClock
    /// Windows that end at or before it are dropped, whatever the lateness is now; nil: none were before.
    var droppedThrough: EventTime?
    /// Ascending by start. Few: those open, and those still within the lateness.
    var windows: [WindowState] = []
    /// Last rows of dropped windows that nobody has taken yet.
    var rowsOfDropped: [ResultRow] = []

    public init(partition: Int32, rules: WindowRules, epoch: Int32 = 0) {
        self.partition = partition
        self.rules = rules
        self.epoch = epoch
        self.clock = PartitionClock(outOfOrderness: rules.outOfOrderness)
    }

    /// What became of an event.
    public enum Verdict: Hashable, Sendable {
        case counted
        case rejected(Rejection)
    }

    /// The newest accepted time − out-of-orderness; nil before the first accepted event.
    public var watermark: EventTime? { clock.watermark }

    /// Windows held in memory, open or final.
    public var windowCount: Int { windows.count }
    /// Keys held in memory: one a series and window.
    public var keyCount: Int { windows.reduce(0) { $0 + $1.seriesCount } }

    /// Judges an event against time and counts it.
    ///
    /// - Parameters:
    ///   - offset: where the record stands in its partition; must rise from call to call.
    ///   - recordTime: the record's Kafka timestamp; nil where it has none, and then no event is from the future.
    /// - Returns: `counted`, or the rejection `future` or `late`. A rejected event changes nothing.
    /// - Complexity: O(1), and O(rows closed) when it moves the watermark past a window's end.
    public mutating func apply(_ event: AdEvent, offset: Int64, recordTime: EventTime?) -> Verdict {
        // Subtracted from the event's time, which is bounded: a record may carry any timestamp at all. A negative one is
        // none.
        if let recordTime, recordTime.milliseconds >= 0, event.time - rules.futureTolerance > recordTime {
            return .rejected(Self.future(event.time, recordTime))
        }
        let window = Window.tumbling(rules.size, containing: event.time)
        if let watermark, isLeftBehind(window) { return .rejected(Self.late(window, watermark)) }
        windows[index(of: window)].count(event, offset: offset)
        if clock.accept(event.time) { settle() }
        return .counted
    }

    /// Makes final what `finalThrough` has passed and drops what the watermark has left behind.
    mutating func settle() {
        if let finalThrough = clock.finalThrough {
            // The final ones come first, so this starts at the oldest that is open.
            var index = windows.count
            while index > 0, !windows[index - 1].isFinal { index -= 1 }
            while index < windows.count, windows[index].window.end <= finalThrough {
                windows[index].makeFinal()
                index += 1
            }
        }
        guard let watermark else { return }
        while !windows.isEmpty, windows[0].window.end + rules.lateness <= watermark {
            rowsOfDropped += windows[0].takeChangedRows(partition: partition, epoch: epoch, emission: 0)
            windows.removeFirst()
        }
    }

    /// How long after its end a window is held: the lateness, or less while an earlier run's shorter one has effect.
    public var heldLateness: Milliseconds {
        guard let watermark, let droppedThrough else { return rules.lateness }
        return min(rules.lateness, Milliseconds(watermark.milliseconds - droppedThrough.milliseconds))
    }

    /// Whether a window is dropped, and what comes for it is late.
    func isLeftBehind(_ window: Window) -> Bool {
        if let droppedThrough, window.end <= droppedThrough { return true }
        return watermark.map { window.end + rules.lateness <= $0 } ?? false
    }

    func isFinal(_ window: Window) -> Bool {
        clock.finalThrough.map { window.end <= $0 } ?? false
    }

    /// The place of a window's state, made where it does not exist yet.
    mutating func index(of window: Window) -> Int {
        var index = windows.count
        // From the newest back: nearly every event is for one of the last two windows.
        while index > 0 {
            let candidate = windows[index - 1].window.start
            if candidate == window.start { return index - 1 }
            if candidate < window.start { break }
            index -= 1
        }
        windows.insert(WindowState(window, isFinal: isFinal(window)), at: index)
        return index
    }

    private static func future(_ time: EventTime, _ recordTime: EventTime) -> Rejection {
        let ahead = (time.milliseconds - recordTime.milliseconds) / 1000
        return Rejection(.future, "the event is \(ahead) s ahead of its record's Kafka timestamp; check the clock")
    }

    private static func late(_ window: Window, _ watermark: EventTime) -> Rejection {
        let behind = (watermark.milliseconds - window.end.milliseconds) / 1000
        return Rejection(.late, "the event's window ended \(behind) s before the watermark, beyond the lateness")
    }
}
