import Foundation
import NIOCore
import Testing

@testable import EmbeddedBroker

@Suite("What is saved") struct GroupSaveTests {
    private func saving() -> (scene: GroupScene, a: CallID, b: CallID) {
        let scene = GroupScene()
        scene.savesByHand = true
        _ = scene.newcomers("a", "b")
        scene.wait(100)
        let b = scene.sync("b-2", generation: 1)
        let a = scene.sync("a-1", generation: 1, assigning: ["a-1": "half", "b-2": "rest"])
        return (scene, a, b)
    }

    @Test func isTheWholeGenerationBeforeAnyoneLearnsOfIt() throws {
        let (scene, a, b) = saving()
        #expect(scene.syncs.isEmpty && scene.state == "CompletingRebalance")
        let snapshot = try #require(scene.unsaved.first?.snapshot)
        #expect(snapshot.generation == 1 && snapshot.leader == "a-1" && snapshot.protocolName == "range")
        #expect(snapshot.members.map(\.id) == ["a-1", "b-2"])
        #expect(snapshot.members.map { String(buffer: $0.assignment) } == ["half", "rest"])
        #expect(snapshot.members[0].clientID == "a" && snapshot.members[0].sessionTimeout == 10_000)
        scene.finishSaves()
        #expect(scene.share(a) == "half" && scene.share(b) == "rest")
    }

    @Test func survivesJSON() throws {
        let snapshot = try #require(saving().scene.unsaved.first?.snapshot)
        let bytes = try JSONEncoder().encode(snapshot)
        #expect(try JSONDecoder().decode(GroupSnapshot.self, from: bytes) == snapshot)
    }

    @Test func isAssignedAnewWhenTheSaveFails() {
        let (scene, a, b) = saving()
        scene.finishSaves(success: false)
        #expect(scene.error(a) == .coordinatorNotAvailable && scene.error(b) == .coordinatorNotAvailable)
        #expect(scene.heartbeat("b-2", generation: 1) == .rebalanceInProgress)
        let again = (scene.join("a-1"), scene.join("b-2"))
        #expect(scene.joined(again.0)?.generation == 2 && scene.joined(again.1)?.generation == 2)
        let c = scene.sync("a-1", generation: 2, assigning: ["a-1": "all"])
        scene.finishSaves()
        #expect(scene.share(c) == "all")
    }

    @Test func isWhatTheLeaderSaidFirst() {
        let (scene, a, b) = saving()
        let again = scene.sync("a-1", generation: 1, assigning: ["a-1": "everything"])
        #expect(scene.error(a) == .rebalanceInProgress)
        #expect(scene.unsaved.count == 1)
        scene.finishSaves()
        #expect(scene.share(again) == "half" && scene.share(b) == "rest")
    }

    @Test func isOldNewsIfTheGroupMovedOn() {
        let (scene, a, _) = saving()
        scene.leave("b-2")
        #expect(scene.error(a) == .rebalanceInProgress)
        scene.finishSaves()
        #expect(scene.state == "PreparingRebalance")
        let again = scene.join("a-1")
        #expect(scene.joined(again)?.generation == 2)
    }

    @Test func doesNotHoldAnyoneUpForEver() {
        let (scene, a, b) = saving()
        scene.wait(59_999)
        #expect(scene.syncs.isEmpty)
        scene.wait(1)
        #expect(scene.error(a) == .coordinatorNotAvailable && scene.error(b) == .coordinatorNotAvailable)
        scene.finishSaves()
        #expect(scene.state == "PreparingRebalance")
    }

    @Test func isNotTakenForThatOfALaterGroupOfTheSameName() {
        let (scene, _, _) = saving()
        scene.leave("a-1")
        scene.leave("b-2")
        #expect(scene.delete() == .none)
        let c = scene.join(client: "c")
        scene.wait(100)
        let sync = scene.sync("c-3", generation: 1, assigning: ["c-3": "all"])
        #expect(scene.joined(c)?.generation == 1)
        let old = scene.unsaved[0].token
        scene.report(old, success: true)
        #expect(scene.syncs[sync] == nil)
        scene.finishSaves()
        #expect(scene.share(sync) == "all")
    }

    @Test func isAnEmptyGroupAfterTheLastMember() {
        let scene = GroupScene()
        let a = scene.stableGroup("a")[0]
        scene.leave(a)
        #expect(scene.disk["g"]?.generation == 2 && scene.disk["g"]?.members.isEmpty == true)
        #expect(scene.disk["g"]?.leader == nil && scene.disk["g"]?.protocolName == nil)
    }

