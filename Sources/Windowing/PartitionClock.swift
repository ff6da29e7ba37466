import AdModel

/// The event time of one partition. It moves by records only, and never back.
///
/// Two marks follow from it. The watermark decides what is late and what is dropped. `finalThrough` decides which
/// windows are final; silence may raise it past the watermark, because silence closes windows but drops nothing.
struct PartitionClock: Hashable {
    private(set) var newest: EventTime?
    private var silentThrough: EventTime?
    private let outOfOrderness: Milliseconds

    init(outOfOrderness: Milliseconds) {
        self.outOfOrderness = outOfOrderness
    }

    /// Newest accepted time − out-of-orderness; nil before the first accepted event.
    var watermark: EventTime? { newest.map { $0 - outOfOrderness } }

    /// Windows that end at or before this time are final; nil while none can be.
    var finalThrough: EventTime? {
        guard let watermark else { return silentThrough }
        return silentThrough.map { max($0, watermark) } ?? watermark
    }

    /// - Returns: whether the watermark moved.
    mutating func accept(_ time: EventTime) -> Bool {
        if let newest, time <= newest { return false }
        newest = time
        return true
    }

    /// Makes every window that ends at or before `end` final, without moving the watermark.
    mutating func close(through end: EventTime) {
        silentThrough = silentThrough.map { max($0, end) } ?? end
    }

    mutating func restore(watermark: EventTime) {
        newest = watermark + outOfOrderness
    }
}
