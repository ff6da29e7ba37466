import NIOCore
import Testing

@testable import EmbeddedBroker

@Suite("The assignment of a generation") struct GroupSyncTests {
    /// Two members that have joined generation 1 and not synced: the leader "a-1" and "b-2".
    private func joined() -> GroupScene {
        let scene = GroupScene()
        _ = scene.newcomers("a", "b")
        scene.wait(100)
        return scene
    }

    @Test func isWhatTheLeaderSays() {
        let scene = joined()
        let b = scene.sync("b-2", generation: 1)
        #expect(scene.syncs[b] == nil)
        let a = scene.sync("a-1", generation: 1, assigning: ["a-1": "first half", "b-2": "second half"])
        #expect(scene.share(a) == "first half" && scene.share(b) == "second half")
        #expect(scene.syncs[b]?.protocolType == "consumer" && scene.syncs[b]?.protocolName == "range")
        #expect(scene.state == "Stable")
    }

    @Test func isWaitingForWhoComesLate() {
        let scene = joined()
        _ = scene.sync("a-1", generation: 1, assigning: ["b-2": "all"])
        #expect(scene.share(scene.sync("b-2", generation: 1)) == "all")
        #expect(scene.share(scene.sync("b-2", generation: 1)) == "all")
    }

    @Test func isNothingForWhomTheLeaderForgot() {
        let scene = joined()
        let a = scene.sync("a-1", generation: 1, assigning: ["a-1": "all", "stranger": "some"])
        #expect(scene.share(a) == "all")
        #expect(scene.share(scene.sync("b-2", generation: 1)) == "")
    }

    @Test func isNotForTheFollowersToSay() {
        let scene = joined()
        let b = scene.sync("b-2", generation: 1, assigning: ["b-2": "all"])
        #expect(scene.syncs[b] == nil)
        _ = scene.sync("a-1", generation: 1, assigning: ["a-1": "all"])
        #expect(scene.share(b) == "")
    }

    @Test func isOnlyForMembersOfThatGenerationAndProtocol() {
        let scene = joined()
        #expect(scene.error(scene.sync("nobody", generation: 1)) == .unknownMemberID)
        #expect(scene.error(scene.sync("a-1", generation: 1, group: "other")) == .unknownMemberID)
        #expect(scene.error(scene.sync("a-1", generation: 0)) == .illegalGeneration)
        #expect(scene.error(scene.sync("a-1", generation: 2)) == .illegalGeneration)
        #expect(scene.error(scene.sync("a-1", generation: 1, type: "connect")) == .inconsistentGroupProtocol)
        #expect(scene.error(scene.sync("a-1", generation: 1, name: "sticky")) == .inconsistentGroupProtocol)
        let good = scene.sync("a-1", generation: 1, type: "consumer", name: "range", assigning: ["a-1": "all"])
        #expect(scene.share(good) == "all")
    }

    @Test func isNotGivenWhileARebalanceIsPrepared() {
        let scene = GroupScene()
        let members = scene.stableGroup("a", "b")
        _ = scene.join(members[0])
        #expect(scene.error(scene.sync(members[1], generation: 1)) == .rebalanceInProgress)
    }

    @Test func isCalledOffByANewMember() {
        let scene = joined()
        let b = scene.sync("b-2", generation: 1)
        _ = scene.join(client: "c")
        #expect(scene.error(b) == .rebalanceInProgress)
        #expect(scene.state == "PreparingRebalance")
    }

    @Test func answersTheFirstOfTwoSyncsOfOneMember() {
        let scene = joined()
        let first = scene.sync("b-2", generation: 1)
        let second = scene.sync("b-2", generation: 1)
        #expect(scene.error(first) == .rebalanceInProgress)
        _ = scene.sync("a-1", generation: 1, assigning: ["b-2": "all"])
        #expect(scene.share(second) == "all")
    }

    @Test func isNotWaitedForLongerThanARebalance() {
        let scene = joined()
        let b = scene.sync("b-2", generation: 1)
        for _ in 0..<11 {
            scene.wait(5_000)
            #expect(scene.heartbeat("a-1", generation: 1) == .none)
        }
        #expect(scene.syncs[b] == nil)
        scene.wait(5_000)
        #expect(scene.error(b) == .rebalanceInProgress)
        #expect(scene.heartbeat("a-1", generation: 1) == .unknownMemberID)
        #expect(scene.joined(scene.join("b-2"))?.leader == "b-2")
    }

    @Test func mustBeFetchedByEveryone() {
        let scene = joined()
        _ = scene.sync("a-1", generation: 1, assigning: ["a-1": "half", "b-2": "half"])
        for _ in 0..<12 {
            #expect(scene.heartbeat("a-1", generation: 1) == .none)
            #expect(scene.heartbeat("b-2", generation: 1) == .none)
            scene.wait(5_000)
        }
        #expect(scene.heartbeat("b-2", generation: 1) == .unknownMemberID)
        #expect(scene.heartbeat("a-1", generation: 1) == .rebalanceInProgress)
    }

    @Test func mayBeTooLarge() {
        let scene = GroupScene { $0.maximumBytes = 10_000 }
        _ = scene.newcomers("a", "b")
        scene.wait(100)
        let b = scene.sync("b-2", generation: 1)
        let a = scene.sync("a-1", generation: 1, assigning: ["b-2": String(repeating: "x", count: 10_000)])
        #expect(scene.error(a) == .unknownServerError && scene.error(b) == .unknownServerError)
        #expect(scene.state == "PreparingRebalance")
    }
}
