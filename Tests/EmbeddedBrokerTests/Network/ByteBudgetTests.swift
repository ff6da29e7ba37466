import TestSupport
import Testing

@testable import EmbeddedBroker

@Suite struct ByteBudgetTests {
    /// Who was granted what, in order.
    private final class Diary {
        var granted: [String] = []
    }

    @Test func whoDoesNotGetItsBytesWaitsInLine() {
        let (budget, diary) = (ByteBudget(10), Diary())
        #expect(budget.take(6) {} == nil)
        #expect(budget.take(6) { diary.granted.append("a") } != nil)
        // There would be room for these, but they came later.
        #expect(budget.take(1) { diary.granted.append("b") } != nil)
        #expect(budget.take(4) { diary.granted.append("c") } != nil)
        #expect(budget.available == 4)
        budget.giveBack(6)
        #expect(diary.granted == ["a", "b"])
        budget.giveBack(6)
        #expect(diary.granted == ["a", "b", "c"])
        budget.giveBack(1)
        budget.giveBack(4)
        #expect(budget.available == 10)
    }

    @Test func whoGivesUpNoLongerHoldsUpOthers() throws {
        let (budget, diary) = (ByteBudget(10), Diary())
        _ = budget.take(5) {}
        let large = try #require(budget.take(9) { diary.granted.append("large") })
        _ = budget.take(3) { diary.granted.append("small") }
        budget.giveUp(large)
        #expect(diary.granted == ["small"])
        budget.giveUp(large)
        budget.giveBack(5)
        budget.giveBack(3)
        #expect(diary.granted == ["small"] && budget.available == 10)
    }

    @Test func moreThanThereIsAtAllCountsAsAll() {
        let (budget, diary) = (ByteBudget(10), Diary())
        #expect(budget.take(1_000) {} == nil)
        #expect(budget.available == 0)
        _ = budget.take(.max) { diary.granted.append("next") }
        budget.giveBack(1_000)
        #expect(diary.granted == ["next"] && budget.available == 0)
        budget.giveBack(.max)
        #expect(budget.available == 10)
    }

    @Test func whatIsTakenAnywayIsWaitedFor() {
        let (budget, diary) = (ByteBudget(10), Diary())
        budget.takeAnyway(8)
        budget.takeAnyway(1_000)
        #expect(budget.available == -8)
        #expect(budget.take(2) { diary.granted.append("two") } != nil)
        #expect(budget.take(0) { diary.granted.append("nothing") } != nil)
        budget.giveBack(7)
        #expect(diary.granted.isEmpty)
        budget.giveBack(1)
        #expect(diary.granted == ["nothing"])
        budget.giveBack(1_000)
        #expect(diary.granted == ["nothing", "two"] && budget.available == 8)
    }

    @Test func whoIsGrantedBytesMayGiveThemBackAtOnce() {
        let (budget, diary) = (ByteBudget(1), Diary())
        _ = budget.take(1) {}
        for number in 0..<10_000 {
            _ = budget.take(1) { [unowned budget] in
                diary.granted.append("\(number)")
                budget.giveBack(1)
            }
        }
        budget.giveBack(1)
        #expect(diary.granted == (0..<10_000).map { "\($0)" })
        #expect(budget.available == 1)
    }

    /// Never more than there is, nobody forgotten, first come first served.
    @Test(arguments: 0..<100) func whatIsTakenComesBack(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let total = 100
        let (budget, diary) = (ByteBudget(total), Diary())
        var (held, line, bytesOf, lastID): ([String], [(name: String, id: Int)], [String: Int], Int) = ([], [], [:], 0)
        for _ in 0..<300 {
            switch Int.random(in: 0..<6, using: &random) {
            case 0, 1:
                lastID += 1
                let name = "\(lastID)"
                bytesOf[name] = Int.random(in: 1...60, using: &random)
                if let id = budget.take(bytesOf[name] ?? 0, granted: { diary.granted.append(name) }) {
                    line.append((name, id))
                } else {
                    #expect(line.isEmpty, "nobody overtakes")
                    held.append(name)
                }
            case 5:
                lastID += 1
                bytesOf["\(lastID)"] = Int.random(in: 1...30, using: &random)
                budget.takeAnyway(bytesOf["\(lastID)"] ?? 0)
                held.append("\(lastID)")
            case 2 where !line.isEmpty:
                budget.giveUp(line.remove(at: .random(in: line.indices, using: &random)).id)
            default:
                guard let index = held.indices.randomElement(using: &random) else { continue }
                budget.giveBack(bytesOf[held.remove(at: index)] ?? 0)
            }
            #expect(diary.granted == line.prefix(diary.granted.count).map(\.name))
            line.removeFirst(diary.granted.count)
            held += diary.granted
            diary.granted = []
            #expect(budget.available == total - held.reduce(0) { $0 + (bytesOf[$1] ?? 0) })
            #expect(line.first.map { (bytesOf[$0.name] ?? 0) > budget.available } ?? true, "nobody waits for nothing")
        }
    }
}
