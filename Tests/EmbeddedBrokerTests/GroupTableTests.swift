import NIOCore
import Testing

@testable import EmbeddedBroker

@Suite("Groups are looked at") struct GroupViewTests {
    @Test func inEachState() throws {
        let scene = GroupScene()
        #expect(scene.table.describe("g") == .dead)
        _ = scene.newcomers("a")
        #expect(scene.state == "PreparingRebalance")
        scene.wait(100)
        #expect(scene.state == "CompletingRebalance")
        #expect(scene.table.describe("g").protocolName == "")
        _ = scene.sync("a-1", generation: 1, assigning: ["a-1": "all"])

        let stable = scene.table.describe("g")
        #expect(stable.state == "Stable" && stable.protocolType == "consumer" && stable.protocolName == "range")
        let member = try #require(stable.members.first)
        #expect(member.id == "a-1" && member.clientID == "a" && member.clientHost == "/127.0.0.1")
        #expect(String(buffer: member.metadata) == "topics" && String(buffer: member.assignment) == "all")

        scene.leave("a-1")
        #expect(scene.state == "Empty")
    }

    @Test func inAListThatCanBeFilteredByState() {
        let scene = GroupScene()
        _ = scene.stableGroup("a")
        _ = scene.join(group: "f")
        #expect(scene.table.list().map(\.groupID) == ["f", "g"])
        #expect(scene.table.list(states: ["stable", "Dead"]).map(\.groupID) == ["g"])
        #expect(scene.table.list(states: ["no such state"]).isEmpty)
        #expect(
            scene.table.list(states: ["PREPARINGREBALANCE"]) == [
                GroupListing(groupID: "f", protocolType: "consumer", state: "PreparingRebalance")
            ])
    }
}

@Suite("Groups go") struct GroupEndTests {
    @Test func whenDeletedAndEmpty() {
        let scene = GroupScene()
        #expect(scene.delete() == .groupIDNotFound)
        let a = scene.stableGroup("a")[0]
        #expect(scene.delete() == .nonEmptyGroup)
        scene.leave(a)
        #expect(scene.delete() == .none)
        #expect(scene.deleted == ["g"] && scene.disk.isEmpty && scene.table.list().isEmpty)
        #expect(scene.table.bytes == 0 && scene.table.nextDeadline == nil)
    }

    @Test func whenEmptyForAWeek() {
        let scene = GroupScene()
        let week = scene.settings.emptyRetention
        scene.leave(scene.stableGroup("a")[0])
        scene.wait(week - 1)
        #expect(scene.commit("", generation: -1) == .none, "a simple consumer still needs it")
        scene.wait(week - 1)
        #expect(scene.state == "Empty")
        scene.wait(1)
        #expect(scene.state == "Dead" && scene.forgotten == ["g"] && scene.deleted.isEmpty, "its offsets are younger")
    }

    @Test func oldestFirstWhenTooManyComeBack() {
        let scene = GroupScene { $0.maximumGroups = 2 }
        for (group, age) in [("a", 1), ("b", 3), ("c", 2)] as [(String, Int64)] {
            let snapshot = GroupSnapshot(
                groupID: group, generation: 1, protocolType: nil, protocolName: nil, leader: nil, members: [])
            scene.restore(snapshot, age: age)
        }
        #expect(scene.forgotten == ["b"] && scene.table.list().map(\.groupID) == ["a", "c"])
    }

    @Test func fromMemoryWhenThereAreTooMany() {
        let scene = GroupScene { $0.maximumGroups = 2 }
        scene.leave(scene.stableGroup("a")[0])
        scene.wait(1)
        _ = scene.join(group: "busy")
        _ = scene.join(group: "new")
        #expect(scene.table.list().map(\.groupID) == ["busy", "new"])
        #expect(scene.forgotten == ["g"] && scene.deleted.isEmpty, "its offsets are still there")
        #expect(scene.error(scene.join(group: "one more")) == .groupMaxSizeReached)
    }
}

