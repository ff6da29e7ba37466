/// When the next snapshot is made: soon, but never so often that snapshots are most of what the service does.
///
/// The rows of one moment come in several batches, one a partition: the first of them show at once, and the others with
/// the next snapshot. So the interval is part of the time from an event to the page.
struct PublishPace {
    /// A view of long history takes longer to make, and is then made less often.
    private static let restPerWork = 3

    /// Least time between two snapshots.
    let interval: Duration

    /// - Parameter work: what the snapshots of all views took just now.
    func rest(after work: Duration) -> Duration { max(interval, work * Self.restPerWork) }
}
