import NIOCore

/// Holds back log lines that a client could cause by the thousand. Pure; time comes in.
struct Complaints {
    private static let period = TimeAmount.seconds(10)
    private static let linesInPeriod = 5

    private var periodStart: NIODeadline?
    private var lines = 0
    private var heldBack = 0

    /// - Returns: the line to log, with how many were held back before it; nil when this one is.
    mutating func line(_ line: String, at now: NIODeadline) -> String? {
        if periodStart.map({ now - $0 > Self.period }) ?? true {
            periodStart = now
            lines = 0
        }
        lines += 1
        guard lines <= Self.linesInPeriod else {
            heldBack += 1
            return nil
        }
        defer { heldBack = 0 }
        return heldBack == 0 ? line : "\(line) (and \(heldBack) more like it before)"
    }
}
