import AdModel
import Synchronization
import Testing

@testable import Aggregator

@Suite struct AggregatorBoardTests {
    private final class TestClock: Sendable {
        private let time = Mutex(ContinuousClock.now)

        var now: ContinuousClock.Instant { time.withLock { $0 } }
        func pass(_ span: Duration) { time.withLock { $0 += span } }
    }

    private let clock = TestClock()

    private func board(jobs: Int) -> AggregatorBoard {
        AggregatorBoard(jobs: jobs) { [clock] in clock.now }
    }

    private func working(_ change: (inout AggregatorFigures) -> Void = { _ in }) -> AggregatorFigures {
        var figures = AggregatorFigures()
        figures.isConnected = true
        figures.isWorking = true
        change(&figures)
        return figures
    }

    @Test func everyJobHasToWork() {
        let board = board(jobs: 2)
        #expect(board.standstill == "job 0 has not begun")
        board.publish(working(), job: 0)
        #expect(board.standstill == "job 1 has not begun")
        board.publish(working(), job: 1)
        #expect(board.standstill == nil)
        board.publish(working { $0.isWorking = false }, job: 1)
        #expect(board.standstill == "job 1 gets no answers from the broker")
        board.publish(working { $0.isConnected = false }, job: 1)
        #expect(board.standstill == "job 1 has no connection to the broker")
        board.publish(working(), job: 1)
        #expect(board.standstill == nil)
    }

    @Test func aJobThatSaysNothingStandsStill() {
        let board = board(jobs: 2)
        board.publish(working(), job: 0)
        clock.pass(.seconds(10))
        board.publish(working(), job: 1)
        clock.pass(.milliseconds(4_999))
        #expect(board.standstill == nil)
        clock.pass(.milliseconds(1))
        #expect(board.standstill == "job 0 has said nothing for 15 s")
        board.publish(working(), job: 0)
        #expect(board.standstill == nil)
    }

    @Test func aPartitionThatMovesIsShownOnceAndAsItsNewOwnerHasIt() {
        let board = board(jobs: 2)
        func publish(_ offsets: [Int32: Int64], job: Int) {
            clock.pass(.seconds(1))
            board.publish(
                working { figures in
                    for (partition, offset) in offsets {
                        figures.partitions[partition, default: .init()].nextOffset = offset
                    }
                }, job: job)
        }
        publish([0: 10, 1: 20], job: 0)
        publish([1: 25], job: 1)
        #expect(board.partitions.mapValues(\.nextOffset) == [0: 10, 1: 25])
        publish([0: 11], job: 0)
        #expect(board.partitions.mapValues(\.nextOffset) == [0: 11, 1: 25])
        publish([1: 30, 0: 12], job: 0)
        #expect(board.partitions.mapValues(\.nextOffset) == [0: 12, 1: 30])
        #expect(board.figures.count == 2)
    }

    @Test func aPartitionIsCurrentWhileItsOwnerSpeaksAndIsConnected() {
        let board = board(jobs: 2)
        let both = working { $0.partitions = [0: .init(), 1: .init()] }
        let one = working { $0.partitions = [1: .init()] }
        board.publish(both, job: 0)
        clock.pass(.seconds(10))
        board.publish(one, job: 1)
        #expect(board.currentPartitions.keys.sorted() == [0, 1])
        clock.pass(.seconds(5))
        #expect(board.currentPartitions.keys.sorted() == [1], "job 0 has said nothing for 15 s")
        board.publish(working(), job: 0)
        board.publish(
            working { figures in
                figures.partitions = one.partitions
                figures.isConnected = false
            }, job: 1)
        #expect(board.currentPartitions.isEmpty && board.partitions.keys.sorted() == [1])
    }

    @Test func lagIsZeroOnlyWhereAllIsJudged() {
        let now = EventTime(milliseconds: 1_795_222_800_000)
        var partition = PartitionFigures()
        partition.nextOffset = 90
        #expect(partition.lagRecords == nil && partition.lagSeconds(at: now) == nil, "the end is not known")
        partition.endOffset = 100
        #expect(partition.lagRecords == 10 && partition.lagSeconds(at: now) == nil, "nothing was accepted yet")
        partition.newestEventTime = now - .seconds(30)
        #expect(partition.lagSeconds(at: now) == 30)
        partition.newestEventTime = now + .seconds(30)
        #expect(partition.lagSeconds(at: now) == 0, "never negative")
        partition.newestEventTime = now - .minutes(60)
        partition.nextOffset = 100
        #expect(partition.lagRecords == 0 && partition.lagSeconds(at: now) == 0, "quiet, not behind")
        partition.nextOffset = 101
        #expect(partition.lagRecords == 0, "the end was heard before the last records came")
    }
}
