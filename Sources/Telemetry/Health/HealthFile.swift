import Foundation

/// Tells a container's health check that a service is doing its work: a file whose age stays small.
///
/// The service calls `beat()` from its loop while it works; a check takes the service for healthy while the file is
/// younger than 15 s. Writing is at most once a second.
public final class HealthFile {
    private let path: String
    private var lastBeat: ContinuousClock.Instant?

    /// - Returns: nil where no path is given.
    public init?(path: String?) {
        guard let path, !path.isEmpty else { return nil }
        self.path = path
    }

    /// Renews the file's time; a path that cannot be written shows as an old file, and that is what a check looks at.
    public func beat() {
        let now = ContinuousClock.now
        if let lastBeat, now - lastBeat < .seconds(1) { return }
        lastBeat = now
        _ = FileManager.default.createFile(atPath: path, contents: Data("ok\n".utf8))
    }
}
