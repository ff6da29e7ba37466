import NIOCore

/// The coordinator of one consumer group: who its members are, which generation they are in, and who gets what.
///
/// A pure state machine of Kafka's classic protocol: no I/O and no clock. Requests come in with the time, answers and
/// snapshots come out as actions; a request that must wait for other members is answered by a later call's actions. No
/// input traps.
///
/// - Source: Kafka 3.x `GroupCoordinator`, `GroupMetadata`; KIP-345 (static members), KIP-394 (member ids).
struct ConsumerGroup: Sendable {
    let id: String
    /// Tells this group from an earlier one of the same name.
    let incarnation: Int
    let settings: GroupSettings

    var phase: GroupPhase
    /// Counts the rebalances; 0 before the first. Goes up only, but for its own end, and a group that is forgotten and
    /// made again starts anew.
    var generation: Int32 = 0
    /// What all members are: "consumer", "connect".
    var protocolType: String?
    /// The protocol of this generation.
    var protocolName: String?
    /// The member that assigns; one of them whenever there are any.
    var leader: String?
    var members = GroupMembers()
    /// Ids that were given out and did not join yet, and until when they may.
    var promised: [String: BrokerInstant] = [:]
    /// When those who did not fetch their assignment in this generation are removed.
    var syncDeadline: BrokerInstant?

    private var saves = 0
    private var saveUnderWay: SaveToken?
    /// What is to be saved next. A newer snapshot takes its place and keeps its token, so that a group has two at most,
    /// however often its members restart while the disk is slow.
    private var nextSave: (snapshot: GroupSnapshot, token: SaveToken)?
    /// At or before the next moment at which something is due; never after it. Heartbeats put deadlines off, so an exact
    /// one would cost a scan of all members each.
    private(set) var nextWake: BrokerInstant?
    private var outbox: [GroupAction] = []

    init(id: String, incarnation: Int, settings: GroupSettings, now: BrokerInstant) {
        self.id = id
        self.incarnation = incarnation
        self.settings = settings
        phase = .empty(since: now)
    }
}

/// Where a group stands.
enum GroupPhase: Equatable, Sendable {
    /// No members. Can transition to `preparing` (a member joins), `dead` (deleted, or forgotten after a long time).
    case empty(since: BrokerInstant)
    /// A new generation is due: members are to join again. Can transition to `completing` (all have, or the time is over)
    /// or `empty` (all are gone).
    case preparing(RebalancePreparation)
    /// All have joined; the leader is to assign, and its assignment is to be saved. Can transition to `stable` (saved),
    /// `preparing` (members changed, the save failed, somebody is missing) or through it `empty`.
    case completing(saving: SaveToken?)
    /// Everyone has, or can have, an assignment. Can transition to `preparing` or through it `empty`.
    case stable
    /// Deleted. Can transition to nothing.
    case dead
}

struct RebalancePreparation: Equatable, Sendable {
    /// When those who have not joined are left behind.
    var deadline: BrokerInstant
    /// Set while a group that was empty waits for others to come: the latest moment of its deadline.
    var latestFirst: BrokerInstant?
}

extension ConsumerGroup {
    /// About what a group without members costs beside its names: its place in the table, and in the queues of deadlines.
    private static let overhead = 1_000

    /// What a group costs as soon as it is made.
    static func bytes(ofNewGroup id: String) -> Int { overhead + id.utf8.count }

    /// Bytes that clients make this group remember.
    var bytes: Int {
        Self.bytes(ofNewGroup: id) + (protocolType?.utf8.count ?? 0) + (protocolName?.utf8.count ?? 0) + members.bytes
            + promised.count * (GroupMember.overhead + MemberID.longest)
    }

    /// Whether nothing would be missed if the group were not there.
    var isForgettable: Bool {
        switch phase {
        case .dead: true
        case .empty: generation == 0 && promised.isEmpty
        default: false
        }
    }

    var emptySince: BrokerInstant? {
        guard case .empty(let since) = phase else { return nil }
        return since
    }

    mutating func emit(_ action: GroupAction) { outbox.append(action) }

    /// The actions of the call that is being handled.
    mutating func takeActions() -> [GroupAction] {
        defer { outbox = [] }
        return outbox
    }

    /// Saves the group as it is now, once the save that is under way is done.
    ///
    /// - Returns: what will be reported when this state, or a newer one, is durable.
    mutating func save() -> SaveToken {
        if let waiting = nextSave?.token {
            nextSave = (snapshot, waiting)
            return waiting
        }
        saves += 1
        let token = SaveToken(groupID: id, incarnation: incarnation, number: saves)
        nextSave = (snapshot, token)
        startNextSave()
        return token
    }

    /// - Returns: whether it is the one that was under way.
    mutating func finishSave(_ token: SaveToken) -> Bool {
        guard token == saveUnderWay else { return false }
        saveUnderWay = nil
        startNextSave()
        return true
    }

    private mutating func startNextSave() {
        guard saveUnderWay == nil, let (snapshot, token) = nextSave else { return }
        nextSave = nil
        saveUnderWay = token
        emit(.save(snapshot, token))
    }
}

// MARK: - Time

extension ConsumerGroup {
    /// To be called with every deadline that is set.
    mutating func wake(at deadline: BrokerInstant) {
        nextWake = min(nextWake ?? deadline, deadline)
    }

    /// - Complexity: O(members).
    mutating func rescheduleWake() {
        nextWake = nil
        for member in members.all {
            if let expiry = member.expiry { wake(at: expiry) }
            if let handover = member.handover { wake(at: handover.deadline) }
        }
        for end in promised.values { wake(at: end) }
        if let syncDeadline { wake(at: syncDeadline) }
        switch phase {
        case .preparing(let preparation): wake(at: preparation.deadline)
        case .empty(let since) where generation > 0: wake(at: retentionEnd(since: since))
        default: break
        }
    }

    func retentionEnd(since: BrokerInstant) -> BrokerInstant {
        since.advanced(byMilliseconds: settings.emptyRetention)
    }
}
