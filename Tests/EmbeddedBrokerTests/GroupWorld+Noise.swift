import NIOCore

@testable import EmbeddedBroker

/// What goes wrong.
extension GroupWorld {
    func makeNoise() {
        if chance(400) { restartBroker() }
        if chance(10), let index = clients.indices.randomElement(using: &random) { disturb(index) }
        if chance(15) { misbehave(as: seen.randomElement(using: &random) ?? "") }
    }

    private func disturb(_ index: Int) {
        let soon = now.advanced(byMilliseconds: Int64.random(in: 0...6_000, using: &random))
        switch Int.random(in: 0..<6, using: &random) {
        case 0:
            close(clients[index].waitingCall)
            clients[index].crash(until: soon)
        case 1:
            guard let call = clients[index].waitingCall else { return }
            close(call)
            clients[index].joinAgain(because: .coordinatorNotAvailable, now: now)
        case 2: leave(index, until: soon)
        case 3: clients[index].nextAction = soon
        case 4:
            clients[index].subscription += 1
            if clients[index].step == .working { clients[index].joinAgain(because: .rebalanceInProgress, now: now) }
        default:
            clients[index].protocols.shuffle(using: &random)
            if clients[index].step == .working { clients[index].joinAgain(because: .rebalanceInProgress, now: now) }
        }
    }

    private func leave(_ index: Int, until start: BrokerInstant) {
        let client = clients[index]
        guard client.step == .working, !client.isStatic else { return }
        clients[index].crash(until: start)
        leave([client.claim])
    }

    private func closeStrangersCall() {
        let strangers = waiting.keys.filter { call in !clients.contains { $0.waitingCall == call } }
        close(strangers.min { $0.number < $1.number })
    }

    /// Requests that no client would send, in the name of anyone.
    private func misbehave(as memberID: String) {
        let instance = chance(4) ? clients.randomElement(using: &random)?.name : nil
        let claim = MemberClaim(memberID: memberID, instanceID: instance)
        let generation = newestGeneration + Int32.random(in: -1...1, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0, 1: join(strangeJoin(claim))
        case 2: sync(strangeSync(claim, generation))
        case 3: leave([claim, claim])
        default:
            heartbeat(claim, generation: generation, committing: chance(2) ? -1 : generation)
            if let call = waiting.keys.randomElement(using: &random),
                !clients.contains(where: { $0.waitingCall == call })
            {
                close(call)
            }
        }
    }

    private func strangeJoin(_ claim: MemberClaim) -> JoinCall {
        JoinCall(
            id: nextCall(), groupID: "g", member: claim, clientID: "stranger", clientHost: "",
            sessionTimeout: Int32.random(in: 0...4_000, using: &random),
            rebalanceTimeout: chance(3) ? nil : Int32.random(in: -5...5_000, using: &random),
            protocolType: chance(5) ? "connect" : "consumer",
            protocols: ["range", "sticky", "x"].shuffled(using: &random)
                .prefix(Int.random(in: 0...3, using: &random))
                .map { MemberProtocol(name: $0, metadata: ByteBuffer()) },
            isToldItsIDFirst: chance(2))
    }

    private func strangeSync(_ claim: MemberClaim, _ generation: Int32) -> SyncCall {
        SyncCall(
            id: nextCall(), groupID: "g", generation: generation, member: claim, protocolType: nil,
            protocolName: chance(4) ? "x" : nil,
            assignments: seen.suffix(Int.random(in: 0...3, using: &random))
                .map { MemberAssignment(memberID: $0, assignment: ByteBuffer(string: "strange")) })
    }
}
