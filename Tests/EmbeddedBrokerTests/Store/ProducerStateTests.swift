import TestSupport
import Testing

@testable import EmbeddedBroker

@Suite struct ProducerStateTests {
    private static func header(_ sequence: Int32, count: Int = 1, epoch: Int16 = 0) throws -> BatchHeader {
        let values = Array(repeating: "", count: count)
        return try #require(BatchHeader(TestBatch(values, producer: 1, epoch: epoch, sequence: sequence).bytes))
    }

    /// A producer's batches in its partition, as the broker keeps them.
    private struct Log {
        var state: ProducerState?
        var end: Int64 = 0

        mutating func send(_ sequence: Int32, count: Int = 1, epoch: Int16 = 0) throws -> ProducerState.Verdict {
            let header = try header(sequence, count: count, epoch: epoch)
            let verdict = ProducerState.judge(header, after: state)
            if verdict == .append {
                state = ProducerState.state(state, adding: header, at: end)
                end += Int64(count)
            }
            return verdict
        }
    }

    @Test func aBatchThatFollowsIsAppended() throws {
        var log = Log()
        for sequence in Int32(0)..<5 { #expect(try log.send(sequence * 3, count: 3) == .append) }
    }

    @Test func aRetryOfEachOfTheLastFiveIsFound() throws {
        var log = Log()
        for number in Int32(0)..<8 { #expect(try log.send(number * 2, count: 2) == .append) }
        for number in Int32(3)..<8 {
            #expect(try log.send(number * 2, count: 2) == .duplicate(firstOffset: Int64(number) * 2))
        }
        // What is older is known to be there, but not where.
        #expect(try log.send(4, count: 2) == .refused(.duplicateSequenceNumber))
        #expect(try log.send(16, count: 2) == .append)
    }

    @Test func aRetryOfAnotherLengthIsNoRetry() throws {
        var log = Log()
        #expect(try log.send(0, count: 3) == .append)
        #expect(try log.send(0, count: 2) == .refused(.duplicateSequenceNumber))
        #expect(try log.send(1, count: 2) == .refused(.duplicateSequenceNumber))
    }

    @Test func aGapIsRefused() throws {
        var log = Log()
        #expect(try log.send(0) == .append)
        #expect(try log.send(2) == .refused(.outOfOrderSequenceNumber))
        #expect(try log.send(1) == .append)
        #expect(try log.send(2) == .append)
    }

    @Test func aProducerThatIsNotKnownMayBeginAnywhere() throws {
        var log = Log()
        #expect(try log.send(4_711) == .append)
        #expect(try log.send(4_712) == .append)
    }

    @Test func aNewEpochBeginsAtZero() throws {
        var log = Log()
        #expect(try log.send(0) == .append)
        #expect(try log.send(1, epoch: 1) == .refused(.outOfOrderSequenceNumber))
        #expect(try log.send(0, epoch: 1) == .append)
        #expect(try log.send(1, epoch: 0) == .refused(.invalidProducerEpoch))
        #expect(try log.send(0, epoch: 1) == .duplicate(firstOffset: 1), "and not the one of the old epoch")
    }

    @Test func zeroFollowsTheLargestSequenceNumber() throws {
        var log = Log()
        #expect(try log.send(.max - 1, count: 2) == .append)
        #expect(try log.send(0, count: 2) == .append)
        #expect(try log.send(.max - 1, count: 2) == .duplicate(firstOffset: 0))
        #expect(try log.send(2) == .append)
    }

    @Test func aBatchMayGoOverTheLargestSequenceNumber() throws {
        var log = Log()
        #expect(try log.send(.max - 1, count: 5) == .append)
        #expect(log.state?.batches.last?.lastSequence == 2)
        #expect(try log.send(.max - 1, count: 5) == .duplicate(firstOffset: 0))
        #expect(try log.send(3) == .append)
    }

    // MARK: Against a model

    /// Knows every record that was ever appended, and where.
    private struct SlowLog {
        var epoch: Int16 = -1
        var batches: [(sequences: [Int32], offset: Int64)] = []
        var end: Int64 = 0

        /// Steps one by one, as a client does.
        static func sequences(_ first: Int32, _ count: Int) -> [Int32] {
            var sequences = [first]
            while sequences.count < count { sequences.append(sequences.last == .max ? 0 : sequences.last! + 1) }
            return sequences
        }

        mutating func send(_ first: Int32, count: Int, epoch sent: Int16) -> ProducerState.Verdict {
            let sent = (epoch: sent, sequences: Self.sequences(first, count))
            if sent.epoch < epoch { return .refused(.invalidProducerEpoch) }
            if sent.epoch > epoch, epoch >= 0, first != 0 { return .refused(.outOfOrderSequenceNumber) }
            if sent.epoch > epoch { (epoch, batches) = (sent.epoch, []) }
            if let repeated = batches.suffix(5).last(where: { $0.sequences == sent.sequences }) {
                return .duplicate(firstOffset: repeated.offset)
            }
            if let last = batches.last {
                let next = Self.sequences(last.sequences.last!, 2)[1]
                let isKnown = !sent.sequences.contains { $0 >= next } && sent.sequences == sent.sequences.sorted()
                if first != next { return .refused(isKnown ? .duplicateSequenceNumber : .outOfOrderSequenceNumber) }
            }
            batches.append((sent.sequences, end))
            end += Int64(count)
            return .append
        }
    }

    @Test(arguments: 0..<30) func anySequenceOfBatchesIsJudgedAsByAModel(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var (log, model) = (Log(), SlowLog())
        // Half of the runs go over the largest number.
        var next: Int32 = seed % 2 == 0 ? 0 : .max - 20
        var epoch: Int16 = 0
        var sent: [(Int32, Int)] = []
        for _ in 0..<150 {
            var (first, count) = (next, Int.random(in: 1...4, using: &random))
            switch Int.random(in: 0..<10, using: &random) {
            case 0: (first, count) = sent.randomElement(using: &random) ?? (first, count)
            case 1: (first, count) = sent.suffix(5).randomElement(using: &random) ?? (first, count)
            case 2: first = Int32.random(in: max(0, next - 5)...(next > .max - 5 ? .max : next + 5), using: &random)
            case 3 where Int.random(in: 0..<10, using: &random) == 0: (epoch, first) = (epoch + 1, 0)
            default: break
            }
            let used = epoch - (Int.random(in: 0..<30, using: &random) == 0 && epoch > 0 ? 1 : 0)
            let expected = model.send(first, count: count, epoch: used)
            #expect(try log.send(first, count: count, epoch: used) == expected)
            if expected == .append {
                sent.append((first, count))
                next = SlowLog.sequences(first, count + 1)[count]
            }
        }
        #expect(log.end == model.end && log.state?.batches.count ?? 0 <= ProducerState.remembered)
    }
}
