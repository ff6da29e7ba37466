import Testing

@testable import EmbeddedBroker

@Suite struct ActionQueueTests {
    /// A shell in which carrying an action out may set others off, as answers do.
    private final class Shell {
        private var queue = ActionQueue()
        private(set) var done: [String] = []
        private(set) var depth = 0
        private(set) var deepest = 0
        var follow: [String: [String]] = [:]

        func carryOut(_ names: [String]) {
            depth += 1
            defer { depth -= 1 }
            deepest = max(deepest, depth)
            guard queue.add(names.map { .forget(groupID: $0) }) else { return }
            while case .forget(let name)? = queue.next() {
                done.append(name)
                if let next = follow[name] { carryOut(next) }
            }
        }
    }

    @Test func whatComesFromWithinStandsBehind() {
        let shell = Shell()
        shell.follow = ["a": ["x", "y"], "x": ["z"]]
        shell.carryOut(["a", "b", "c"])
        #expect(shell.done == ["a", "b", "c", "x", "y", "z"])
        shell.carryOut(["d"])
        #expect(shell.done.last == "d", "it drains again")
    }

    @Test func aLongChainNeedsNoDeepStack() {
        let shell = Shell()
        for number in 0..<10_000 { shell.follow["\(number)"] = ["\(number + 1)"] }
        shell.carryOut(["0"])
        #expect(shell.done.count == 10_001 && shell.deepest == 2)
    }

    @Test func nothingIsDrained() {
        let shell = Shell()
        shell.carryOut([])
        shell.carryOut(["a"])
        #expect(shell.done == ["a"])
    }
}
