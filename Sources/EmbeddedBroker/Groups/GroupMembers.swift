import NIOCore

/// The members of one group, with what is asked of them often: who is a static member, which protocols all of them
/// speak, how many bytes they are.
struct GroupMembers: Sendable {
    private var byID: [String: GroupMember] = [:]
    private var idsByInstance: [String: String] = [:]
    /// How many members speak a protocol.
    private var speakers: [String: Int] = [:]
    private var lastSerial = 0
    /// Of all members.
    private(set) var bytes = 0

    var isEmpty: Bool { byID.isEmpty }
    var count: Int { byID.count }

    /// - Complexity: O(1).
    subscript(id: String) -> GroupMember? { byID[id] }

    func id(ofInstance instanceID: String) -> String? { idsByInstance[instanceID] }

    /// In no order.
    var all: Dictionary<String, GroupMember>.Values { byID.values }

    /// - Complexity: O(members · log members).
    var inOrder: [GroupMember] { byID.values.sorted { $0.serial < $1.serial } }

    mutating func nextSerial() -> Int {
        lastSerial += 1
        return lastSerial
    }

    /// Adds a member, or replaces the one with its id.
    mutating func insert(_ member: GroupMember) {
        remove(member.id)
        byID[member.id] = member
        if let instanceID = member.instanceID { idsByInstance[instanceID] = member.id }
        for name in member.protocolNames { speakers[name, default: 0] += 1 }
        bytes += member.bytes
    }

    @discardableResult
    mutating func remove(_ id: String) -> GroupMember? {
        guard let member = byID.removeValue(forKey: id) else { return nil }
        if let instanceID = member.instanceID, idsByInstance[instanceID] == id { idsByInstance[instanceID] = nil }
        for name in member.protocolNames { forget(name) }
        bytes -= member.bytes
        return member
    }

    private mutating func forget(_ name: String) {
        let left = speakers[name, default: 1] - 1
        speakers[name] = left > 0 ? left : nil
    }

    /// Changes what costs no memory and is in no index: calls, marks and times.
    ///
    /// - Complexity: O(1).
    mutating func touch(_ id: String, _ change: (inout GroupMember) -> Void) {
        guard let index = byID.index(forKey: id) else { return }
        change(&byID.values[index])
    }

    mutating func touchAll(_ change: (inout GroupMember) -> Void) {
        for index in byID.values.indices { change(&byID.values[index]) }
    }

    mutating func assign(_ assignment: ByteBuffer, to id: String) {
        guard let index = byID.index(forKey: id) else { return }
        bytes += assignment.readableBytes - byID.values[index].assignment.readableBytes
        byID.values[index].assignment = assignment
    }
}

// MARK: - Protocols

extension GroupMembers {
    /// Whether one of these protocols is spoken by every member but one.
    ///
    /// - Parameter exception: the member whose protocols these are to be, if it is one already.
    func speak(oneOf names: Set<String>, exceptFor exception: GroupMember?) -> Bool {
        let own = exception?.protocolNames ?? []
        let others = count - (exception == nil ? 0 : 1)
        return names.contains { speakers[$0, default: 0] - (own.contains($0) ? 1 : 0) == others }
    }

    /// The protocol of the next generation: of those that all members speak, the one that most of them like best. In a
    /// tie the one whose first voter joined first.
    ///
    /// - Source: Kafka's `GroupMetadata.selectProtocol`, which leaves a tie open.
    func choice() -> String? {
        var votes: [String: Int] = [:]
        var candidates: [String] = []
        for member in inOrder {
            guard let vote = member.protocols.first(where: { speakers[$0.name] == count })?.name else { continue }
            if votes[vote] == nil { candidates.append(vote) }
            votes[vote, default: 0] += 1
        }
        let most = votes.values.max()
        return candidates.first { votes[$0] == most }
    }

    var speakersAsCounted: [String: Int] {
        all.reduce(into: [:]) { counts, member in
            for name in member.protocolNames { counts[name, default: 0] += 1 }
        }
    }

    /// What is broken in the indices; empty when all is well.
    func checkInvariants() -> [String] {
        var broken: [String] = []
        if speakers != speakersAsCounted { broken.append("the speakers of the protocols are miscounted") }
        if bytes != all.reduce(0, { $0 + $1.bytes }) { broken.append("the members' bytes are miscounted") }
        for (id, member) in byID where id != member.id { broken.append("\(member.id) is filed under \(id)") }
        let statics = all.filter { $0.instanceID != nil }
        if idsByInstance.count != statics.count { broken.append("an instance id without a member, or of two") }
        for member in statics where member.instanceID.flatMap(id(ofInstance:)) != member.id {
            broken.append("\(member.id) is not found by its instance id")
        }
        return broken
    }
}

extension GroupMember {
    var protocolNames: Set<String> { Set(protocols.map(\.name)) }
}
