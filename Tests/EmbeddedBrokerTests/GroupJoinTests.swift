import NIOCore
import Testing

@testable import EmbeddedBroker

@Suite("A client joins") struct GroupJoinTests {
    @Test func aNewMemberIsToldItsIDFirst() throws {
        let scene = GroupScene()
        let first = scene.join(client: "a", toldFirst: true)
        let answer = try #require(scene.joined(first))
        #expect(answer.error == .memberIDRequired)
        #expect(answer.memberID == "a-1")

        let second = scene.join(answer.memberID, client: "a", toldFirst: true)
        scene.wait(100)
        #expect(scene.joined(second)?.memberID == "a-1")
        #expect(scene.joined(second)?.generation == 1)
    }

    @Test func anOldClientJoinsAtOnce() {
        let scene = GroupScene()
        let call = scene.join(client: "a", toldFirst: false)
        #expect(scene.joined(call) == nil)
        scene.wait(100)
        #expect(scene.joined(call)?.memberID == "a-1")
    }

    @Test func aPromisedIDIsGoodUntilTheSessionTimeout() throws {
        let scene = GroupScene()
        _ = scene.stableGroup("z", session: 60_000)
        let promised = try #require(scene.joined(scene.join(client: "a", session: 1_000, toldFirst: true))?.memberID)
        scene.wait(999)
        #expect(scene.table.describe("g").members.count == 1)
        scene.wait(1)
        #expect(scene.error(scene.join(promised, toldFirst: true)) == .unknownMemberID)
    }

    @Test func aGroupOfPromisesOnlyIsForgotten() {
        let scene = GroupScene()
        _ = scene.join(session: 1_000, toldFirst: true)
        #expect(scene.state == "Empty")
        scene.wait(1_000)
        #expect(scene.state == "Dead")
        #expect(scene.disk.isEmpty && scene.deleted.isEmpty)
        #expect(scene.table.bytes == 0)
    }

    @Test func randomMemberIDsCarryTheNameAndDiffer() {
        let ids = Set((0..<1_000).map { _ in MemberID.random(named: "rdkafka") })
        #expect(ids.count == 1_000)
        for id in ids {
            let parts = id.split(separator: "-")
            #expect(parts.map(\.count) == [7, 8, 4, 4, 4, 12])
            #expect(parts[0] == "rdkafka" && parts[3].first == "4" && "89ab".contains(parts[4].first ?? "?"))
        }
        #expect(MemberID.random(named: String(repeating: "é", count: 40_000)).utf8.count <= MemberID.longest)
    }

    @Test func anIDThatIsTakenIsNotGivenAgain() {
        let scene = GroupScene { $0.makeMemberID = { _ in "same" } }
        _ = scene.join()
        #expect(scene.error(scene.join()) == .unknownServerError)
        #expect(scene.error(scene.join(toldFirst: true)) == .unknownServerError)
    }

    @Test func anUnknownMemberIDIsRefused() {
        let scene = GroupScene()
        #expect(scene.error(scene.join("nobody")) == .unknownMemberID)
        #expect(scene.table.list().isEmpty)
        _ = scene.stableGroup("a")
        #expect(scene.error(scene.join("nobody")) == .unknownMemberID)
    }

    @Test(arguments: [Int32.min, -1, 0, 99, 1_800_001, .max])
    func aSessionTimeoutOutOfBoundsIsRefused(timeout: Int32) {
        let scene = GroupScene()
        #expect(scene.error(scene.join(session: timeout)) == .invalidSessionTimeout)
        #expect(scene.table.list().isEmpty)
    }

    @Test func anEmptyGroupIDIsRefused() {
        let scene = GroupScene()
        #expect(scene.error(scene.join(group: "")) == .invalidGroupID)
        #expect(scene.error(scene.sync("m", generation: 1, group: "")) == .invalidGroupID)
        #expect(scene.heartbeat("m", generation: 1, group: "") == .invalidGroupID)
        #expect(scene.commit("m", generation: 1, group: "") == .invalidGroupID)
        #expect(scene.leave(MemberClaim(memberID: "m"), group: "") == [.invalidGroupID])
        #expect(scene.delete("") == .invalidGroupID)
    }
}

@Suite("The first rebalance of a group") struct FirstRebalanceTests {
    @Test func itWaitsAMomentForOthers() {
        let scene = GroupScene()
        let a = scene.join(client: "a")
        scene.wait(99)
        let b = scene.join(client: "b")
        scene.wait(99)
        #expect(scene.joins.isEmpty)
        scene.wait(1)
        #expect(scene.joined(a)?.generation == 1 && scene.joined(b)?.generation == 1)
        #expect(scene.joined(a)?.members.map(\.memberID) == ["a-1", "b-2"])
        #expect(scene.joined(b)?.members.isEmpty == true)
        #expect(scene.joined(b)?.leader == "a-1")
    }

