/// Events as a recorded topic, NDJSON: bare with one partition, else in the envelope that `kcat -J` prints.
package struct EventFile: ~Copyable {
    private static let chunk = 1 << 20
    private static let longestLine = 1_024

    private let partitions: Int
    private let shape: EventShape
    private var events: EventMaker
    private var offsets: [Int]

    package init(_ shape: EventShape, partitions: Int) {
        self.shape = shape
        self.partitions = partitions
        events = EventMaker(shape)
        offsets = Array(repeating: 0, count: partitions)
    }

    /// Makes the lines of so many events and lends them in pieces of about 1 MiB.
    ///
    /// - Parameter write: what to do with a piece, and how many events are in those so far.
    package mutating func write<Failure: Error>(
        _ count: Int, _ write: (UnsafeRawBufferPointer, Int) throws(Failure) -> Void
    ) throws(Failure) {
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.chunk, alignment: 64)
        defer { piece.deallocate() }
        var number = 0
        while number < count {
            var end = 0
            while number < count, end + Self.longestLine <= Self.chunk {
                events.make(number)
                let room = UnsafeMutableRawBufferPointer(rebasing: piece[end...])
                end += partitions == 1 ? putBare(in: room) : putEnvelope(number, in: room)
                number += 1
            }
            try write(UnsafeRawBufferPointer(rebasing: piece[..<end]), number)
        }
    }

    private func putBare(in room: UnsafeMutableRawBufferPointer) -> Int {
        room.copyMemory(from: events.value)
        room[EventMaker.size] = UInt8(ascii: "\n")
        return EventMaker.size + 1
    }

    /// Campaigns share the partitions by their numbers.
    private mutating func putEnvelope(_ number: Int, in room: UnsafeMutableRawBufferPointer) -> Int {
        let partition = events.campaign % partitions
        let head = #"{"topic":"logs","partition":\#(partition),"offset":\#(offsets[partition]),"#
        let time = #""ts":\#(shape.time(of: number)),"key":""#
        offsets[partition] += 1
        var end = 0
        for text in [head, time] { end += Self.put(text.utf8, in: room, at: end) }
        end += Self.put(events.key, in: room, at: end)
        end += Self.put(#"","payload":""#.utf8, in: room, at: end)
        for byte in events.value {
            if byte == UInt8(ascii: "\"") {
                room[end] = UInt8(ascii: "\\")
                end += 1
            }
            room[end] = byte
            end += 1
        }
        return end + Self.put("\"}\n".utf8, in: room, at: end)
    }

    private static func put(
        _ bytes: some Collection<UInt8>, in room: UnsafeMutableRawBufferPointer, at place: Int
    ) -> Int {
        UnsafeMutableRawBufferPointer(rebasing: room[place...]).copyBytes(from: bytes)
        return bytes.count
    }
}
