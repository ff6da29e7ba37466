import AdCodec
import AdModel
import BenchEvents
import Windowing

// The three adapters: all that depends on how the program's codec and engine are called.

/// A record's bytes to an event whose names are lent, as the job does it.
enum Decode {
    static func run(_ records: [UInt8], count: Int) -> Int64 {
        let decoder = EventDecoder()
        var sum: Int64 = 0
        forEachRecord(records, count: count) { bytes in
            decoder.releaseViews()
            if case .success(let event) = decoder.read(bytes) { sum &+= event.time.milliseconds }
        }
        return sum
    }

    /// Hands over the events of all records; their names point into `records`.
    static func withEvents<R>(of records: [UInt8], _ body: ([EventView]) -> R) -> R {
        let decoder = EventDecoder()
        var events: [EventView] = []
        return records.withUnsafeBytes { bytes in
            for start in stride(from: 0, to: bytes.count, by: EventMaker.size) {
                let record = UnsafeRawBufferPointer(rebasing: bytes[start..<start + EventMaker.size])
                if case .success(let event) = decoder.read(record) { events.append(event) }
            }
            return body(events)
        }
    }

    private static func forEachRecord(_ records: [UInt8], count: Int, _ body: (UnsafeRawBufferPointer) -> Void) {
        records.withUnsafeBytes { records in
            var place = 0
            for _ in 0..<count {
                if place == records.count { place = 0 }
                body(UnsafeRawBufferPointer(rebasing: records[place..<place + EventMaker.size]))
                place += EventMaker.size
            }
        }
    }
}

/// An event into its window; a window's rows are taken when it closes, as a replay does at its end.
enum Engine {
    static func run(_ records: [UInt8], count: Int) -> Int64 {
        Decode.withEvents(of: records) { events in
            var engine = PartitionEngine(partition: 0, rules: WindowRules())
            for offset in 0..<count {
                _ = engine.apply(events[offset % events.count], offset: Int64(offset), recordTime: nil)
            }
            return Int64(engine.keyCount)
        }
    }

    static func rows(_ records: [UInt8]) -> [ResultRow] {
        Decode.withEvents(of: records) { events in
            var engine = PartitionEngine(partition: 0, rules: WindowRules())
            for (offset, event) in events.enumerated() {
                _ = engine.apply(event, offset: Int64(offset), recordTime: nil)
            }
            return engine.takeFinalRows() + engine.takeLiveRows()
        }
    }
}

/// A row to its bytes.
enum Encode {
    static func run(_ rows: [ResultRow], count: Int) -> Int64 {
        var bytes: [UInt8] = []
        var sum = 0
        for number in 0..<count {
            bytes.removeAll(keepingCapacity: true)
            ResultRowEncoder.append(rows[number % rows.count], to: &bytes)
            sum += bytes.count
        }
        return Int64(sum)
    }
}
