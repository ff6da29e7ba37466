import AdModel

/// When the next checkpoint is due: every emit interval, less often while the job is far behind, and at once when it has
/// caught up.
///
/// Far behind, event time runs fast: most windows that are open at a checkpoint are closed by the next, so that their
/// running totals are written and never looked at. Checkpoints at greater distances write fewer of them. How often
/// checkpoints come changes no final row and no guarantee: only how much is counted again after a crash.
struct CheckpointPace {
    /// However far behind the job is, rows and commits wait no longer than this, or than the emit interval.
    static let limit: Duration = .seconds(2)

    private let interval: Duration
    private var lastAt: ContinuousClock.Instant
    /// When to look again.
    private(set) var next: ContinuousClock.Instant
    /// Records that had been judged at the last checkpoint.
    private var judgedBefore = 0
    /// Whether the last one sent more rows of open windows than of final ones: only those become fewer.
    private var wouldSaveRows = false
    /// It was far behind at the end of an interval, and has not been seen without a lag since.
    private var isCatchingUp = false

    /// - Parameter judged: records judged before.
    init(interval: Duration, start: ContinuousClock.Instant, judged: Int = 0) {
        self.interval = interval
        lastAt = start
        next = start + interval
        judgedBefore = judged
    }

    /// - Parameters:
    ///   - judged: records judged since the job began.
    ///   - isIdle: whether no record had come when it last looked.
    ///   - lag: records that are there to be judged, nil: not known; asked for at most once an interval, and when idle
    ///     while catching up.
    mutating func isDue(
        at now: ContinuousClock.Instant, judged: Int, isIdle: Bool, lag: () -> Int64?
    ) -> Bool {
        if isCatchingUp, isIdle, lag() == 0 {
            isCatchingUp = false
            return true
        }
        guard now >= next else { return false }
        let lag = lag() ?? 0
        let isFarBehind = lag > Int64(judged - judgedBefore)
        isCatchingUp = isFarBehind || (isCatchingUp && lag > 0)
        guard isFarBehind, wouldSaveRows, now + interval <= lastAt + Self.limit else { return true }
        next = now + interval
        return false
    }

    /// A checkpoint is taken.
    ///
    /// - Parameters:
    ///   - open: rows of open windows that it sends; `final` likewise.
    mutating func taken(at now: ContinuousClock.Instant, judged: Int, open: Int, final: Int) {
        (lastAt, next, judgedBefore) = (now, now + interval, judged)
        wouldSaveRows = open > final
    }
}
