import Synchronization

/// The lock around starting a program.
///
/// Until a child has become another program it holds every socket of this process. librdkafka's mock cluster ends the
/// process when such a copy of its listener keeps it from binding its port again.
public enum Spawning {
    static let lock = Mutex(())

    /// For what binds a port that this process has just listened on.
    public static func paused<E: Error>(_ body: () throws(E) -> Void) throws(E) {
        try lock.withLock { _ throws(E) in try body() }
    }
}
