import AdModel

/// Chooses how wide a slice of the time chart is.
enum BucketSize {
    /// More points than a chart can show without becoming noise.
    static let mostBuckets: Int64 = 100

    private static let steps: [Milliseconds] =
        [.seconds(1), .seconds(5), .seconds(10), .seconds(30)]
        + [1, 5, 15, 30, 60, 3 * 60, 6 * 60, 24 * 60].map(Milliseconds.minutes)

    /// - Returns: the smallest step that holds whole windows, and as many in each slice, and cuts `span` into at most
    ///   ``mostBuckets``, wherever it begins.
    static func covering(_ span: Milliseconds, windowSize: Milliseconds) -> Milliseconds {
        let slices = { (step: Milliseconds) in (span.count + step.count - 1) / step.count + 1 }
        let fits = { (step: Milliseconds) in
            step.count.isMultiple(of: windowSize.count) && slices(step) <= mostBuckets
        }
        if let step = steps.first(where: fits) { return step }
        let windows = span.count / (windowSize.count * (mostBuckets - 1)) + 1
        return Milliseconds(windows * windowSize.count)
    }
}
