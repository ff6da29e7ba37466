import BenchEvents
import BenchSupport
import Kafka

/// The places at which the events are seen, from the producer to the browser.
final class EventWay: Sendable {
    let keys: EventKeys
    let due: DueTimes
    let acknowledged: Sightings
    /// The row that counts them, by its timestamp.
    let written: Sightings
    /// That row at a consumer beside the dashboard.
    let read: Sightings
    let shown: Sightings

    init(_ shape: EventShape, rate: Int, warmUp: Duration) {
        keys = EventKeys(shape)
        due = DueTimes(rate: rate, firstMeasured: Int(warmUp.seconds) * rate, keys: keys.count)
        (acknowledged, written) = (Sightings(due, keys: keys.count), Sightings(due, keys: keys.count))
        (read, shown) = (Sightings(due, keys: keys.count), Sightings(due, keys: keys.count))
    }

    func acknowledge(_ report: DeliveryReport) {
        // What failed is never shown, and ends the run by that.
        if report.error == nil { acknowledged.see(Int(report.token), at: .now) }
    }

    var stages: [Figure] {
        acknowledged.figures("event acknowledged") + written.figures("row written by the aggregator")
            + read.figures("row at a consumer")
    }
}
