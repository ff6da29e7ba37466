import AdCodec
import AdModel
import BenchEvents
import Windowing

/// What the parts work on, each as the part before hands it over.
struct MicroInput {
    /// The records' bytes, one behind the other, each of `EventMaker.size`.
    let records: [UInt8]

    init(events: Int) {
        var records: [UInt8] = []
        records.reserveCapacity(events * EventMaker.size)
        var maker = EventMaker(EventShape())
        for number in 0..<events {
            maker.make(number)
            records.append(contentsOf: maker.value)
        }
        self.records = records
    }

    /// As the engine hands them over: those of every window that the events fall into.
    var rows: [ResultRow] { Engine.rows(records) }
}
