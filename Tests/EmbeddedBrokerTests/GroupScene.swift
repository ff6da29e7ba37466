import NIOCore
import Synchronization
import Testing

@testable import EmbeddedBroker

/// Plays the shell around a `GroupTable`: a clock that moves when told, a disk, and the answers that came.
final class GroupScene {
    private(set) var table: GroupTable
    private(set) var now = BrokerInstant(milliseconds: 1_000_000)
    let settings: GroupSettings

    private(set) var joins: [CallID: JoinAnswer] = [:]
    private(set) var syncs: [CallID: SyncAnswer] = [:]
    private(set) var disk: [String: GroupSnapshot] = [:]
    private(set) var deleted: [String] = []
    private(set) var forgotten: [String] = []
    /// Whether saves wait for `finishSaves`.
    var savesByHand = false
    private(set) var unsaved: [(snapshot: GroupSnapshot, token: SaveToken)] = []
    private var calls = 0

    init(_ adjust: (inout GroupSettings) -> Void = { _ in }) {
        var settings = GroupSettings()
        settings.makeMemberID = Numbers.memberIDs()
        adjust(&settings)
        self.settings = settings
        table = GroupTable(settings: settings)
    }

    func nextCall() -> CallID {
        calls += 1
        return CallID(number: calls)
    }

    // MARK: The shell's part

    func perform(_ actions: [GroupAction]) {
        for action in actions {
            switch action {
            case .answerJoin(let call, let answer):
                #expect(joins.updateValue(answer, forKey: call) == nil, "a join is answered twice")
            case .answerSync(let call, let answer):
                #expect(syncs.updateValue(answer, forKey: call) == nil, "a sync is answered twice")
            case .save(let snapshot, let token):
                unsaved.append((snapshot, token))
            case .delete(let groupID):
                disk[groupID] = nil
                deleted.append(groupID)
            case .forget(let groupID):
                disk[groupID] = nil
                forgotten.append(groupID)
            }
        }
        #expect(table.checkInvariants() == [])
        if !savesByHand { finishSaves() }
    }

    func finishSaves(success: Bool = true) {
        while !unsaved.isEmpty { finishSave(success: success) }
    }

    /// The save that is under way for longest.
    func finishSave(success: Bool = true) {
        guard !unsaved.isEmpty else { return }
        let (snapshot, token) = unsaved.removeFirst()
        if success { disk[snapshot.groupID] = snapshot }
        report(token, success: success)
    }

    func report(_ token: SaveToken, success: Bool) {
        perform(table.saved(token, success: success, now: now))
    }

    /// Moves the clock, with a stop at everything that is due.
    func wait(_ milliseconds: Int64) {
        let end = now.advanced(byMilliseconds: milliseconds)
        while let deadline = table.nextDeadline, deadline <= end {
            now = max(now, deadline)
            perform(table.expire(now: now))
            #expect(table.nextDeadline.map { $0 > now } ?? true, "the same deadline again")
        }
        now = end
    }

    /// The broker is killed and comes back with what it has saved.
    ///
    /// - Parameter age: milliseconds since then.
    func restart(age: Int64 = 0) {
        table = GroupTable(settings: settings)
        unsaved = []
        perform(disk.values.flatMap { table.restore($0, age: age, now: now) })
    }

    func restore(_ snapshot: GroupSnapshot, age: Int64) { perform(table.restore(snapshot, age: age, now: now)) }

    // MARK: Requests

    func join(
        _ memberID: String = "", instance: String? = nil, client: String = "c", group: String = "g",
        session: Int32 = 10_000, rebalance: Int32? = 60_000, type: String = "consumer",
        protocols: [(String, String)] = [("range", "topics")], metadata: [String: ByteBuffer] = [:],
        toldFirst: Bool = false
    ) -> CallID {
        let call = JoinCall(
            id: nextCall(), groupID: group, member: MemberClaim(memberID: memberID, instanceID: instance),
            clientID: client, clientHost: "/127.0.0.1", sessionTimeout: session, rebalanceTimeout: rebalance,
            protocolType: type,
            protocols: protocols.map { name, text in
                MemberProtocol(name: name, metadata: metadata[name] ?? ByteBuffer(string: text))
            },
            isToldItsIDFirst: toldFirst)
        perform(table.join(call, now: now))
        return call.id
    }

