import AdModel

/// The rows of the open checkpoint on their way to the producer: taken from the engines at one moment, sent a few at a
/// time between polls, so that a checkpoint of many rows neither stops the reading nor fills the producer's queue.
///
/// What is counted meanwhile belongs to the next checkpoint. That is taken when this one is closed, so rows never pass
/// each other.
struct RowOutbox {
    private var rows: [ResultRow] = []
    private var sent = 0
    /// What the checkpoint stands for; nil: none is on its way.
    private var parts: [Checkpoint.Part]?

    /// Whether there is no checkpoint on its way.
    var isIdle: Bool { parts == nil }

    /// - Precondition: ``isIdle``.
    mutating func begin(_ rows: [ResultRow], for parts: [Checkpoint.Part]) {
        precondition(isIdle, "a checkpoint is taken when the one before is closed")
        (self.rows, sent, self.parts) = (rows, 0, parts)
    }

    /// The next row to send; nil when all are.
    mutating func next() -> ResultRow? {
        guard sent < rows.count else { return nil }
        defer { sent += 1 }
        return rows[sent]
    }

    /// Ends the checkpoint whose rows are all sent.
    ///
    /// - Returns: what it stands for; nil while rows are left, or where there is none.
    mutating func finish() -> [Checkpoint.Part]? {
        guard sent == rows.count, let parts else { return nil }
        self = RowOutbox()
        return parts
    }
}
