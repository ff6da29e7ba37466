import Kafka

/// Tells whether a password is right: one at a time, on a thread of its own, since each takes memory and a while.
///
/// A name that nobody has costs what the others cost, so time tells nothing. A right answer is known for some minutes,
/// since a program sends its password with every request.
actor PasswordCheck {
    enum Verdict: Equatable {
        case right, wrong
        /// So many wait that one more would have to wait too long.
        case busy
    }

    private static let mostWaiting = 16

    private let hashes: [[UInt8]: PasswordHash]
    private let decoy: PasswordHash
    private let clock: @Sendable () -> ContinuousClock.Instant
    private var recent = RecentLogins()
    private var last: Task<Verdict, Never>?
    private var waiting = 0
    /// How often the slow way was taken.
    private(set) var derivations = 0

    init(_ file: PasswordFile, clock: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.clock = clock
        hashes = file.hashes
        let costs = file.hashes.values.map(\.cost)
        let dearest = costs.max { $0.work < $1.work } ?? .usual
        decoy = PasswordHash(matchingNothingAt: dearest)
    }

    func check(_ credentials: Credentials) async -> Verdict {
        guard waiting < Self.mostWaiting else { return .busy }
        waiting += 1
        defer { waiting -= 1 }
        let turn = Task { [last] in
            _ = await last?.value
            return await derive(credentials)
        }
        last = turn
        return await turn.value
    }

    private func derive(_ credentials: Credentials) async -> Verdict {
        if recent.contains(credentials, now: clock()) { return .right }
        derivations += 1
        let hash = hashes[credentials.name]
        let subject = hash ?? decoy
        let fits = try? await ServiceThread.run(name: "password") { subject.matches(credentials.password) }
        guard fits == true, hash != nil else { return .wrong }
        recent.insert(credentials, now: clock())
        return .right
    }
}
