import Logging
import NIOCore

/// Where the consumer groups' requests come in: carries out what the pure coordinator says. Lives on the event loop.
final class GroupDesk {
    private var table = GroupTable()
    private let writes: WriteQueue
    private let loop: any EventLoop
    private let logger: Logger
    private let start = NIODeadline.now()

    private var actions = ActionQueue()
    private var replies: [CallID: Reply] = [:]
    private var callsOfConnection: [Int: Set<CallID>] = [:]
    private var lastCall = 0
    private var timer: Scheduled<Void>?
    private var timerDeadline: BrokerInstant?
    private var isFinished = false

    init(restoring saved: [SavedGroup], writes: WriteQueue, loop: any EventLoop, logger: Logger) {
        self.writes = writes
        self.loop = loop
        self.logger = logger
        let time = WallClock.now()
        // This sets the timer, too: a member that does not come back is missed, even if nobody else asks.
        carryOut(saved.flatMap { table.restore($0.snapshot, age: $0.age(at: time), now: now) })
    }

    private var now: BrokerInstant {
        BrokerInstant(milliseconds: (NIODeadline.now() - start).nanoseconds / 1_000_000)
    }

    var count: Int { table.all.count }

    // MARK: Requests

    func join(_ request: JoinGroupRequest, _ reply: Reply) {
        let call = JoinCall(
            id: wait(reply), groupID: request.groupID,
            member: MemberClaim(memberID: request.memberID, instanceID: request.instanceID),
            clientID: reply.header.clientID ?? "", clientHost: reply.client.host,
            sessionTimeout: request.sessionTimeoutMilliseconds,
            rebalanceTimeout: reply.version == 0 ? nil : request.rebalanceTimeoutMilliseconds,
            protocolType: request.protocolType,
            protocols: request.protocols.map { MemberProtocol(name: $0.name, metadata: $0.metadata) },
            isToldItsIDFirst: reply.version >= 4)
        carryOut(table.join(call, now: now))
    }

    func sync(_ request: SyncGroupRequest, _ reply: Reply) {
        let call = SyncCall(
            id: wait(reply), groupID: request.groupID, generation: request.generation,
            member: MemberClaim(memberID: request.memberID, instanceID: request.instanceID),
            protocolType: request.protocolType, protocolName: request.protocolName,
            assignments: request.assignments.map {
                MemberAssignment(memberID: $0.memberID, assignment: $0.assignment)
            })
        carryOut(table.sync(call, now: now))
    }

    func heartbeat(_ request: HeartbeatRequest, _ reply: Reply) {
        let member = MemberClaim(memberID: request.memberID, instanceID: request.instanceID)
        reply.send(
            HeartbeatResponse(
                error: table.heartbeat(request.groupID, member, generation: request.generation, now: now)))
        setTimer()
    }

    func leave(_ request: LeaveGroupRequest, _ reply: Reply) {
        let members = request.members.map { MemberClaim(memberID: $0.memberID, instanceID: $0.instanceID) }
        let (error, answers, actions) = table.leave(request.groupID, members, now: now)
        // Before the reply, which may let in the next request of its connection.
        carryOut(actions)
        reply.send(
            LeaveGroupResponse(
                error: error,
                members: answers.map {
                    .init(memberID: $0.member.memberID, instanceID: $0.member.instanceID, error: $0.error)
                }))
    }

    func checkCommit(_ request: OffsetCommitRequest) -> ErrorCode {
        let member = MemberClaim(memberID: request.memberID, instanceID: request.instanceID)
        defer { setTimer() }
        return table.checkCommit(request.groupID, member, generation: request.generation, now: now)
    }

    func describe(_ groupID: String) -> GroupDescription { table.describe(groupID) }

    func list(states: [String]) -> [GroupListing] { table.list(states: states) }

    func delete(_ groupID: String) -> ErrorCode {
        let (error, actions) = table.delete(groupID)
        carryOut(actions)
        return error
    }

    // MARK: Connections and time

    private func wait(_ reply: Reply) -> CallID {
        lastCall += 1
        let call = CallID(number: lastCall)
        replies[call] = reply
        callsOfConnection[reply.client.connection, default: []].insert(call)
        return call
    }

    private func answered(_ call: CallID) -> Reply? {
        guard let reply = replies.removeValue(forKey: call) else { return nil }
        let connection = reply.client.connection
        callsOfConnection[connection]?.remove(call)
        if callsOfConnection[connection]?.isEmpty == true { callsOfConnection[connection] = nil }
        return reply
    }

    func closed(connection: Int) {
        guard let calls = callsOfConnection.removeValue(forKey: connection) else { return }
        for call in calls { replies[call] = nil }
        carryOut(table.forget(calls: calls, now: now))
    }

    /// Sends everybody who waits away; they ask again when the broker is back.
    func finish() {
        isFinished = true
        timer?.cancel()
        for call in replies.keys {
            guard let reply = answered(call) else { continue }
            if reply.header.key == .joinGroup {
                reply.send(JoinGroupResponse(.refused(.coordinatorNotAvailable, memberID: "")))
            } else {
                reply.send(SyncGroupResponse(SyncAnswer(error: .coordinatorNotAvailable)))
            }
        }
    }

    private func setTimer() {
        guard !isFinished, table.nextDeadline != timerDeadline else { return }
        timer?.cancel()
        timer = nil
        timerDeadline = table.nextDeadline
        guard let timerDeadline else { return }
        let delay = TimeAmount.milliseconds(min(max(0, timerDeadline.milliseconds - now.milliseconds), 3_600_000))
        timer = loop.assumeIsolated().scheduleTask(in: delay) { [self] in
            self.timerDeadline = nil
            carryOut(table.expire(now: now))
        }
    }

    // MARK: Actions

    private func carryOut(_ new: [GroupAction]) {
        guard actions.add(new) else { return }
        while let action = actions.next() { carryOut(action) }
        setTimer()
    }

    private func carryOut(_ action: GroupAction) {
        switch action {
        case .answerJoin(let call, let answer): answered(call)?.send(JoinGroupResponse(answer))
        case .answerSync(let call, let answer): answered(call)?.send(SyncGroupResponse(answer))
        case .save(let snapshot, let token): save(snapshot, token)
        case .delete(let groupID): drop(groupID) { try $0.deleteGroup(groupID) }
        case .forget(let groupID): drop(groupID) { try $0.forgetGroup(groupID) }
        }
    }

    private func save(_ snapshot: GroupSnapshot, _ token: SaveToken) {
        writes.write { transaction in
            try transaction.save(snapshot)
        } then: { [self] result in
            let isSaved = if case .success = result { true } else { false }
            carryOut(table.saved(token, success: isSaved, now: now))
        }
    }

    private func drop(_ groupID: String, _ body: @escaping @Sendable (inout WriteTransaction) throws -> Void) {
        writes.write(body) { [logger] result in
            if case .failure(let error) = result { logger.warning("group \(groupID) is not forgotten yet: \(error)") }
        }
    }
}

extension JoinGroupResponse {
    fileprivate init(_ answer: JoinAnswer) {
        self.init(
            error: answer.error, generation: answer.generation, protocolType: answer.protocolType,
            protocolName: answer.protocolName, leaderID: answer.leader, memberID: answer.memberID,
            members: answer.members.map {
                .init(memberID: $0.memberID, instanceID: $0.instanceID, metadata: $0.metadata)
            })
    }
}

extension SyncGroupResponse {
    fileprivate init(_ answer: SyncAnswer) {
        self.init(
            error: answer.error, protocolType: answer.protocolType, protocolName: answer.protocolName,
            assignment: answer.assignment)
    }
}
