import Dispatch
import Kafka
import Synchronization
import Topics
import Windowing

/// The engine over a recorded topic, without a broker: every record of every partition, then all windows close.
///
/// Threads take blocks of lines in turn, decode them side by side, and count them one after the other in the order of the
/// input. So the answer does not depend on how many there are.
///
/// - Source: DESIGN §3 (recorded topics), §4 (`replay`), §5.
public final class Replay: Sendable {
    private let threads: Int
    private let state: Mutex<ReplayState>

    /// - Parameters:
    ///   - snapshotEvery: encode, decode and restore every engine through its rows after so many records; the answer is
    ///     the same, and that is what it is there to show.
    ///   - threads: how many decode; at least 1.
    public init(rules: WindowRules, snapshotEvery: Int? = nil, threads: Int = 1) {
        self.threads = max(1, threads)
        state = Mutex(ReplayState(rules: rules, snapshotEvery: snapshotEvery))
    }

    /// What became of the records so far.
    public var tally: RecordTally { state.withLock { $0.tally } }

    /// Reads all of `input`.
    ///
    /// - Parameters:
    ///   - input: a file, or `-` for standard input.
    ///   - onProgress: told now and then how many records and bytes have been read; on the calling thread.
    /// - Throws: `FileError`; `SnapshotError` when a snapshot does not come back as it was.
    public func read(_ input: String, onProgress: (Int, Int) -> Void) throws {
        let relay = BlockRelay(try BlockReader(path: input), threads: threads)
        let finished = DispatchSemaphore(value: 0)
        for number in 1..<threads {
            _ = ServiceThread(name: "replay-\(number)") { [self] in
                work(on: relay) { _ in }
                finished.signal()
            }
        }
        work(on: relay) { bytes in onProgress(tally.events, bytes) }
        for _ in 1..<threads { finished.wait() }
        if let failure = relay.failure { throw failure }
    }

    /// Closes all windows.
    ///
    /// - Parameter write: given each final row as JSON, a line each, ordered by (window start, series, partition).
    /// - Returns: how many rows there were.
    /// - Throws: `FileError`, and what `write` throws.
    public func finish(_ write: (UnsafeRawBufferPointer) throws -> Void) throws -> Int {
        try state.withLock { try $0.finish(write) }
    }

    private func work(on relay: BlockRelay, onBlock: (Int) -> Void) {
        var lines = LineBlock()
        var block = ReplayBlock()
        while let (number, bytesRead) = relay.next(into: &lines) {
            lines.withBytes { bytes in
                block.decode(bytes)
                relay.inTurn(number) { try state.withLock { try $0.count(block) } }
            }
            onBlock(bytesRead)
        }
    }
}

/// Where the threads of a replay meet: each takes the next block, and waits for its turn to have it counted.
private final class BlockRelay: Sendable {
    private struct Input: ~Copyable {
        var reader: BlockReader
        var nextBlock = 0
    }

    private let input: Mutex<Input>
    /// Not behind the input's lock, which is held while it is waited for.
    private let firstFailure = Mutex<(any Error)?>(nil)
    /// A thread holds one block, so of the blocks under way no two share a turn.
    private let turns: [DispatchSemaphore]

    init(_ reader: consuming BlockReader, threads: Int) {
        input = Mutex(Input(reader: reader))
        // The first block need not wait.
        turns = (0..<threads).map { _ in DispatchSemaphore(value: 0) }
        turns[0].signal()
    }

    var failure: (any Error)? { firstFailure.withLock { $0 } }

    /// - Returns: the block's number and the bytes read so far; nil at the end of the input and after a failure.
    func next(into lines: inout LineBlock) -> (number: Int, bytesRead: Int)? {
        input.withLock { input in
            guard failure == nil else { return nil }
            do {
                guard try input.reader.next(into: &lines) else { return nil }
            } catch {
                fail(error)
                return nil
            }
            input.nextBlock += 1
            return (input.nextBlock - 1, input.reader.bytesRead)
        }
    }

    /// Runs `body` after that of the block before, unless one has failed.
    func inTurn(_ number: Int, _ body: () throws -> Void) {
        turns[number % turns.count].wait()
        do { if failure == nil { try body() } } catch { fail(error) }
        turns[(number + 1) % turns.count].signal()
    }

    private func fail(_ error: any Error) {
        firstFailure.withLock { $0 = $0 ?? error }
    }
}