@Suite("The id of a group") struct GroupIDTests {
    @Test func isComparedByteByByte() {
        let scene = GroupScene()
        let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
        #expect(composed == decomposed, "to Swift")
        let calls = (scene.join(group: composed), scene.join(group: decomposed))
        scene.wait(100)
        #expect(scene.table.all.count == 2)
        #expect(scene.joined(calls.0)?.members.count == 1 && scene.joined(calls.1)?.members.count == 1)
        #expect(scene.heartbeat("c-1", generation: 1, group: composed) == .none)
        #expect(scene.heartbeat("c-1", generation: 1, group: decomposed) == .unknownMemberID)
    }

    @Test(arguments: ["", "\0", "g\0", "g\0h"]) func hasNoZeroAndIsNotEmpty(id: String) {
        let scene = GroupScene()
        let a = scene.stableGroup("a")[0]
        #expect(scene.error(scene.join(group: id)) == .invalidGroupID)
        #expect(scene.error(scene.sync(a, generation: 1, group: id)) == .invalidGroupID)
        #expect(scene.heartbeat(a, generation: 1, group: id) == .invalidGroupID)
        #expect(scene.commit("", generation: -1, group: id) == .invalidGroupID)
        #expect(scene.leave(MemberClaim(memberID: a), group: id) == [.invalidGroupID])
        #expect(scene.delete(id) == .invalidGroupID)
        let snapshot = GroupSnapshot(
            groupID: id, generation: 1, protocolType: nil, protocolName: nil, leader: nil, members: [])
        scene.restore(snapshot, age: 0)
        #expect(scene.table.all.count == 1 && scene.forgotten.isEmpty, "to forget it would forget another")
    }
}

@Suite("Limits") struct GroupLimitTests {
    @Test func ofMembersCountThosePromised() throws {
        let scene = GroupScene { $0.maximumMembers = 2 }
        let a = scene.stableGroup("a")[0]
        let promised = try #require(scene.joined(scene.join(toldFirst: true))?.memberID)
        #expect(scene.error(scene.join()) == .groupMaxSizeReached)
        #expect(scene.error(scene.join(toldFirst: true)) == .groupMaxSizeReached)
        let b = scene.join(promised, toldFirst: true)
        #expect(scene.joined(scene.join(a))?.generation == 2)
        #expect(scene.joined(b)?.generation == 2)
    }

    @Test func ofMemberDoNotKeepARestartedOneOut() {
        let scene = GroupScene { $0.maximumMembers = 1 }
        _ = scene.stableGroup("a", isStatic: true)
        #expect(scene.joined(scene.join(instance: "a"))?.generation == 1)
    }

    @Test func ofBytesAreThoseOfAllGroups() {
        let scene = GroupScene { $0.maximumBytes = 10_000 }
        let large = [("range", String(repeating: "x", count: 4_000))]
        let a = scene.join(group: "f", protocols: large)
        scene.wait(100)
        #expect(scene.error(a) == ErrorCode.none)
        _ = scene.join(client: "b")
        scene.wait(100)
        let member = scene.table.describe("g").members[0].id
        #expect(scene.error(scene.join(group: "h", protocols: large)) == .groupMaxSizeReached)
        let grown = scene.join(member, protocols: [("range", String(repeating: "x", count: 8_000))])
        #expect(scene.error(grown) == .groupMaxSizeReached)
        #expect(scene.joined(scene.join(member, protocols: [("range", "topics")]))?.error == ErrorCode.none)
    }

    @Test func ofBytesCountTheNamesOfGroupsAndOfWhatTheyAre() {
        let scene = GroupScene { $0.maximumBytes = 200_000 }
        let long = String(repeating: "x", count: 30_000)
        for number in 0..<20 { _ = scene.join(group: "\(number) \(long)", type: long, protocols: [(long, "")]) }
        scene.wait(100)
        #expect(scene.table.bytes >= 120_000 && scene.table.bytes <= 200_000)
        #expect(scene.error(scene.join(group: String(repeating: "y", count: 199_000))) == .groupMaxSizeReached)
        #expect(scene.table.all.count == 1)
    }

