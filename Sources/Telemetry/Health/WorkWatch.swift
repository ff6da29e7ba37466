import Synchronization

/// Remembers when a service last did its work: what ``HealthFile`` tells by a file's age, for whoever asks by HTTP.
///
/// May be called from any thread.
public final class WorkWatch: Sendable {
    /// How long a service may have done nothing and still be taken for working.
    public static let patience = Duration.seconds(15)

    private let lastWork = Mutex<ContinuousClock.Instant?>(nil)
    private let now: @Sendable () -> ContinuousClock.Instant

    public init(now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.now = now
    }

    /// The service has just done its work.
    public func worked() {
        let time = now()
        lastWork.withLock { $0 = time }
    }

    /// - Parameters:
    ///   - start: what the service waits for until it has worked once.
    ///   - reason: why it may have done nothing for a while.
    public func readiness(until start: String, idleBecause reason: String) -> Readiness {
        guard let last = lastWork.withLock({ $0 }) else { return .notReady(start) }
        let age = now() - last
        return age < Self.patience ? .ready : .notReady("no work for \(age.components.seconds) s: \(reason)")
    }
}
