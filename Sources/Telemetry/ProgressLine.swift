import Foundation

/// One line on a terminal that rewrites itself while a long work runs; silent where standard error is no terminal.
public struct ProgressLine {
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private var lastShown: ContinuousClock.Instant?

    public init() {}

    /// Shows `text()` at most five times a second.
    public mutating func show(_ text: () -> String) {
        guard isTerminal else { return }
        let now = ContinuousClock.now
        if let lastShown, now - lastShown < .milliseconds(200) { return }
        lastShown = now
        write("\r\u{1B}[K" + text())
    }

    /// Removes the line, so that what follows starts on a clean one.
    public mutating func clear() {
        guard lastShown != nil else { return }
        lastShown = nil
        write("\r\u{1B}[K")
    }

    private func write(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}
