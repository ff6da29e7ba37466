import BenchEvents
import BenchSupport
import Foundation

/// What the machine takes for the bytes alone: the floor under every figure of a replay.
struct PhysicalCost {
    private static let block = 64 << 20
    private static let passes = 4

    let file: RecordedFile

    func run() throws -> [Figure] {
        let source = try Block(Self.block)
        let target = try Block(Self.block)
        let read = try readFile(into: source)
        let filled = min(Self.block, file.bytes)
        let lines = measure(filled) { countLines(source.start, filled) }
        let copy = measure(filled) { _ = memcpy(target.start, source.start, filled) }
        return figures("read from the page cache", read) + figures("search for line ends (memchr)", lines)
            + figures("copy from memory to memory (memcpy)", copy)
    }

    private func figures(_ name: String, _ bytesPerSecond: Double) -> [Figure] {
        [
            Figure(name, .megabytesPerSecond, bytesPerSecond),
            Figure("… as events", .perSecond, bytesPerSecond / Double(EventMaker.size + 1)),
        ]
    }

    /// The first pass brings the file into the page cache; the second is timed.
    private func readFile(into buffer: borrowing Block) throws -> Double {
        var rate = 0.0
        for _ in 0..<2 {
            let descriptor = open(file.path, O_RDONLY)
            guard descriptor >= 0 else { throw BenchError("cannot read \(file.path)") }
            defer { close(descriptor) }
            let start = ContinuousClock.now
            // In pieces that stay in the processor's cache, as a reader of lines would.
            while Foundation.read(descriptor, buffer.start, 1 << 20) > 0 {}
            rate = Double(file.bytes) / (.now - start).seconds
        }
        return try fill(buffer, rate)
    }

    private func fill(_ buffer: borrowing Block, _ rate: Double) throws -> Double {
        let descriptor = open(file.path, O_RDONLY)
        defer { close(descriptor) }
        guard Foundation.read(descriptor, buffer.start, Self.block) > 0 else {
            throw BenchError("cannot read \(file.path)")
        }
        return rate
    }

    /// - Returns: bytes a second.
    private func measure(_ bytes: Int, _ pass: () -> Void) -> Double {
        pass()
        let start = ContinuousClock.now
        for _ in 0..<Self.passes { pass() }
        return Double(bytes * Self.passes) / (.now - start).seconds
    }

    private func countLines(_ start: UnsafeMutableRawPointer, _ count: Int) {
        var place = start
        let end = start + count
        while let found = memchr(place, 0x0A, end - place) { place = found + 1 }
    }
}

/// Memory of its own, which is given back: children are born with our peak.
private struct Block: ~Copyable {
    let start: UnsafeMutableRawPointer
    private let count: Int

    init(_ count: Int) throws {
        let memory = mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let memory, memory != MAP_FAILED else { throw BenchError("no memory for \(count) bytes") }
        start = memory
        self.count = count
    }

    deinit {
        munmap(start, count)
        ProcessFigures(pid: getpid()).forgetPeak()
    }
}
