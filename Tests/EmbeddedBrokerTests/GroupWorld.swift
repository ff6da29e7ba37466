import NIOCore
import Testing

@testable import EmbeddedBroker

/// A broker, its disk, clients that behave and one that does not, and everything that can go wrong between them.
final class GroupWorld {
    static let tick: Int64 = 50
    /// No waiting call may be older. The longest rebalance timeout is 5 s; a restarted static member may wait once for a
    /// save and once for the rebalance that calls it off; expiry comes late now and then.
    static let patience: Int64 = 2 * 5_000 + 1_000

    var random: SplitMix
    private(set) var now = BrokerInstant(milliseconds: 0)
    private var table: GroupTable
    private let settings: GroupSettings
    var clients: [SimulatedClient] = []
    private(set) var broken: [String] = []

    private var disk: GroupSnapshot?
    private var unsaved: [(snapshot: GroupSnapshot, token: SaveToken, due: BrokerInstant, succeeds: Bool)] = []
    private(set) var waiting: [CallID: BrokerInstant] = [:]
    private var calls = 0
    /// What leaders said in a generation, by instance or member id; what answers contradict is struck out.
    private var said: [Int32: [[String: String]]] = [:]
    private(set) var newestGeneration: Int32 = 0
    /// The newest that somebody got an assignment of: it must survive everything.
    private var newestAssigned: Int32 = 0
    /// Member ids that somebody saw, for the one that does not behave.
    private(set) var seen = ["", "nobody"]

    init(seed: UInt64) {
        var random = SplitMix(state: seed)
        var settings = GroupSettings()
        settings.makeMemberID = Numbers.memberIDs()
        self.settings = settings
        table = GroupTable(settings: settings)
        for number in 0..<Int.random(in: 1...5, using: &random) {
            clients.append(SimulatedClient(number: number, now: now, random: &random))
        }
        self.random = random
    }

    func chance(_ oneIn: Int) -> Bool { Int.random(in: 0..<oneIn, using: &random) == 0 }

    // MARK: Time

    func tick(noisy: Bool) {
        now = now.advanced(byMilliseconds: Self.tick)
        finishSaves()
        if let deadline = table.nextDeadline, deadline <= now, !(noisy && chance(5)) { perform(table.expire(now: now)) }
        for index in clients.indices where clients[index].nextAction <= now { act(index) }
        if noisy { makeNoise() }
        check()
    }

    private func check() {
        broken += table.checkInvariants()
        for (call, start) in waiting where now.milliseconds - start.milliseconds > Self.patience {
            broken.append("call \(call.number) waits since \(start.milliseconds)")
            waiting[call] = nil
        }
        let generation = table["g"]?.generation ?? 0
        if generation < newestGeneration { broken.append("from generation \(newestGeneration) back to \(generation)") }
        newestGeneration = generation
    }

    // MARK: The shell

    private func perform(_ actions: [GroupAction]) {
        for action in actions {
            switch action {
            case .answerJoin(let call, let answer): deliver(call) { take(answer, $0) }
            case .answerSync(let call, let answer): deliver(call) { take(answer, $0) }
            case .save(let snapshot, let token):
                let delay = Int64.random(in: 0...4, using: &random) * Self.tick
                unsaved.append((snapshot, token, now.advanced(byMilliseconds: delay), !(isNoisy && chance(6))))
            case .delete, .forget: broken.append("deleted, and nobody asked for it")
            }
        }
    }

    private(set) var isNoisy = true

    func calmDown() {
        isNoisy = false
        for index in clients.indices where clients[index].nextAction > now.advanced(byMilliseconds: 3_000) {
            clients[index].nextAction = now
        }
    }

    private func finishSaves() {
        while let first = unsaved.first, first.due <= now {
            unsaved.removeFirst()
            if first.succeeds { disk = first.snapshot }
            perform(table.saved(first.token, success: first.succeeds, now: now))
        }
    }

    private func deliver(_ call: CallID, _ answer: (Int?) -> Void) {
        if waiting.removeValue(forKey: call) == nil { broken.append("call \(call.number) is answered unasked") }
        answer(clients.firstIndex { $0.waitingCall == call })
    }

    private func take(_ answer: JoinAnswer, _ index: Int?) {
        seen.append(answer.memberID)
        guard let index else { return }
        clients[index].take(answer, nonce: calls, now: now)
    }

