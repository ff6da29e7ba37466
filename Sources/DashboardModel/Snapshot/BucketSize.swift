import AdModel

/// Chooses how wide a slice of the time chart is.
enum BucketSize {
    /// More points than a chart can show without becoming noise.
    static let mostBuckets: Int64 = 100

    private static let steps: [Milliseconds] =
        [.seconds(1), .seconds(5), .seconds(10), .seconds(30)]
        + [1, 5, 15, 30, 60, 3 * 60, 6 * 60, 24 * 60].map(Milliseconds.minutes)

    /// - Returns: the smallest step that is no finer than the windows and cuts `span` into at most ``mostBuckets``.
    static func covering(_ span: Milliseconds, windowSize: Milliseconds) -> Milliseconds {
        let fits = { (step: Milliseconds) in step >= windowSize && span.count / step.count <= mostBuckets }
        return steps.first(where: fits) ?? max(windowSize, Milliseconds(span.count / mostBuckets + 1))
    }
}
