import BenchEvents
import BenchSupport
import Foundation

/// Events on disk, a line each, gone when they are no longer wanted.
struct RecordedFile {
    let path: String
    let events: Int
    let bytes: Int

    var text: String { "\(events.grouped) events, \(Figure.Unit.megabytes.text(Double(bytes)))" }

    init(_ shape: EventShape, events: Int, in folder: URL) throws {
        path = folder.appending(path: "events-\(UUID().uuidString).ndjson").path
        self.events = events
        bytes = try Self.write(shape, events: events, partitions: 1, to: path)
        // On the disk before anything is measured: its way there takes processor time.
        sync()
    }

    func remove() { unlink(path) }

    /// - Parameter path: `-` is standard output.
    /// - Returns: the bytes written.
    @discardableResult
    static func write(_ shape: EventShape, events: Int, partitions: Int, to path: String) throws -> Int {
        let descriptor = path == "-" ? 1 : open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        guard descriptor >= 0 else { throw BenchError("cannot write \(path): \(String(cString: strerror(errno)))") }
        defer { if path != "-" { close(descriptor) } }
        return try write(shape, events: events, partitions: partitions, descriptor)
    }

    static func write(_ shape: EventShape, events: Int, partitions: Int = 1, _ descriptor: Int32) throws -> Int {
        var bytes = 0
        var file = EventFile(shape, partitions: partitions)
        try file.write(events) { piece, _ throws(BenchError) in
            bytes += piece.count
            try writeAll(piece, to: descriptor)
        }
        return bytes
    }

    private static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) throws(BenchError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Foundation.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            guard count > 0 else {
                throw BenchError("cannot write events: \(String(cString: strerror(errno)))")
            }
            rest = rest.dropFirst(count)
        }
    }
}