    @Test func isNothingOfAGroupThatNeverHadAGeneration() {
        let scene = GroupScene()
        _ = scene.newcomers("a")
        scene.leave("a-1")
        #expect(scene.disk.isEmpty && scene.state == "Dead")
    }
}

@Suite("After a restart of the broker") struct GroupRestoreTests {
    @Test func clientsGoOnAsIfNothingHadHappened() {
        let scene = GroupScene()
        let members = scene.stableGroup("a", "b")
        scene.wait(9_000)
        scene.restart()
        scene.wait(9_999)
        for member in members { #expect(scene.heartbeat(member, generation: 1) == .none) }
        #expect(scene.commit(members[0], generation: 1) == .none)
        #expect(scene.share(scene.sync(members[1], generation: 1)) == "b's share")
        #expect(scene.joined(scene.join(members[1]))?.generation == 1)
        #expect(scene.table.describe("g").members.map { String(buffer: $0.assignment) } == ["a's share", "b's share"])
    }

    @Test func whoDoesNotComeBackIsMissed() {
        let scene = GroupScene()
        let members = scene.stableGroup("a", "b")
        scene.restart()
        scene.wait(5_000)
        #expect(scene.heartbeat(members[0], generation: 1) == .none)
        scene.wait(5_000)
        #expect(scene.heartbeat(members[0], generation: 1) == .rebalanceInProgress)
        #expect(scene.joined(scene.join(members[0]))?.generation == 2)
    }

    @Test func aGenerationThatWasNotSavedNeverWas() {
        let scene = GroupScene()
        let a = scene.stableGroup("a")[0]
        let again = scene.join(a)
        #expect(scene.joined(again)?.generation == 2)
        scene.restart()
        #expect(scene.error(scene.sync(a, generation: 2, assigning: [a: "all"])) == .illegalGeneration)
        #expect(scene.heartbeat(a, generation: 2) == .illegalGeneration)
        #expect(scene.joined(scene.join(a))?.generation == 2)
    }

    @Test func anEmptyGroupKeepsItsGeneration() {
        let scene = GroupScene()
        scene.leave(scene.stableGroup("a")[0])
        scene.restart()
        #expect(scene.state == "Empty")
        let b = scene.join(client: "b")
        scene.wait(100)
        #expect(scene.joined(b)?.generation == 3)
    }

    @Test func aSnapshotThatCannotBeGivesAnEmptyGroup() throws {
        let scene = GroupScene()
        let a = scene.stableGroup("a")[0]
        let good = try #require(scene.disk["g"])
        for broken in [good.with(leader: "nobody"), good.with(protocolName: "sticky")] {
            var table = GroupTable()
            #expect(table.restore(broken, age: 0, now: scene.now) == [])
            #expect(table.checkInvariants() == [])
            #expect(table.describe("g").state == "Empty")
            #expect(table.heartbeat("g", MemberClaim(memberID: a), generation: 1, now: scene.now) == .unknownMemberID)
        }
        var table = GroupTable()
        let forgotten = table.restore(good.with(generation: -3, leader: "nobody"), age: 0, now: scene.now)
        #expect(forgotten == [.forget(groupID: "g")] && table.list().isEmpty)
    }

    @Test func anEmptyGroupIsAsOldAsItsSnapshot() {
        let scene = GroupScene()
        let day: Int64 = 24 * 3_600_000
        scene.leave(scene.stableGroup("a")[0])
        scene.restart(age: 6 * day)
        scene.wait(day - 1)
        #expect(scene.state == "Empty")
        scene.wait(1)
        #expect(scene.state == "Dead" && scene.forgotten == ["g"])
    }

    @Test func anEmptyGroupThatIsTooOldGoesAtOnce() {
        let scene = GroupScene()
        scene.leave(scene.stableGroup("a")[0])
        scene.restart(age: .max)
        scene.wait(0)
        #expect(scene.state == "Dead" && scene.forgotten == ["g"])
    }

    @Test(arguments: [(10, 3, 7), (3, 10, 0), (.max, .min, .max), (.min, .max, 0), (0, .min, .max)])
    func theAgeOfASnapshotIsNeverNegative(now: Int64, savedAt: Int64, age: Int64) {
        let snapshot = GroupSnapshot(
            groupID: "g", generation: 1, protocolType: nil, protocolName: nil, leader: nil, members: [])
        #expect(SavedGroup(snapshot: snapshot, savedAt: savedAt).age(at: now) == age)
    }
}
