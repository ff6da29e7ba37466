import TestSupport
import Testing

@testable import Kafka

/// Lanes against a broker that takes or refuses what it likes, as long as it keeps the rules of KIP-98.
@Suite struct BulkLaneTests {
    private static let notLeader: Int16 = 6
    private static let outOfOrder: Int16 = 45
    private static let duplicate: Int16 = 46

    private static func batch(_ timestamp: Int64) -> BulkBatch {
        let batch = BulkBatch(capacity: 64)
        batch.begin(partition: 0, at: timestamp)
        return batch
    }

    private static func lane(_ count: Int) -> BulkLane {
        var lane = BulkLane()
        for number in 0..<count { lane.add(batch(Int64(number))) }
        return lane
    }

    /// A lane whose broker knows the producer: a batch before those that are numbered from 0 on was acknowledged.
    private static func steadyLane(_ count: Int) -> BulkLane {
        var lane = BulkLane()
        lane.add(batch(-1))
        _ = lane.takeNext()
        _ = lane.answered(0)
        for number in 0..<count { lane.add(batch(Int64(number))) }
        return lane
    }

    /// What is on its way after all that may be sent was.
    private func sendAll(_ lane: inout BulkLane) -> [Int64] {
        var sent: [Int64] = []
        while let batch = lane.takeNext() { sent.append(batch.begun) }
        return sent
    }

    private func text(_ outcome: BulkLane.Outcome) -> String {
        switch outcome {
        case .delivered(let batch): "delivered \(batch.begun)"
        case .none: "none"
        case .again(let error): "again \(error.code.rawValue)"
        case .failed(let error): "failed \(error.code.rawValue)"
        }
    }

    @Test func theFirstGoesAloneAndThenAtMostFiveAreOnTheirWay() {
        var lane = Self.lane(8)
        #expect(sendAll(&lane) == [0], "a broker that does not know the producer would take any")
        #expect(text(lane.answered(0)) == "delivered 0")
        #expect(sendAll(&lane) == [1, 2, 3, 4, 5])
        #expect(text(lane.answered(0)) == "delivered 1")
        #expect(sendAll(&lane) == [6])
        #expect(text(lane.answered(0)) == "delivered 2")
        #expect(sendAll(&lane) == [7])
        for number in 3...7 { #expect(text(lane.answered(0)) == "delivered \(number)") }
        #expect(lane.batches.isEmpty && lane.onTheWay == 0 && !lane.hasNext)
    }

    /// Among them a topic that is missing: while answers are owed, its batches' memory is lent to the connection.
    @Test(arguments: [notLeader, 3, 56]) func afterARefusalTheFirstIsSentAgainOnceEveryAnswerIsThere(code: Int16) {
        var lane = Self.steadyLane(4)
        #expect(sendAll(&lane) == [0, 1, 2, 3])
        #expect(text(lane.answered(0)) == "delivered 0")
        #expect(text(lane.answered(code)) == "none")
        #expect(sendAll(&lane) == [], "the answers first")
        #expect(text(lane.answered(Self.outOfOrder)) == "none", "which follows from the refusal before it")
        #expect(text(lane.answered(0)) == "again \(code)", "a success behind it is asked for again, too")
        #expect(sendAll(&lane) == [1])
        #expect(text(lane.answered(0)) == "delivered 1")
        #expect(sendAll(&lane) == [2, 3])
    }

    @Test func anErrorThatWaitingDoesNotMendFails() {
        for code in [Self.outOfOrder, Self.duplicate, 10, 29, 47, 59, 87] as [Int16] {
            var lane = Self.steadyLane(2)
            _ = sendAll(&lane)
            #expect(text(lane.answered(code)) == "failed \(code)")
        }
    }

    @Test func aLostConnectionSendsAllAgain() {
        var lane = Self.steadyLane(3)
        _ = sendAll(&lane)
        _ = lane.answered(Self.notLeader)
        lane.startAgain()
        #expect(sendAll(&lane) == [0])
        #expect(text(lane.answered(0)) == "delivered 0")
        #expect(sendAll(&lane) == [1, 2])
    }

    @Test func numbersGoOnBehindTheLargest() {
        var lane = BulkLane()
        #expect(lane.number(Int(Int32.max)) == 0)
        #expect(lane.number(3) == .max)
        #expect(lane.number(1) == 2)
    }

    /// Refusals and lost connections at random, before the first batch and behind it.
    @Test(arguments: 0..<200 as Range<UInt64>) func everyBatchIsInTheLogOnceAndInOrder(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var lane = Self.lane(40)
        var partition = Partition()
        var delivered: [Int64] = []
        for _ in 0..<10_000 where delivered.count < 40 {
            let codes = sendAll(&lane).map { number in
                Int.random(in: 0..<4, using: &generator) == 0 ? [3, 6, 56][Int(seed % 3)] : partition.take(number)
            }
            for code in codes {
                if Int.random(in: 0..<10, using: &generator) == 0 {
                    lane.startAgain()
                    break
                }
                switch lane.answered(code) {
                case .delivered(let batch): delivered.append(batch.begun)
                case .none, .again: break
                case .failed(let error):
                    Issue.record("\(error)")
                    return
                }
            }
        }
        #expect(delivered == Array(0..<40))
        #expect(partition.log == Array(0..<40))
    }

    /// The topic is deleted and made again with batches on the way: then the producer ends, or all that it calls
    /// delivered is in the old log or in the new one.
    @Test(arguments: 0..<200 as Range<UInt64>) func whatATopicMadeAnewHasNotIsNeverCalledDelivered(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var lane = Self.lane(40)
        var partition = Partition()
        var old: [Int64] = []
        var delivered: [Int64] = []
        var rest = Int.random(in: 1..<30, using: &generator)
        sending: for _ in 0..<10_000 where delivered.count < 40 {
            let codes = sendAll(&lane).map { number -> Int16 in
                rest -= 1
                if rest == 0 {
                    old = partition.log
                    partition = Partition()
                    return 3
                }
                return partition.take(number)
            }
            for code in codes {
                switch lane.answered(code) {
                case .delivered(let batch): delivered.append(batch.begun)
                case .none, .again: break
                case .failed: break sending
                }
            }
        }
        #expect(Set(delivered).subtracting(old).subtracting(partition.log).isEmpty)
    }

    /// A partition that keeps the five newest batches' numbers of a producer, and takes any from one it does not know.
    private struct Partition {
        private(set) var log: [Int64] = []

        mutating func take(_ number: Int64) -> Int16 {
            guard let last = log.last else {
                log.append(number)
                return 0
            }
            if number == last + 1 {
                log.append(number)
                return 0
            }
            if log.suffix(5).contains(number) { return 0 }
            return number <= last ? duplicate : outOfOrder
        }
    }
}