    private func take(_ answer: SyncAnswer, _ index: Int?) {
        guard let index else { return }
        clients[index].take(answer, now: now)
        if answer.error == .none { checkShare(of: clients[index]) }
    }

    private func checkShare(of client: SimulatedClient) {
        newestAssigned = max(newestAssigned, client.generation)
        let key = client.claim.instanceID ?? client.memberID
        let share = client.share ?? ""
        said[client.generation]?.removeAll { $0[key] ?? "" != share }
        if said[client.generation]?.isEmpty ?? true {
            broken.append("\(key) got \(share), which no leader of generation \(client.generation) said")
        }
    }

    // MARK: Requests

    func nextCall() -> CallID {
        calls += 1
        waiting[CallID(number: calls)] = now
        return CallID(number: calls)
    }

    private func act(_ index: Int) {
        let client = clients[index]
        switch client.step {
        case .off, .toJoin:
            let call = nextCall()
            clients[index].step = .joining(call)
            perform(table.join(client.joinCall(call), now: now))
        case .toSync:
            let call = nextCall()
            clients[index].step = .syncing(call)
            sync(client.syncCall(call))
        case .working: heartbeat(index)
        case .joining, .syncing: break
        }
    }

    func sync(_ call: SyncCall) {
        if !call.assignments.isEmpty || table["g"]?.leader == call.member.memberID {
            var shares: [String: String] = [:]
            for assignment in call.assignments {
                let key = table["g"]?.members[assignment.memberID]?.instanceID ?? assignment.memberID
                shares[key] = String(buffer: assignment.assignment)
            }
            said[call.generation, default: []].append(shares)
        }
        perform(table.sync(call, now: now))
    }

    func join(_ call: JoinCall) { perform(table.join(call, now: now)) }

    func leave(_ claims: [MemberClaim]) { perform(table.leave("g", claims, now: now).actions) }

    func heartbeat(_ claim: MemberClaim, generation: Int32, committing: Int32) {
        _ = table.heartbeat("g", claim, generation: generation, now: now)
        _ = table.checkCommit("g", claim, generation: committing, now: now)
    }

    private func heartbeat(_ index: Int) {
        let client = clients[index]
        let error = table.heartbeat("g", client.claim, generation: client.generation, now: now)
        if error == .rebalanceInProgress {
            let commit = table.checkCommit("g", client.claim, generation: client.generation, now: now)
            if commit != .none { broken.append("\(client.name) may not write its checkpoint: \(commit)") }
        }
        clients[index].takeHeartbeat(error, now: now)
    }

    /// Some of the saves that are under way are on disk, and some are not.
    func restartBroker() {
        while let first = unsaved.first, first.succeeds, chance(2) {
            disk = first.snapshot
            unsaved.removeFirst()
        }
        unsaved = []
        waiting = [:]
        table = GroupTable(settings: settings)
        if let disk { perform(table.restore(disk, age: 0, now: now)) }
        newestGeneration = table["g"]?.generation ?? 0
        if newestGeneration < newestAssigned { broken.append("generation \(newestAssigned) is lost") }
        for index in clients.indices where clients[index].waitingCall != nil {
            clients[index].joinAgain(because: .coordinatorNotAvailable, now: now)
        }
    }

    func close(_ call: CallID?) {
        guard let call, waiting.removeValue(forKey: call) != nil else { return }
        perform(table.forget(calls: [call], now: now))
    }

    // MARK: The end

    /// Why the clients are not one stable group with the assignment their leader gave; empty when they are.
    func unsettled() -> [String] {
        let group = table.describe("g")
        var wrong: [String] = []
        if group.state != "Stable" { wrong.append("the group is \(group.state)") }
        if Set(group.members.map(\.id)) != Set(clients.map(\.memberID)) {
            wrong.append("members \(group.members.map(\.id)), clients \(clients.map(\.memberID))")
        }
        let generation = table["g"]?.generation
        for client in clients where client.step != .working || client.generation != generation {
            wrong.append("\(client.name) is \(client.step) in generation \(client.generation)")
        }
        for client in clients {
            let key = client.claim.instanceID ?? client.memberID
            if client.share?.hasPrefix("\(client.generation): \(key) ") != true {
                wrong.append("\(client.name) works on \(client.share ?? "nothing")")
            }
        }
        return wrong
    }
}