    @Test func ofBytesCountManySmallProtocols() {
        let scene = GroupScene { $0.maximumBytes = 100_000 }
        let protocols = (0..<500).map { ("\($0)", "") }
        #expect(scene.error(scene.join(protocols: protocols)) == .groupMaxSizeReached)
    }

    @Test func ofBytesMakeEmptyGroupsGo() {
        let scene = GroupScene { $0.maximumBytes = 10_000 }
        scene.leave(scene.stableGroup("a")[0])
        #expect(scene.state == "Empty")
        _ = scene.join(group: String(repeating: "y", count: 8_500))
        #expect(scene.state == "Dead" && scene.table.bytes <= 10_000)
    }

    @Test func ofBytesLetThoseInPlaceStay() throws {
        let scene = GroupScene()
        let a = scene.stableGroup("a", isStatic: true)[0]
        let saved = try #require(scene.disk["g"])
        var settings = scene.settings
        settings.maximumBytes = 10
        var table = GroupTable(settings: settings)
        #expect(table.restore(saved, age: 0, now: scene.now) == [])
        #expect(table.room == 0)
        let call = JoinCall(
            id: scene.nextCall(), groupID: "g", member: MemberClaim(memberID: a, instanceID: "a"), clientID: "a",
            clientHost: "/127.0.0.1", sessionTimeout: 10_000, rebalanceTimeout: nil, protocolType: "consumer",
            protocols: saved.members[0].protocols, isToldItsIDFirst: true)
        guard case .answerJoin(_, let answer) = table.join(call, now: scene.now).first else {
            return #expect(Bool(false), "no answer")
        }
        #expect(answer.error == .none && answer.generation == 2)
    }

    @Test func keepNothingOfTheRequestsThatTheBytesCameIn() {
        let request = ByteBuffer(repeating: 1, count: 1 << 20)
        let slice = request.getSlice(at: 7, length: 3) ?? request
        #expect(slice.detached == slice)
        #expect(slice.detached.storageCapacity < 100)
    }

    @Test func ofTimeCostNothingWithManyGroups() {
        let scene = GroupScene()
        for number in 0..<300 { _ = scene.join(client: "c", group: "g\(number)") }
        scene.wait(100)
        #expect(scene.joins.count == 300)
        scene.wait(9_999)
        for number in 0..<300 where number != 7 {
            #expect(scene.heartbeat("c-\(number + 1)", generation: 1, group: "g\(number)") == .none)
        }
        scene.wait(1)
        #expect(scene.heartbeat("c-8", generation: 1, group: "g7") == .unknownMemberID)
        #expect(scene.table.list(states: ["Stable"]).isEmpty && scene.table.list(states: ["Empty"]).count == 1)
    }
}

@Suite struct DeadlineQueueTests {
    @Test(arguments: 0..<20) func givesWhatIsDueInOrder(seed: UInt64) {
        var random = SplitMix(state: seed)
        var queue = DeadlineQueue<String>()
        var plain: [String: BrokerInstant] = [:]
        for _ in 0..<2_000 {
            let name = "\(Int.random(in: 0..<40, using: &random))"
            let moment = BrokerInstant(milliseconds: Int64.random(in: 0..<100, using: &random))
            switch Int.random(in: 0..<10, using: &random) {
            case 0:
                let due = queue.removeDue(at: moment)
                #expect(due.map { plain[$0] ?? moment } == due.map { plain[$0] ?? moment }.sorted())
                #expect(Set(due) == Set(plain.filter { $0.value <= moment }.keys))
                plain = plain.filter { $0.value > moment }
            case 1...3:
                queue.set(name, to: nil)
                plain[name] = nil
            default:
                queue.set(name, to: moment)
                plain[name] = moment
            }
            #expect(queue.earliest?.deadline == plain.values.min())
        }
    }
}

/// The same numbers for the same seed on every machine.
///
/// - Source: Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
