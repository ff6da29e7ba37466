import BenchEvents
import Synchronization

/// When each event was due to be produced.
///
/// An event's time is when it was due, not when it was sent: what holds the sender up is then in the figures of all the
/// events that wait meanwhile ("coordinated omission").
final class DueTimes: Sendable {
    /// When the first one is due.
    private let start = Mutex(ContinuousClock.now)
    private let rate: Int
    /// Those before it are for warming up.
    private let firstMeasured: Int
    /// The numbers of the events, by campaign and channel, in the order of their production.
    private let numbers: Mutex<[[UInt32]]>

    init(rate: Int, firstMeasured: Int, keys: Int) {
        self.rate = rate
        self.firstMeasured = firstMeasured
        numbers = Mutex(Array(repeating: [], count: keys))
    }

    /// Connections are there: from here on they are due.
    func begin() { start.withLock { $0 = .now } }

    func time(of number: Int) -> ContinuousClock.Instant {
        start.withLock { $0 } + .nanoseconds(Int64(number) * 1_000_000_000 / Int64(rate))
    }

    /// How many are due by now.
    var count: Int { Int((ContinuousClock.now - time(of: 0)).seconds * Double(rate)) }

    func add(_ number: Int, key: Int) {
        numbers.withLock { $0[key].append(UInt32(number)) }
    }

    /// The numbers of a key's events in a range of their own order.
    func numbers(of key: Int, from first: Int, to end: Int) -> [Int] {
        numbers.withLock { numbers in
            let end = min(end, numbers[key].count)
            return first < end ? numbers[key][first..<end].map(Int.init) : []
        }
    }

    func isMeasured(_ number: Int) -> Bool { number >= firstMeasured }
}
