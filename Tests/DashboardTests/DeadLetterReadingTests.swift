import Kafka
import Testing

@testable import Dashboard

/// How many letters are read, and where: the bounds that hold whatever is in the topic.
struct DeadLetterReadingTests {
    private let first = TopicPartition("logs.dlq", 0)
    private let second = TopicPartition("logs.dlq", 1)

    @Test func beginsWhereTheHistoryDoes() {
        var plan = ReadingPlan(mostUnread: 100)
        let mustMove = plan.update([first: 10..<50, second: 0..<9], starts: [first: 20, second: PartitionOffset.end])
        #expect(mustMove && plan.positions == [first: 20, second: 9])
        plan.read(first, next: 50)
        plan.read(first, next: 30)
        #expect(plan.positions[first] == 50 && plan.skipped.isEmpty)
        let mustMoveAgain = plan.update([first: 10..<70, second: 0..<9], starts: [:])
        #expect(!mustMoveAgain, "it goes on where it is")
    }

    @Test func onlyTheNewestOfMillionsAreRead() {
        var plan = ReadingPlan(mostUnread: 100)
        _ = plan.update([first: 0..<5_000_000, second: 0..<20], starts: [:])
        #expect(plan.positions == [first: 4_999_950, second: 0])
        let ends = [plan.endsSkip(of: first), plan.endsSkip(of: first), plan.endsSkip(of: second)]
        #expect(ends == [true, false, false])
        let mustMove = plan.update([first: 0..<6_000_000, second: 0..<20], starts: [:])
        #expect(mustMove && plan.positions[first] == 5_999_950, "a flood that is quicker than we are")
        #expect(plan.skipped == [first])
    }

    @Test func goesOnWhereTheTopicIsNow() {
        var plan = ReadingPlan(mostUnread: 100)
        _ = plan.update([first: 0..<50], starts: [first: 45])
        func move(_ ranges: [TopicPartition: Range<Int64>]) -> [TopicPartition: Int64]? {
            plan.update(ranges, starts: [:]) ? plan.positions : nil
        }
        #expect(move([first: 48..<60]) == [first: 48], "retention was quicker")
        #expect(move([first: 0..<5]) == [first: 0], "the topic was made anew")
        #expect(move([first: 0..<5, second: 3..<4]) == [first: 0, second: 3], "it has grown")
    }
}
