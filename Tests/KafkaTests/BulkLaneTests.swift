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

    @Test func atMostFiveAreOnTheirWay() {
        var lane = Self.lane(7)
        #expect(sendAll(&lane) == [0, 1, 2, 3, 4])
        #expect(text(lane.answered(0)) == "delivered 0")
        #expect(sendAll(&lane) == [5])
        #expect(text(lane.answered(Self.duplicate)) == "delivered 1")
        #expect(sendAll(&lane) == [6])
        for number in 2...6 { #expect(text(lane.answered(0)) == "delivered \(number)") }
        #expect(lane.batches.isEmpty && lane.onTheWay == 0 && !lane.hasNext)
    }

    @Test func afterARefusalAllIsSentAgainOnceEveryAnswerIsThere() {
        var lane = Self.lane(4)
        #expect(sendAll(&lane) == [0, 1, 2, 3])
        #expect(text(lane.answered(0)) == "delivered 0")
        #expect(text(lane.answered(Self.notLeader)) == "none")
        #expect(sendAll(&lane) == [], "the answers first")
        #expect(text(lane.answered(Self.outOfOrder)) == "none", "which follows from the refusal before it")
        #expect(text(lane.answered(0)) == "again 6", "a success behind it is asked for again, too")
        #expect(sendAll(&lane) == [1, 2, 3])
    }

    @Test func anErrorThatWaitingDoesNotMendFails() {
        for code in [Self.outOfOrder, 10, 29, 47, 59, 87] as [Int16] {
            var lane = Self.lane(2)
            _ = sendAll(&lane)
            #expect(text(lane.answered(code)) == "failed \(code)")
        }
    }

    @Test func aLostConnectionSendsAllAgain() {
        var lane = Self.lane(3)
        _ = sendAll(&lane)
        _ = lane.answered(Self.notLeader)
        lane.startAgain()
        #expect(sendAll(&lane) == [0, 1, 2])
        #expect(text(lane.answered(0)) == "delivered 0")
    }

    @Test func numbersGoOnBehindTheLargest() {
        var lane = BulkLane()
        #expect(lane.number(Int(Int32.max)) == 0)
        #expect(lane.number(3) == .max)
        #expect(lane.number(1) == 2)
    }

    /// A partition that keeps the five newest batches' numbers, as brokers do, and refuses or loses answers at random.
    @Test(arguments: 0..<200 as Range<UInt64>) func everyBatchIsInTheLogOnceAndInOrder(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var lane = Self.lane(40)
        var log: [Int64] = []
        var delivered: [Int64] = []
        for _ in 0..<10_000 where delivered.count < 40 {
            for number in sendAll(&lane) {
                let next = Int64(log.count)
                if Int.random(in: 0..<4, using: &generator) == 0 { continue }  // refused below
                if number == next { log.append(number) }
            }
            answer(&lane, log: &log, &delivered, &generator)
        }
        #expect(delivered == Array(0..<40))
        #expect(log == Array(0..<40))
    }

    /// Answers all that is on its way as the log has it by now, or ends the connection on the way.
    private func answer(
        _ lane: inout BulkLane, log: inout [Int64], _ delivered: inout [Int64], _ generator: inout SeededGenerator
    ) {
        let sent = lane.batches.prefix(lane.onTheWay).map(\.begun)
        for number in sent {
            if Int.random(in: 0..<10, using: &generator) == 0 { return lane.startAgain() }
            let isThere = number < Int64(log.count)
            let isNext = number == Int64(log.count)
            let code: Int16 = isThere ? 0 : isNext ? Self.notLeader : Self.outOfOrder
            switch lane.answered(code) {
            case .delivered(let batch): delivered.append(batch.begun)
            case .none, .again: break
            case .failed(let error): Issue.record("\(error)")
            }
        }
    }
}
