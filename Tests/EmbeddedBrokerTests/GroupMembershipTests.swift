import NIOCore
import Testing

@testable import EmbeddedBroker

@Suite("A member's life") struct GroupMembershipTests {
    @Test func heartbeatsKeepItAlive() {
        let scene = GroupScene()
        let a = scene.stableGroup("a")[0]
        for _ in 0..<10 {
            scene.wait(9_999)
            #expect(scene.heartbeat(a, generation: 1) == .none)
        }
        scene.wait(10_000)
        #expect(scene.heartbeat(a, generation: 1) == .unknownMemberID)
        #expect(scene.state == "Empty")
    }

    @Test func heartbeatsTellOfARebalanceAndOfNothingElse() {
        let scene = GroupScene()
        let members = scene.stableGroup("a", "b")
        #expect(scene.heartbeat(members[0], generation: 0) == .illegalGeneration)
        #expect(scene.heartbeat("nobody", generation: 1) == .unknownMemberID)
        #expect(scene.heartbeat(members[0], generation: 1, group: "other") == .unknownMemberID)
        _ = scene.join(members[0])
        #expect(scene.heartbeat(members[1], generation: 1) == .rebalanceInProgress)
        _ = scene.join(members[1])
        #expect(scene.heartbeat(members[1], generation: 1) == .illegalGeneration)
        #expect(scene.heartbeat(members[1], generation: 2) == .none, "it waits for the leader's assignment")
    }

    @Test func leavingStartsARebalance() {
        let scene = GroupScene()
        let members = scene.stableGroup("a", "b")
        scene.leave(members[1])
        #expect(scene.heartbeat(members[0], generation: 1) == .rebalanceInProgress)
        #expect(scene.joined(scene.join(members[0]))?.generation == 2)
    }

    @Test func eachOfSeveralWhoLeaveHasItsOwnAnswer() {
        let scene = GroupScene()
        let members = scene.stableGroup("a", "b")
        let errors = scene.leave(
            MemberClaim(memberID: members[0]), MemberClaim(memberID: "nobody"), MemberClaim(memberID: ""),
            MemberClaim(memberID: members[1]), MemberClaim(memberID: members[1]))
        #expect(errors == [.none, .unknownMemberID, .unknownMemberID, .none, .unknownMemberID])
        #expect(scene.state == "Empty")
        #expect(scene.disk["g"]?.generation == 2, "one rebalance, not two")
        #expect(scene.leave(MemberClaim(memberID: "m"), group: "other") == [.unknownMemberID])
    }

    @Test func whoLeavesWhileItWaitsIsAnswered() throws {
        let scene = GroupScene()
        let members = scene.stableGroup("a", "b", "c")
        let join = scene.join(members[0])
        scene.leave(members[0])
        #expect(scene.error(join) == .unknownMemberID)
        _ = scene.join(members[1])
        _ = scene.join(members[2])
        let sync = scene.sync(members[2], generation: 2)
        scene.leave(members[2])
        #expect(scene.error(sync) == .unknownMemberID)
    }

    @Test func aPromisedIDCanBeGivenBack() throws {
        let scene = GroupScene()
        let a = scene.stableGroup("a")[0]
        let promised = try #require(scene.joined(scene.join(toldFirst: true))?.memberID)
        let again = scene.join(a)
        #expect(scene.joined(again) == nil)
        scene.leave(promised)
        #expect(scene.joined(again)?.generation == 2)
    }

    @Test func aClosedConnectionDoesNotEndIt() {
        let scene = GroupScene()
        let members = scene.stableGroup("a", "b")
        let lost = scene.join(members[0])
        scene.close(lost)
        let b = scene.join(members[1])
        #expect(scene.joined(b) == nil)
        let again = scene.join(members[0])
        #expect(scene.joined(again)?.generation == 2 && scene.joined(b)?.generation == 2)
        #expect(scene.joined(lost) == nil)
    }

    @Test func aClosedConnectionLeavesItItsSessionTimeout() {
        let scene = GroupScene()
        let members = scene.stableGroup("a", "b")
        let lost = scene.join(members[0])
        let b = scene.join(members[1], protocols: [("range", "topics")])
        #expect(scene.joined(b)?.generation == 2 && scene.joined(lost)?.generation == 2)
        let sync = scene.sync(members[1], generation: 2)
        scene.wait(9_000)
        #expect(scene.heartbeat(members[0], generation: 2) == .none)
        scene.close(sync)
        scene.wait(9_999)
        #expect(scene.heartbeat(members[1], generation: 2) == .none)
    }

    @Test func aNewMemberThatNeverLearnedItsIDGoesWithItsConnection() {
        let scene = GroupScene()
        let a = scene.stableGroup("a")[0]
        scene.close(scene.join(client: "old"))
        #expect(scene.table.describe("g").members.map(\.id) == [a])
        #expect(scene.joined(scene.join(a))?.generation == 2)
    }

    @Test func aConnectionThatIsNotWaitedOnClosesUnnoticed() {
        let scene = GroupScene()
        let call = scene.join(client: "a")
        scene.wait(100)
        scene.close(call, CallID(number: -1))
        #expect(scene.state == "CompletingRebalance")
    }
}

@Suite("A commit") struct GroupCommitTests {
    @Test func isForTheCurrentGenerationOfMembers() {
        let scene = GroupScene()
        let a = scene.stableGroup("a")[0]
        #expect(scene.commit(a, generation: 1) == .none)
        #expect(scene.commit(a, generation: 0) == .illegalGeneration)
        #expect(scene.commit(a, generation: -1) == .illegalGeneration)
        #expect(scene.commit("nobody", generation: 1) == .unknownMemberID)
        #expect(scene.commit("", generation: -1) == .unknownMemberID)
        #expect(scene.commit(a, generation: 1, group: "other") == .illegalGeneration)
    }

    @Test func isTakenFromACheckpointWhileARebalanceIsPrepared() {
        let scene = GroupScene()
        let members = scene.stableGroup("a", "b")
        _ = scene.join(client: "c")
        #expect(scene.commit(members[0], generation: 1) == .none)
        _ = scene.join(members[0])
        #expect(scene.commit(members[1], generation: 1) == .none)
    }

    @Test func waitsForTheAssignmentOfItsGeneration() {
        let scene = GroupScene()
        _ = scene.newcomers("a", "b")
        scene.wait(100)
        #expect(scene.commit("a-1", generation: 1) == .rebalanceInProgress)
        #expect(scene.commit("a-1", generation: 0) == .illegalGeneration)
    }

    @Test func countsAsAHeartbeat() {
        let scene = GroupScene()
        let a = scene.stableGroup("a")[0]
        for _ in 0..<5 {
            scene.wait(9_999)
            #expect(scene.commit(a, generation: 1) == .none)
        }
    }

    @Test func isFreeToAllWhereThereIsNoGroup() {
        let scene = GroupScene()
        #expect(scene.commit("", generation: -1) == .none)
        scene.leave(scene.stableGroup("a")[0])
        #expect(scene.commit("", generation: -1) == .none)
        #expect(scene.commit("", generation: 2) == .unknownMemberID)
    }
}
