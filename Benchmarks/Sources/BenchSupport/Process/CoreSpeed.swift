import Foundation
import Synchronization

/// How fast the cores are at this moment, by a loop that is always the same, in as many threads as there are cores.
///
/// On a machine that is shared with strangers the same work takes up to twice as long from one second to the next: where
/// a core is two to its owner, its halves slow each other down, and no figure of ours counts that. This one shows it.
package enum CoreSpeed {
    /// Seconds that the loop takes on the slowest core: about 20 ms.
    package static func secondsOfLoop() -> Double {
        let slowest = Mutex(0.0)
        DispatchQueue.concurrentPerform(iterations: Machine.cores) { _ in
            // The best of a few: a thread of our own may be on the same core for a moment.
            let seconds = (0..<5).map { _ in Self.loop() }.min() ?? 0
            slowest.withLock { $0 = max($0, seconds) }
        }
        return slowest.withLock { $0 }
    }

    /// Additions and products that wait for each other, without memory; about 4 ms.
    private static func loop() -> Double {
        let start = ContinuousClock.now
        var (a, b): (UInt64, UInt64) = (1, 2)
        for step in 0..<2_000_000 as Range<UInt64> {
            a = a &* 3 &+ step
            b ^= b << 1 ^ a
        }
        let seconds = (.now - start).seconds
        // Never so; but the compiler must not know.
        return a == 1 && b == 2 ? .infinity : seconds
    }
}
