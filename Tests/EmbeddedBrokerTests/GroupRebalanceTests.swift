import NIOCore
import Testing

@testable import EmbeddedBroker

@Suite("A rebalance") struct GroupRebalanceTests {
    @Test func endsAsSoonAsAllHaveJoinedAgain() {
        let scene = GroupScene()
        let members = scene.stableGroup("a", "b")
        let c = scene.join(client: "c")
        #expect(scene.heartbeat(members[0], generation: 1) == .rebalanceInProgress)
        let a = scene.join(members[0])
        #expect(scene.joined(c) == nil)
        let b = scene.join(members[1])
        for call in [a, b, c] { #expect(scene.joined(call)?.generation == 2) }
        #expect(scene.joined(a)?.members.count == 3)
        #expect(scene.state == "CompletingRebalance")
    }

    @Test func leavesBehindWhoDoesNotComeInTime() {
        let scene = GroupScene()
        let members = scene.stableGroup("a", "b", session: 100_000)
        let c = scene.join(client: "c")
        let a = scene.join(members[0])
        scene.wait(59_999)
        #expect(scene.joined(a) == nil)
        scene.wait(1)
        #expect(scene.joined(a)?.members.map(\.memberID) == [members[0], "c-3"])
        #expect(scene.joined(c)?.generation == 2)
        #expect(scene.heartbeat(members[1], generation: 1) == .unknownMemberID)
    }

    @Test func waitsAsLongAsTheSlowestAllows() {
        let scene = GroupScene()
        let fast = scene.join(client: "fast", session: 500_000, rebalance: 1_000)
        let slow = scene.join(client: "slow", session: 500_000, rebalance: 200_000)
        scene.wait(100)
        scene.assign(["fast-1", "slow-2"], ["fast", "slow"])
        #expect(scene.joined(fast) != nil && scene.joined(slow) != nil)
        let again = scene.join("fast-1", session: 500_000, rebalance: 1_000)
        scene.wait(199_999)
        #expect(scene.joined(again) == nil)
        scene.wait(1)
        #expect(scene.joined(again)?.members.map(\.memberID) == ["fast-1"])
    }

    @Test(arguments: [nil, -1, 0, .min] as [Int32?])
    func waitsForTheSessionTimeoutOfClientsThatNameNone(rebalance: Int32?) {
        let scene = GroupScene()
        _ = scene.join(client: "a", session: 30_000, rebalance: rebalance)
        _ = scene.join(client: "b", session: 30_000, rebalance: rebalance)
        scene.wait(100)
        scene.assign(["a-1", "b-2"], ["a", "b"])
        let again = scene.join("a-1", session: 30_000, rebalance: rebalance)
        scene.wait(20_000)
        #expect(scene.heartbeat("b-2", generation: 1) == .rebalanceInProgress)
        scene.wait(9_999)
        #expect(scene.joined(again) == nil)
        scene.wait(1)
        #expect(scene.joined(again)?.generation == 2)
    }

    @Test func doesNotExpireThoseWhoWaitInIt() {
        let scene = GroupScene()
        let members = scene.stableGroup("a", "b", session: 1_000)
        let a = scene.join(members[0], session: 1_000)
        for _ in 0..<50 {
            scene.wait(900)
            #expect(scene.heartbeat(members[1], generation: 1) == .rebalanceInProgress)
        }
        let b = scene.join(members[1], session: 1_000)
        #expect(scene.joined(a)?.generation == 2 && scene.joined(b)?.generation == 2)
    }

    @Test func goesOnWithoutAMemberWhoseSessionEnds() {
        let scene = GroupScene()
        let members = scene.stableGroup("a", "b")
        let a = scene.join(members[0])
        scene.wait(9_999)
        #expect(scene.joined(a) == nil)
        scene.wait(1)
        #expect(scene.joined(a)?.members.map(\.memberID) == [members[0]])
    }

    @Test func waitsForAClientThatWasJustToldItsID() throws {
        let scene = GroupScene()
        let a = scene.stableGroup("a")[0]
        let b = try #require(scene.joined(scene.join(client: "b", session: 1_000, toldFirst: true))?.memberID)
        let again = scene.join(a)
        #expect(scene.joined(again) == nil)
        let joined = scene.join(b, client: "b", toldFirst: true)
        #expect(scene.joined(again)?.generation == 2 && scene.joined(joined)?.generation == 2)
    }

    @Test func doesNotWaitLongerForItThanItsSession() {
        let scene = GroupScene()
        let a = scene.stableGroup("a")[0]
        _ = scene.join(client: "b", session: 1_000, toldFirst: true)
        let again = scene.join(a)
        scene.wait(1_000)
        #expect(scene.joined(again)?.generation == 2)
    }

    @Test func startsWhenTheLeaderJoinsAgain() {
        let scene = GroupScene()
        let members = scene.stableGroup("a", "b")
        #expect(scene.joined(scene.join(members[0])) == nil)
        #expect(scene.state == "PreparingRebalance")
    }

    @Test func startsWhenAFollowerHasChanged() {
        let scene = GroupScene()
        let members = scene.stableGroup("a", "b")
        #expect(scene.joined(scene.join(members[1], protocols: [("range", "other topics")])) == nil)
        #expect(scene.state == "PreparingRebalance")
    }

    @Test func doesNotStartWhenAFollowerJoinsAgainUnchanged() throws {
        let scene = GroupScene()
        let members = scene.stableGroup("a", "b")
        let answer = try #require(scene.joined(scene.join(members[1])))
        #expect(answer.error == .none && answer.generation == 1 && answer.leader == members[0])
        #expect(answer.members.isEmpty)
        #expect(scene.state == "Stable")
        #expect(scene.share(scene.sync(members[1], generation: 1)) == "b's share")
    }

    @Test func startsInTimeIfTheFirstDelayIsTheLongerOne() {
        let scene = GroupScene { $0.firstDelay = 1_000 }
        let call = scene.join()
        scene.wait(299)
        #expect(scene.joined(call) == nil)
        scene.wait(1)
        #expect(scene.joined(call)?.generation == 1)
    }

    @Test func repeatsTheAnswersOfAGenerationThatIsNotAssignedYet() {
        let scene = GroupScene()
        let calls = scene.newcomers("a", "b")
        scene.wait(100)
        let again = (scene.join("a-1"), scene.join("b-2"))
        #expect(scene.joined(again.0) == scene.joined(calls[0]))
        #expect(scene.joined(again.1) == scene.joined(calls[1]))
        #expect(scene.joined(scene.join("b-2", protocols: [("range", "other")])) == nil)
        #expect(scene.state == "PreparingRebalance")
    }

    @Test func answersTheFirstOfTwoJoinsOfOneMember() {
        let scene = GroupScene()
        let members = scene.stableGroup("a", "b")
        let first = scene.join(members[0])
        let second = scene.join(members[0])
        #expect(scene.error(first) == .rebalanceInProgress)
        _ = scene.join(members[1])
        #expect(scene.joined(second)?.generation == 2)
    }

    @Test func choosesAnotherLeaderWhenTheOldOneIsGone() {
        let scene = GroupScene()
        let members = scene.stableGroup("a", "b", "c")
        scene.leave(members[0])
        let c = scene.join(members[2])
        let b = scene.join(members[1])
        #expect(scene.joined(b)?.leader == members[1] && scene.joined(c)?.leader == members[1])
        #expect(scene.joined(b)?.members.count == 2)
    }

    @Test func countsGenerationsUpToTheirEndAndTrapsNowhere() {
        let scene = GroupScene()
        let a = scene.stableGroup("a")[0]
        let saved = scene.disk["g"]
        #expect(saved != nil)
        guard let saved else { return }
        var table = GroupTable(settings: scene.settings)
        #expect(table.restore(saved.with(generation: .max), age: 0, now: scene.now) == [])
        let call = JoinCall(
            id: scene.nextCall(), groupID: "g", member: MemberClaim(memberID: a), clientID: "", clientHost: "",
            sessionTimeout: 1_000, rebalanceTimeout: .max, protocolType: "consumer",
            protocols: saved.members[0].protocols, isToldItsIDFirst: true)
        guard case .answerJoin(_, let answer) = table.join(call, now: BrokerInstant(milliseconds: .max - 5)).first
        else {
            return #expect(Bool(false), "no answer")
        }
        #expect(answer.generation == 1)
        _ = table.expire(now: BrokerInstant(milliseconds: .max))
        #expect(table.checkInvariants() == [])
    }
}

extension GroupSnapshot {
    func with(generation: Int32? = nil, leader: String? = nil, protocolName: String? = nil) -> GroupSnapshot {
        GroupSnapshot(
            groupID: groupID, generation: generation ?? self.generation, protocolType: protocolType,
            protocolName: protocolName ?? self.protocolName, leader: leader ?? self.leader, members: members)
    }
}