    func sync(
        _ memberID: String, generation: Int32, instance: String? = nil, group: String = "g", type: String? = nil,
        name: String? = nil, assigning shares: [String: String] = [:]
    ) -> CallID {
        let call = SyncCall(
            id: nextCall(), groupID: group, generation: generation,
            member: MemberClaim(memberID: memberID, instanceID: instance), protocolType: type, protocolName: name,
            assignments: shares.map { MemberAssignment(memberID: $0.key, assignment: ByteBuffer(string: $0.value)) })
        perform(table.sync(call, now: now))
        return call.id
    }

    func heartbeat(
        _ memberID: String, generation: Int32, instance: String? = nil, group: String = "g"
    ) -> ErrorCode {
        table.heartbeat(
            group, MemberClaim(memberID: memberID, instanceID: instance), generation: generation, now: now)
    }

    func commit(
        _ memberID: String, generation: Int32, instance: String? = nil, group: String = "g"
    ) -> ErrorCode {
        table.checkCommit(
            group, MemberClaim(memberID: memberID, instanceID: instance), generation: generation, now: now)
    }

    @discardableResult
    func leave(_ members: MemberClaim..., group: String = "g") -> [ErrorCode] {
        let (error, answers, actions) = table.leave(group, members, now: now)
        perform(actions)
        return error == .none ? answers.map(\.error) : [error]
    }

    func leave(_ memberID: String) { leave(MemberClaim(memberID: memberID)) }

    func delete(_ group: String = "g") -> ErrorCode {
        let (error, actions) = table.delete(group)
        perform(actions)
        return error
    }

    func close(_ calls: CallID...) { perform(table.forget(calls: calls, now: now)) }

    // MARK: What came of it

    var state: String { table.describe("g").state }

    func joined(_ call: CallID) -> JoinAnswer? { joins[call] }
    func error(_ call: CallID) -> ErrorCode? { joins[call]?.error ?? syncs[call]?.error }
    func share(_ call: CallID) -> String? { syncs[call].map { String(buffer: $0.assignment) } }

    // MARK: Usual beginnings

    /// New members wait in a join of the group "g".
    func newcomers(_ clients: String...) -> [CallID] { clients.map { join(client: $0) } }

    /// A stable group: the first client leads, and each member's share is "x's share".
    ///
    /// - Returns: the member ids in the order of the clients.
    func stableGroup(_ clients: String..., session: Int32 = 10_000, isStatic: Bool = false) -> [String] {
        let calls = clients.map { join(instance: isStatic ? $0 : nil, client: $0, session: session) }
        wait(100)
        let members = calls.compactMap { joins[$0]?.memberID }
        assign(members, clients)
        #expect(state == "Stable")
        return members
    }

    /// All members sync; the one that leads assigns.
    func assign(_ members: [String], _ names: [String]) {
        let generation = table.generation
        let shares = Dictionary(zip(members, names.map { "\($0)'s share" })) { first, _ in first }
        for (member, name) in zip(members, names) {
            let isLeader = table.leader == member
            let call = sync(member, generation: generation, assigning: isLeader ? shares : [:])
            if syncs[call] != nil { #expect(share(call) == "\(name)'s share") }
        }
    }
}

extension GroupTable {
    /// Of the group "g", as its snapshot would have them.
    var generation: Int32 { self["g"]?.generation ?? -1 }
    var leader: String? { self["g"]?.leader }
}

/// Counts from 1.
final class Numbers: Sendable {
    private let last = Mutex(0)

    func next() -> Int {
        last.withLock {
            $0 += 1
            return $0
        }
    }

    /// Member ids that a test can foretell.
    static func memberIDs() -> @Sendable (String) -> String {
        let numbers = Numbers()
        return { "\($0)-\(numbers.next())" }
    }
}
