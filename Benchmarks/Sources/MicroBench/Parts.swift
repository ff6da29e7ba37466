import AdCodec
import AdModel
import BenchEvents
import Windowing

// The three adapters: all that depends on how the program's codec and engine are called.

/// A record's bytes to an event.
enum Decode {
    static func run(_ records: [UInt8], count: Int) -> Int64 {
        let decoder = EventDecoder()
        var sum: Int64 = 0
        forEachRecord(records, count: count) { bytes in
            if case .event(let event) = decoder.decode(bytes) { sum &+= event.time.milliseconds }
        }
        return sum
    }

    static func events(_ records: [UInt8]) -> [AdEvent] {
        let decoder = EventDecoder()
        var events: [AdEvent] = []
        forEachRecord(records, count: records.count / EventMaker.size) { bytes in
            if case .event(let event) = decoder.decode(bytes) { events.append(event) }
        }
        return events
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
    static func run(_ events: [AdEvent], count: Int) -> Int64 {
        var engine = PartitionEngine(partition: 0, rules: WindowRules())
        for offset in 0..<count {
            _ = engine.apply(events[offset % events.count], offset: Int64(offset), recordTime: nil)
        }
        return Int64(engine.keyCount)
    }

    static func rows(_ events: [AdEvent]) -> [ResultRow] {
        var engine = PartitionEngine(partition: 0, rules: WindowRules())
        for (offset, event) in events.enumerated() {
            _ = engine.apply(event, offset: Int64(offset), recordTime: nil)
        }
        return engine.takeFinalRows() + engine.takeLiveRows()
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
