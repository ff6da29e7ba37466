import BenchSupport
import Histogram
import Synchronization

/// How long after it was due each event was seen at one place on its way.
final class Sightings: Sendable {
    private struct State {
        /// Of each key, how many of its events were seen.
        var seen: [Int]
        /// In microseconds.
        var histogram = Histogram<UInt64>(highestTrackableValue: 3_600_000_000, numberOfSignificantValueDigits: .three)
    }

    private let due: DueTimes
    private let state: Mutex<State>

    init(_ due: DueTimes, keys: Int) {
        self.due = due
        state = Mutex(State(seen: Array(repeating: 0, count: keys)))
    }

    /// A total that counts the first so many events of a key.
    func see(_ key: Int, total: Int, at moment: ContinuousClock.Instant) {
        state.withLock { state in
            let numbers = due.numbers(of: key, from: state.seen[key], to: total)
            state.seen[key] += numbers.count
            for number in numbers { record(number, at: moment, in: &state) }
        }
    }

    /// One event by its number.
    func see(_ number: Int, at moment: ContinuousClock.Instant) {
        state.withLock { record(number, at: moment, in: &$0) }
    }

    private func record(_ number: Int, at moment: ContinuousClock.Instant, in state: inout State) {
        guard due.isMeasured(number) else { return }
        state.histogram.record(UInt64(max(0, (moment - due.time(of: number)) / .microseconds(1))))
    }

    /// Events seen, those for warming up left out.
    var count: Int { Int(state.withLock { $0.histogram.totalCount }) }

    /// - Parameter target: of the 99th percentile.
    func figures(_ name: String, target: Double? = nil) -> [Figure] {
        let histogram = state.withLock { $0.histogram }
        let percentiles = [50, 90, 99, 99.9].map { percentile in
            Figure(
                "\(name), p\(percentile.formatted())", .milliseconds,
                Double(histogram.valueAtPercentile(percentile)) / 1e6,
                percentile == 99 ? target.map { .below($0) } : nil)
        }
        return percentiles + [Figure("\(name), max", .milliseconds, Double(histogram.maxRecorded) / 1e6)]
    }
}
