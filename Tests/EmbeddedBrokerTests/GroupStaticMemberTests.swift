import NIOCore
import Testing

@testable import EmbeddedBroker

@Suite("A static member") struct GroupStaticMemberTests {
    @Test func joinsWithoutBeingToldItsIDFirst() {
        let scene = GroupScene()
        let call = scene.join(instance: "i", toldFirst: true)
        scene.wait(100)
        #expect(scene.joined(call)?.memberID == "i-1")
    }

    @Test func keepsItsAssignmentOverARestart() throws {
        let scene = GroupScene()
        let members = scene.stableGroup("a", "b", isStatic: true)
        let again = scene.join(instance: "b", toldFirst: true)
        let answer = try #require(scene.joined(again))
        #expect(answer.error == .none && answer.generation == 1 && answer.leader == members[0])
        #expect(answer.memberID != members[1])
        #expect(scene.state == "Stable")
        #expect(scene.share(scene.sync(answer.memberID, generation: 1, instance: "b")) == "b's share")
        #expect(scene.heartbeat(members[0], generation: 1, instance: "a") == .none)
    }

    @Test func fencesItsPredecessor() throws {
        let scene = GroupScene()
        let old = scene.stableGroup("a", "b", isStatic: true)[1]
        _ = scene.join(instance: "b")
        #expect(scene.heartbeat(old, generation: 1, instance: "b") == .fencedInstanceID)
        #expect(scene.commit(old, generation: 1, instance: "b") == .fencedInstanceID)
        #expect(scene.error(scene.sync(old, generation: 1, instance: "b")) == .fencedInstanceID)
        #expect(scene.error(scene.join(old, instance: "b")) == .fencedInstanceID)
        #expect(scene.leave(MemberClaim(memberID: old, instanceID: "b")) == [.fencedInstanceID])
        #expect(scene.heartbeat(old, generation: 1) == .unknownMemberID)
    }

    @Test func fencesTheCallsItsPredecessorWaitsWith() {
        let scene = GroupScene()
        let first = scene.join(instance: "i")
        let second = scene.join(instance: "i")
        #expect(scene.error(first) == .fencedInstanceID)
        _ = scene.join(instance: "j")
        scene.wait(100)
        #expect(scene.joined(second)?.memberID == "i-2" && scene.joined(second)?.leader == "i-2")

        let sync = scene.sync("j-3", generation: 1, instance: "j")
        let third = scene.join(instance: "j")
        #expect(scene.error(sync) == .fencedInstanceID)
        #expect(scene.joined(third) == nil, "the leader may have assigned to the old id already")
        #expect(scene.state == "PreparingRebalance")
    }

    @Test func isToldItsNewIDWhenThatIsSaved() {
        let scene = GroupScene()
        let members = scene.stableGroup("a", "b", isStatic: true)
        scene.savesByHand = true
        let again = scene.join(instance: "b")
        #expect(scene.joined(again) == nil && scene.state == "Stable")
        #expect(scene.heartbeat(members[0], generation: 1) == .none)
        scene.finishSaves()
        let id = scene.joined(again)?.memberID ?? ""
        scene.restart()
        #expect(scene.heartbeat(id, generation: 1, instance: "b") == .none)
        #expect(scene.heartbeat(members[1], generation: 1, instance: "b") == .fencedInstanceID)
    }

    @Test func triesAgainWhenThatFails() {
        let scene = GroupScene()
        _ = scene.stableGroup("a", "b", isStatic: true)
        scene.savesByHand = true
        let again = scene.join(instance: "b")
        scene.finishSaves(success: false)
        #expect(scene.error(again) == .coordinatorNotAvailable && scene.joined(again)?.memberID == "")
        let third = scene.join(instance: "b")
        scene.finishSaves()
        #expect(scene.joined(third)?.generation == 1)
    }

    @Test func doesNotWaitForASaveForEver() {
        let scene = GroupScene()
        _ = scene.stableGroup("a", isStatic: true)
        scene.savesByHand = true
        let again = scene.join(instance: "a")
        scene.wait(60_000)
        #expect(scene.error(again) == .coordinatorNotAvailable)
    }

    @Test func sharesASaveWithOthersWhileTheDiskIsSlow() {
        let scene = GroupScene()
        _ = scene.stableGroup("a", "b", "c", isStatic: true)
        scene.savesByHand = true
        let first = scene.join(instance: "a")
        var last: [CallID] = []
        for _ in 0..<50 { last = ["b", "c"].map { scene.join(instance: $0) } }
        #expect(scene.unsaved.count == 1, "one save at a time")
        scene.finishSave()
        #expect(scene.joined(first)?.generation == 1 && scene.unsaved.count == 1)
        #expect(last.allSatisfy { scene.joined($0) == nil })
        scene.finishSave()
        let told = (last + [first]).compactMap { scene.joined($0)?.memberID }
        #expect(scene.unsaved.isEmpty && told.count == 3)
        #expect(Set(scene.disk["g"]?.members.map(\.id) ?? []) == Set(told), "what they were told is what is durable")
    }

