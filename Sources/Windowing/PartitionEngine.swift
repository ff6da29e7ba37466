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
public struct PartitionEngine: Sendable {
    public let partition: Int32
    public let rules: WindowRules
    public let epoch: Int32

    /// A window that has far fewer series than the one before costs no more memory than this many.
    private static let maxExpectedSeries = 4096

    var clock: PartitionClock
    /// Windows that end at or before it are dropped, whatever the lateness is now; nil: none were before.
    var droppedThrough: EventTime?
    /// Ascending by start. Few: those open, and those still within the lateness.
    var windows: [WindowState] = []
    /// Last rows of dropped windows that nobody has taken yet.
    var rowsOfDropped: [ResultRow] = []
    /// Where in `windows` the newest event was counted: most follow it there, and save a search and a division.
    private var latest = 0
    /// Nothing becomes final and nothing is dropped while the watermark is below it.
    private var nextSettle = EventTime(milliseconds: .min)

    public init(partition: Int32, rules: WindowRules, epoch: Int32 = 0) {
        self.partition = partition
        self.rules = rules
        self.epoch = epoch
        self.clock = PartitionClock(outOfOrderness: rules.outOfOrderness)
    }

    /// What became of an event.
    public enum Outcome: UInt8, Sendable {
        case counted, future, late
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
    ///   - event: its names are only looked at, or copied.
    ///   - offset: where the record stands in its partition; must rise from call to call.
    ///   - recordTime: the record's Kafka timestamp; nil where it has none, and then no event is from the future.
    /// - Returns: `counted`, or why not: see ``rejection(_:of:recordTime:)``. A rejected event changes nothing.
    /// - Complexity: O(1) expected, and O(rows closed) when it moves the watermark past a window's end.
    public mutating func apply(_ event: EventView, offset: Int64, recordTime: EventTime?) -> Outcome {
        // Subtracted from the event's time, which is bounded: a record may carry any timestamp at all. A negative one is
        // none.
        if let recordTime, recordTime.milliseconds >= 0, event.time - rules.futureTolerance > recordTime {
            return .future
        }
        if !isForLatestWindow(event.time) {
            let window = Window.tumbling(rules.size, containing: event.time)
            if isLeftBehind(window) { return .late }
            latest = index(of: window)
        }
        windows[latest].count(event, offset: offset)
        if clock.accept(event.time), event.time - rules.outOfOrderness >= nextSettle { settle() }
        return .counted
    }

    /// As above, for an event that owns its names.
    public mutating func apply(_ event: AdEvent, offset: Int64, recordTime: EventTime?) -> Verdict {
        let outcome = event.series.withView { series in
            apply(
                EventView(type: event.type, time: event.time, value: Int64(event.value.count), series: series),
                offset: offset, recordTime: recordTime)
        }
        return rejection(outcome, of: event.time, recordTime: recordTime).map(Verdict.rejected) ?? .counted
    }

    /// What became of an event, with a sentence for people.
    public enum Verdict: Hashable, Sendable {
        case counted
        case rejected(Rejection)
    }

    /// What an outcome means for a person; nil for `counted`.
    ///
    /// - Parameter time: of the event that has just been judged.
    public func rejection(_ outcome: Outcome, of time: EventTime, recordTime: EventTime?) -> Rejection? {
        switch outcome {
        case .counted: nil
        case .future: Self.future(time, recordTime ?? time)
        case .late: Self.late(Window.tumbling(rules.size, containing: time), watermark ?? time)
        }
    }

    /// Windows that are held are not left behind, so an event for one of them is not late.
    private func isForLatestWindow(_ time: EventTime) -> Bool {
        guard latest < windows.count else { return false }
        let window = windows[latest].window
        return window.start <= time && time < window.end
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
        dropLeftBehind()
        updateNextSettle()
    }

    private mutating func dropLeftBehind() {
        guard let watermark else { return }
        var dropped = 0
        while dropped < windows.count, windows[dropped].window.end + rules.lateness <= watermark {
            rowsOfDropped += windows[dropped].takeChangedRows(partition: partition, epoch: epoch, emission: 0)
            dropped += 1
        }
        guard dropped > 0 else { return }
        windows.removeFirst(dropped)
        latest = max(0, latest - dropped)
    }

    private mutating func updateNextSettle() {
        let final = windows.first { !$0.isFinal }.map(\.window.end)
        let drop = windows.first.map { $0.window.end + rules.lateness }
        nextSettle = [final, drop].compactMap { $0 }.min() ?? EventTime(milliseconds: .max)
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
        let alike = index > 0 ? min(windows[index - 1].seriesCount, Self.maxExpectedSeries) : 0
        windows.insert(WindowState(window, isFinal: isFinal(window), expectedSeries: alike), at: index)
        updateNextSettle()
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