    @Test func itWaitsNoLongerThanItsLimit() {
        let scene = GroupScene()
        let first = scene.join()
        for _ in 0..<4 {
            scene.wait(70)
            _ = scene.join()
        }
        #expect(scene.joins.isEmpty)
        scene.wait(20)
        #expect(scene.joined(first)?.members.count == 5)
    }

    @Test func aClientThatWasJustToldItsIDProlongsItToo() throws {
        let scene = GroupScene()
        let a = scene.join(client: "a")
        scene.wait(90)
        let b = try #require(scene.joined(scene.join(client: "b", toldFirst: true))?.memberID)
        scene.wait(90)
        let joined = scene.join(b, client: "b", toldFirst: true)
        scene.wait(100)
        #expect(scene.joined(a)?.generation == 1 && scene.joined(joined)?.generation == 1)
    }

    @Test func itDoesNotWaitForAClientThatNeverComesBack() {
        let scene = GroupScene()
        let a = scene.join(client: "a")
        _ = scene.join(client: "b", toldFirst: true)
        scene.wait(100)
        #expect(scene.joined(a)?.generation == 1)
    }

    @Test func aGroupThatWasEmptyHasAFirstRebalanceAgain() {
        let scene = GroupScene()
        let a = scene.stableGroup("a")[0]
        scene.leave(a)
        #expect(scene.state == "Empty")
        let b = scene.join(client: "b")
        scene.wait(99)
        #expect(scene.joined(b) == nil)
        scene.wait(1)
        #expect(scene.joined(b)?.generation == 3)
    }
}

@Suite("The protocol that a generation speaks") struct GroupProtocolTests {
    @Test func isOneThatAllSpeakAndMostLikeBest() {
        let scene = GroupScene()
        let a = scene.join(protocols: [("x", ""), ("range", "a"), ("sticky", "")])
        _ = scene.join(protocols: [("sticky", ""), ("range", "b")])
        _ = scene.join(protocols: [("sticky", ""), ("range", "c"), ("x", "")])
        scene.wait(100)
        #expect(scene.joined(a)?.protocolName == "sticky")
        #expect(scene.joined(a)?.protocolType == "consumer")
    }

    @Test func isInATieThatOfTheMemberThatJoinedFirst() {
        let scene = GroupScene()
        let a = scene.join(protocols: [("range", "from a"), ("sticky", "")])
        _ = scene.join(protocols: [("sticky", ""), ("range", "from b")])
        scene.wait(100)
        #expect(scene.joined(a)?.protocolName == "range")
        #expect(scene.joined(a)?.members.map { String(buffer: $0.metadata) } == ["from a", "from b"])
    }

    @Test func mustBeSpokenByANewMember() {
        let scene = GroupScene()
        _ = scene.join(protocols: [("range", ""), ("sticky", "")])
        _ = scene.join(protocols: [("range", "")])
        #expect(scene.error(scene.join(protocols: [("sticky", "")])) == .inconsistentGroupProtocol)
        #expect(scene.error(scene.join(type: "connect")) == .inconsistentGroupProtocol)
        #expect(scene.error(scene.join(toldFirst: true)) == .memberIDRequired)
        #expect(scene.error(scene.join(protocols: [("sticky", "")], toldFirst: true)) == .inconsistentGroupProtocol)
    }

    @Test func mustBeNamed() {
        let scene = GroupScene()
        #expect(scene.error(scene.join(protocols: [])) == .inconsistentGroupProtocol)
        #expect(scene.error(scene.join(type: "")) == .inconsistentGroupProtocol)
        #expect(scene.table.list().isEmpty)
    }

    @Test func mayBeNamedTwice() {
        let scene = GroupScene()
        let a = scene.join(protocols: [("range", "1"), ("range", "2")])
        _ = scene.join(protocols: [("range", "3")])
        scene.wait(100)
        #expect(scene.joined(a)?.protocolName == "range")
        scene.leave(scene.joined(a)?.memberID ?? "")
    }

    @Test func mayChangeWithItsOnlyMember() {
        let scene = GroupScene()
        let a = scene.stableGroup("a")[0]
        let again = scene.join(a, protocols: [("sticky", "")])
        #expect(scene.joined(again)?.protocolName == "sticky")
    }

    @Test func isOfAnyTypeOnceTheGroupIsEmpty() {
        let scene = GroupScene()
        scene.leave(scene.stableGroup("a")[0])
        let worker = scene.join(type: "connect")
        scene.wait(100)
        #expect(scene.joined(worker)?.protocolType == "connect")
    }
}