    @Test func isSavedEvenIfTheSaveBeforeFails() {
        let scene = GroupScene()
        _ = scene.stableGroup("a", "b", isStatic: true)
        scene.savesByHand = true
        let calls = (scene.join(instance: "a"), scene.join(instance: "b"))
        scene.finishSave(success: false)
        #expect(scene.error(calls.0) == .coordinatorNotAvailable && scene.joined(calls.1) == nil)
        scene.finishSave()
        #expect(scene.joined(calls.1)?.generation == 1)
    }

    @Test func joinsTheRebalanceThatComesBeforeItIsSaved() {
        let scene = GroupScene()
        let members = scene.stableGroup("a", "b", isStatic: true)
        scene.savesByHand = true
        let again = scene.join(instance: "b")
        let leader = scene.join(members[0], instance: "a")
        #expect(scene.joined(again)?.generation == 2 && scene.joined(leader)?.generation == 2)
        scene.finishSaves()
        #expect(scene.state == "CompletingRebalance")
    }

    @Test func waitsForThatRebalanceWhenTheSaveIsDoneFirst() {
        let scene = GroupScene()
        let members = scene.stableGroup("a", "b", "c", isStatic: true)
        scene.savesByHand = true
        let again = scene.join(instance: "b")
        _ = scene.join(members[0], instance: "a")
        scene.finishSaves()
        #expect(scene.joined(again) == nil)
        _ = scene.join(members[2], instance: "c")
        #expect(scene.joined(again)?.generation == 2)
    }

    @Test func doesNotLeadUnawaresAfterARestart() throws {
        let scene = GroupScene()
        let members = scene.stableGroup("a", "b", isStatic: true)
        let again = scene.join(instance: "a")
        let answer = try #require(scene.joined(again))
        #expect(answer.leader == members[0] && answer.members.isEmpty && answer.memberID != members[0])
        #expect(scene.share(scene.sync(answer.memberID, generation: 1, instance: "a")) == "a's share")
        #expect(scene.disk["g"]?.leader == answer.memberID)
        #expect(scene.joined(scene.join(answer.memberID, instance: "a")) == nil, "it leads, and starts a rebalance")
    }

    @Test func startsARebalanceWhenItComesBackChanged() {
        let scene = GroupScene()
        _ = scene.stableGroup("a", "b", isStatic: true)
        let again = scene.join(instance: "b", protocols: [("range", "other topics")])
        #expect(scene.joined(again) == nil && scene.state == "PreparingRebalance")
    }

    @Test func keepsItsPlaceInARebalanceUntilItsSessionEnds() {
        let scene = GroupScene()
        _ = scene.join(instance: "a", session: 100_000)
        _ = scene.join(client: "b", session: 100_000)
        scene.wait(100)
        scene.assign(["a-1", "b-2"], ["a", "b"])
        let again = scene.join("b-2", session: 100_000, protocols: [("range", "more topics")])
        scene.wait(60_000)
        #expect(scene.joined(again)?.members.map(\.memberID) == ["a-1", "b-2"])
        #expect(scene.joined(again)?.leader == "b-2", "the old leader is away")
        _ = scene.sync("b-2", generation: 2, assigning: ["a-1": "half", "b-2": "half"])
        #expect(scene.state == "Stable")
        scene.wait(39_999)
        #expect(scene.heartbeat("b-2", generation: 2) == .none)
        scene.wait(1)
        #expect(scene.heartbeat("b-2", generation: 2) == .rebalanceInProgress)
        #expect(scene.table.describe("g").members.map(\.id) == ["b-2"])
    }

    @Test func isWaitedForWhenNobodyElseIsThere() {
        let scene = GroupScene()
        _ = scene.join(instance: "a", session: 600_000)
        scene.wait(100)
        scene.assign(["a-1"], ["a"])
        scene.close(scene.join(client: "b"))
        scene.wait(200_000)
        #expect(scene.state == "PreparingRebalance")
        #expect(scene.heartbeat("a-1", generation: 1) == .rebalanceInProgress)
        #expect(scene.joined(scene.join("a-1", instance: "a", session: 600_000))?.generation == 2)
    }

    @Test func isSentAwayByItsInstanceID() {
        let scene = GroupScene()
        _ = scene.stableGroup("a", "b", isStatic: true)
        let nobody = MemberClaim(memberID: "", instanceID: "x")
        #expect(scene.leave(MemberClaim(memberID: "", instanceID: "a"), nobody) == [.none, .unknownMemberID])
        #expect(scene.table.describe("g").members.map(\.instanceID) == ["b"])
    }

    @Test func isUnknownByAnInstanceIDThatNobodyHas() {
        let scene = GroupScene()
        let a = scene.stableGroup("a")[0]
        #expect(scene.heartbeat(a, generation: 1, instance: "i") == .unknownMemberID)
        #expect(scene.heartbeat(a, generation: 1, instance: "") == .none, "an empty one is none")
    }
}
