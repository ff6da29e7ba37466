import NIOCore

@testable import EmbeddedBroker

/// A consumer that behaves as real ones do: it joins, syncs, sends heartbeats, and joins again when it is told to.
struct SimulatedClient {
    enum Step: Equatable {
        /// Not started, or crashed.
        case off
        case toJoin
        case joining(CallID)
        case toSync
        case syncing(CallID)
        case working
    }

    let name: String
    let isStatic: Bool
    let isToldItsIDFirst: Bool
    let session: Int32
    let rebalance: Int32
    var protocols: [String]
    /// What it subscribes to; a change makes it join again.
    var subscription = 0

    var step = Step.off
    var nextAction: BrokerInstant
    var memberID = ""
    var generation: Int32 = -1
    var share: String?
    /// Of a leader that has not synced yet.
    var assignments: [MemberAssignment] = []

    init(number: Int, now: BrokerInstant, random: inout SplitMix) {
        name = "client\(number)"
        isStatic = Int.random(in: 0..<3, using: &random) == 0
        isToldItsIDFirst = Bool.random(using: &random)
        session = .random(in: 1_000...4_000, using: &random)
        rebalance = .random(in: 1_000...5_000, using: &random)
        protocols = ["range", "sticky"].shuffled(using: &random)
        nextAction = now.advanced(byMilliseconds: Int64.random(in: 0...2_000, using: &random))
    }

    var claim: MemberClaim { MemberClaim(memberID: memberID, instanceID: isStatic ? name : nil) }

    var waitingCall: CallID? {
        switch step {
        case .joining(let call), .syncing(let call): call
        default: nil
        }
    }

    func joinCall(_ id: CallID) -> JoinCall {
        let metadata = ByteBuffer(string: "\(name) wants \(subscription)")
        return JoinCall(
            id: id, groupID: "g", member: claim, clientID: name, clientHost: "/here", sessionTimeout: session,
            rebalanceTimeout: rebalance, protocolType: "consumer",
            protocols: protocols.map { MemberProtocol(name: $0, metadata: metadata) },
            isToldItsIDFirst: isToldItsIDFirst)
    }

    func syncCall(_ id: CallID) -> SyncCall {
        SyncCall(
            id: id, groupID: "g", generation: generation, member: claim, protocolType: "consumer", protocolName: nil,
            assignments: assignments)
    }

    // MARK: Answers

    mutating func take(_ answer: JoinAnswer, nonce: Int, now: BrokerInstant) {
        guard answer.error == .none else {
            if answer.error == .memberIDRequired { memberID = answer.memberID }
            return joinAgain(because: answer.error, now: now)
        }
        memberID = answer.memberID
        generation = answer.generation
        step = .toSync
        assignments = answer.members.map { member in
            let share = "\(answer.generation): \(member.instanceID ?? member.memberID) \(nonce)"
            return MemberAssignment(memberID: member.memberID, assignment: ByteBuffer(string: share))
        }
        nextAction = now
    }

    mutating func take(_ answer: SyncAnswer, now: BrokerInstant) {
        guard answer.error == .none else { return joinAgain(because: answer.error, now: now) }
        step = .working
        share = String(buffer: answer.assignment)
        nextAction = now.advanced(byMilliseconds: session / 3)
    }

    mutating func takeHeartbeat(_ error: ErrorCode, now: BrokerInstant) {
        guard error == .none else { return joinAgain(because: error, now: now) }
        nextAction = now.advanced(byMilliseconds: session / 3)
    }

    mutating func joinAgain(because error: ErrorCode, now: BrokerInstant) {
        let backoff: Int64
        switch error {
        case .memberIDRequired, .rebalanceInProgress: backoff = 0
        case .fencedInstanceID:
            // It stops for good; somebody starts it again.
            memberID = ""
            backoff = 2_000
        case .unknownMemberID:
            memberID = ""
            backoff = 100
        default: backoff = 100
        }
        assignments = []
        step = .toJoin
        nextAction = now.advanced(byMilliseconds: backoff)
    }

    /// Killed; all it knew is gone.
    mutating func crash(until start: BrokerInstant) {
        step = .off
        memberID = ""
        generation = -1
        assignments = []
        nextAction = start
    }
}
