import TestSupport
import Testing

@testable import EmbeddedBroker

/// The rule, against a model of SQLite's log: what its three threads do comes in any order.
@Suite struct CheckpointRuleTests {
    private static let limits = CheckpointRule.Limits(portionPages: 20, fullPages: 100)
    /// So few pages that rare orders are frequent.
    private static let smallLimits = CheckpointRule.Limits(portionPages: 4, fullPages: 16)

    private struct Model {
        private enum Writer {
            case idle
            case begun(pages: Int)
            /// Others see it; the rule was not told.
            case written
            case told
        }
        private enum Checkpoint {
            case none, queued
            /// It has read how long the log is.
            case copying(pages: Int)
            case copied
        }

        private var rule = CheckpointRule(smallLimits)
        /// Pages of the log, and how many of them are in the database.
        private var pages = 0
        private var copiedPages = 0
        private var writer = Writer.idle
        private var checkpoint = Checkpoint.none
        private var isRestartQueued = false
        private(set) var longest = 0
        private(set) var restarts = 0
        private(set) var commits = 0
        /// A checkpoint began where nothing was left, or a commit restarted the log under one.
        private(set) var mishaps = 0

        mutating func step(_ random: inout SeededGenerator) {
            let isWriters = Bool.random(using: &random)
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                if isWriters { write(&random) } else { copy(&random) }
            }
            longest = max(longest, pages)
        }

        private mutating func write(_ random: inout SeededGenerator) {
            switch writer {
            case .idle where isRestartQueued:
                // A reader keeps some of it from being copied now and then.
                if Int.random(in: 0..<10, using: &random) > 0 { copiedPages = pages }
                rule.restarted()
                isRestartQueued = false
            case .idle where Int.random(in: 0..<10, using: &random) == 0:
                guard rule.beginsOnWriter() else { return }
                copiedPages = pages
                rule.end()
            case .idle:
                guard !rule.holdsCommits else { return }
                rule.transactionBegins()
                // Three in seven write nothing, or are rolled back.
                let pages = max(0, Int.random(in: -2...4, using: &random))
                writer = pages == 0 ? .told : .begun(pages: pages)
            case .begun(let added):
                if copiedPages == pages {
                    if case .copying = checkpoint { mishaps += 1 }
                    if pages > 0 { restarts += 1 }
                    pages = 0
                    copiedPages = 0
                }
                pages += added
                commits += 1
                writer = .written
            case .written:
                rule.committed(pages: pages)
                writer = .told
            case .told:
                if rule.transactionEnded() { checkpoint = .queued }
                writer = .idle
            }
        }

        private mutating func copy(_ random: inout SeededGenerator) {
            switch checkpoint {
            case .none:
                break
            case .queued:
                if copiedPages == pages { mishaps += 1 }
                checkpoint = .copying(pages: pages)
            case .copying(let pages):
                let isRead = Int.random(in: 0..<10, using: &random) == 0
                copiedPages = isRead ? Int.random(in: copiedPages...pages, using: &random) : pages
                checkpoint = .copied
            case .copied:
                let hasSucceeded = Int.random(in: 0..<4, using: &random) > 0
                if case .restart = rule.copied(hasSucceeded) { isRestartQueued = true }
                checkpoint = .none
            }
        }
    }

    @Test(arguments: 0..<40) func nothingIsCopiedWhileTheLogRestarts(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var model = Model()
        for _ in 0..<10_000 { model.step(&random) }
        #expect(model.mishaps == 0)
        #expect(model.commits > 1_000 && model.restarts > 10)
        #expect(model.longest <= 3 * Self.smallLimits.fullPages)
    }

    private final class Scene {
        var rule = CheckpointRule(limits)

        func commit(_ pages: Int) -> Bool {
            rule.transactionBegins()
            rule.committed(pages: pages)
            return rule.transactionEnded()
        }

        func copied() -> CheckpointRule.Next { rule.copied(true) }
    }

    @Test func aLogThatReadersHoldIsNotRestartedAgainAtOnce() {
        let scene = Scene()
        #expect(scene.commit(101) && scene.copied() == .restart)
        scene.rule.restarted()
        #expect(!scene.commit(102) && !scene.commit(120))
        #expect(scene.commit(121) && scene.copied() == .nothing, "full is a portion more than at the last restart")
        #expect(scene.commit(122) && scene.copied() == .restart)
        scene.rule.restarted()
        #expect(!scene.commit(5) && scene.commit(20), "the log has restarted")
    }

    @Test func muchIsNotLeftToTheWriter() {
        let scene = Scene()
        #expect(scene.commit(101))
        #expect(!scene.commit(107), "one runs")
        #expect(scene.copied() == .nothing, "six pages are left, and five are few")
        #expect(!scene.rule.holdsCommits)
        #expect(scene.commit(108), "so that they become fewer")
        #expect(!scene.commit(201) && scene.rule.holdsCommits)
        #expect(scene.copied() == .restart, "it does not keep up")
    }
}
