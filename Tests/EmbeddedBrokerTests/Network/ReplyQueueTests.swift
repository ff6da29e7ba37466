import NIOCore
import TestSupport
import Testing

@testable import EmbeddedBroker

@Suite struct ReplyQueueTests {
    private static func number(_ reply: ReplyQueue.Reply?) -> Int? {
        guard case .send(_, let leased) = reply else { return nil }
        return leased
    }

    /// However the answers come, they leave in the order of the requests, each as soon as none before it is missing.
    @Test(arguments: 0..<200) func repliesLeaveInRequestOrder(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var queue = ReplyQueue()
        var (added, answered, left): (Int, Set<Int>, [Int]) = (0, [], [])
        for _ in 0..<100 {
            let waiting = (0..<added).filter { !answered.contains($0) }
            if waiting.isEmpty || Bool.random(using: &random) {
                #expect(queue.add() == added)
                added += 1
            } else if let number = waiting.randomElement(using: &random) {
                queue.answer(number, with: .send([], leased: number))
                answered.insert(number)
            }
            while let number = Self.number(queue.next()) { left.append(number) }
            let ready = (0..<added).prefix { answered.contains($0) }
            #expect(left == Array(ready))
            #expect(queue.count == added - left.count)
        }
    }

    @Test func aReplyThatIsNothingKeepsItsPlace() {
        var queue = ReplyQueue()
        let (first, second) = (queue.add(), queue.add())
        queue.answer(second, with: .send([], leased: 2))
        #expect(queue.next() == nil)
        queue.answer(first, with: .nothing)
        guard case .nothing = queue.next() else {
            Issue.record("the first leaves first")
            return
        }
        #expect(Self.number(queue.next()) == 2)
        #expect(queue.count == 0)
    }

    @Test func whatIsAnsweredLateIsLeftOut() {
        var queue = ReplyQueue()
        let numbers = (0..<3).map { _ in queue.add() }
        queue.answer(numbers[1], with: .send([], leased: 7))
        #expect(queue.removeAll().map { Self.number($0) } == [7])
        #expect(queue.count == 0)
        for number in numbers + [-1, 99] { queue.answer(number, with: .nothing) }
        #expect(queue.next() == nil)
        #expect(queue.add() == 3, "a number is not used twice")
    }
}
