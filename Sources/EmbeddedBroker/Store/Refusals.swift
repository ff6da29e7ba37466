import NIOCore

/// What the disk said when it refused to write, so that the log tells when it begins and when it is over. Pure; time
/// comes in.
///
/// On a full disk small writes go through between large ones: it is over when none was refused for a while.
struct Refusals {
    private static let calm = TimeAmount.seconds(10)

    private var text: String?
    private var last: NIODeadline?
    private var hasWrittenSince = false

    /// - Returns: whether this is to be logged.
    mutating func isNews(_ text: String, at now: NIODeadline) -> Bool {
        defer {
            self.text = text
            last = now
            hasWrittenSince = false
        }
        return self.text != text
    }

    /// To be asked after a write that went through.
    mutating func isOver(at now: NIODeadline) -> Bool {
        hasWrittenSince = true
        guard text != nil, reason(at: now) == nil else { return false }
        text = nil
        return true
    }

    /// Why writes are refused, however many went through in between; nil once it is over.
    func reason(at now: NIODeadline) -> String? {
        guard hasWrittenSince, let last, now - last > Self.calm else { return text }
        return nil
    }
}
