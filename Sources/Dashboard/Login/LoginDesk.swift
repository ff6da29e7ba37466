import Logging
import Synchronization

/// Lets people and programs in: passwords, the sessions that follow from them, and a limit to guessing.
final class LoginDesk: Sendable {
    enum Answer: Equatable {
        case right, wrong
        case wait(seconds: Int64)
    }

    private struct State {
        var sessions = SessionTable()
        var guesses = GuessLimit()
    }

    private let passwords: PasswordCheck
    private let state = Mutex(State())
    private let clock: @Sendable () -> ContinuousClock.Instant
    private let logger: Logger

    init(
        _ file: PasswordFile, clock: @escaping @Sendable () -> ContinuousClock.Instant, logger: Logger
    ) {
        passwords = PasswordCheck(file, clock: clock)
        self.clock = clock
        self.logger = logger
    }

    /// Whether the password is right; slow unless it was right a moment ago.
    func check(_ credentials: Credentials, from peer: PeerAddress) async -> Answer {
        // Before anything is known of the password: who has used up the guesses learns nothing, not even by a quick answer.
        if let wait = state.withLock({ $0.guesses.take(from: peer, now: clock()) }) {
            return .wait(seconds: wait.components.seconds + 1)
        }
        switch await passwords.check(credentials) {
        case .right:
            state.withLock { $0.guesses.giveBack(to: peer) }
            return .right
        case .wrong:
            // Not the name that was given: it may be a password in the wrong field.
            logger.notice("a login was refused: wrong name or password")
            return .wrong
        case .busy:
            state.withLock { $0.guesses.giveBack(to: peer) }
            return .wait(seconds: 5)
        }
    }

    func openSession() -> String { state.withLock { $0.sessions.open(now: clock()) } }

    func useSession(_ token: String) -> Bool { state.withLock { $0.sessions.use(token, now: clock()) } }

    func closeSession(_ token: String) { state.withLock { $0.sessions.close(token) } }
}
