import Testing

@testable import Kafka

@Suite struct ConnectionMonitorTests {
    private let start = ContinuousClock.now
    private let one = ConnectionMonitor.Link(client: 1, broker: "a:1")
    private let two = ConnectionMonitor.Link(client: 2, broker: "a:1")

    private func at(_ milliseconds: Int) -> ContinuousClock.Instant { start + .milliseconds(milliseconds) }
    private var monitor: Subject { Subject(ConnectionMonitor(now: start)) }

    /// A monitor behind a reference, so that an expectation may change it.
    private final class Subject {
        private var value: ConnectionMonitor

        init(_ value: ConnectionMonitor) { self.value = value }

        var state: ConnectionMonitor.State { value.state }
        func isUp(client: Int) -> Bool { value.isUp(client: client) }
        func note(reason: String) { value.note(reason: reason) }
        func forget(client: Int) { value.forget(client: client) }
        func opened(_ link: ConnectionMonitor.Link, at now: ContinuousClock.Instant) -> ConnectionMonitor.Message? {
            value.opened(link, at: now)
        }
        func failed(_ link: ConnectionMonitor.Link, at now: ContinuousClock.Instant) -> ConnectionMonitor.Message? {
            value.failed(link, at: now)
        }
    }

    @Test func aQuickStartSaysNothing() {
        let monitor = monitor
        #expect(monitor.failed(one, at: at(10)) == nil)
        #expect(monitor.state == .connecting(since: start))
        #expect(monitor.opened(one, at: at(500)) == nil)
        #expect(monitor.state == .up)
    }

    @Test func aBrokerThatIsNotThereIsSaidOnce() {
        let monitor = monitor
        monitor.note(reason: "refused")
        let said = (0..<20).compactMap { monitor.failed(one, at: at($0 * 300)) }
        #expect(said == [.unreachable(reason: "refused")])
        #expect(monitor.opened(one, at: at(9_000)) == .restored(after: .seconds(9)))
        #expect(monitor.opened(two, at: at(9_001)) == nil)
    }

    @Test func goingAndComingBackAreSaidOnceEach() {
        let monitor = monitor
        _ = monitor.opened(one, at: at(0))
        #expect(monitor.failed(one, at: at(1_000)) == nil)
        #expect(monitor.state == .shaken(since: at(1_000)))
        monitor.note(reason: "refused")
        #expect(monitor.failed(one, at: at(1_900)) == nil)
        #expect(monitor.failed(one, at: at(2_000)) == .lost(reason: "refused"))
        #expect(monitor.state == .down(since: at(1_000)))
        #expect(monitor.failed(two, at: at(3_000)) == nil)
        #expect(monitor.opened(two, at: at(4_000)) == .restored(after: .seconds(3)))
    }

    @Test func aPlannedReconnectSaysNothing() {
        let monitor = monitor
        _ = monitor.opened(one, at: at(0))
        #expect(monitor.failed(one, at: at(60_000)) == nil)
        #expect(monitor.opened(one, at: at(60_200)) == nil)
        // The next one is judged by itself.
        #expect(monitor.failed(one, at: at(120_000)) == nil)
        #expect(monitor.state == .shaken(since: at(120_000)))
    }

    @Test func connectionsThatAllEndAtOnceAreSaidOnce() {
        let monitor = monitor
        monitor.note(reason: "it wants SASL")
        func said(from first: Int, count: Int) -> [ConnectionMonitor.Message] {
            (0..<count).compactMap { number in
                _ = monitor.opened(one, at: at(first + number * 300))
                return monitor.failed(one, at: at(first + number * 300 + 10))
            }
        }
        #expect(said(from: 0, count: ConnectionMonitor.blinksToBeSaid - 1) == [])
        #expect(said(from: 10_000, count: 20) == [.unstable(reason: "it wants SASL")])
        // One that lasts ends the row.
        _ = monitor.opened(one, at: at(20_000))
        #expect(monitor.failed(one, at: at(60_000)) == nil)
        #expect(said(from: 70_000, count: 20) == [.unstable(reason: "it wants SASL")])
    }

    @Test func itIsUpWhileAnyConnectionIs() {
        let monitor = monitor
        _ = monitor.opened(one, at: at(0))
        _ = monitor.opened(two, at: at(0))
        #expect(monitor.failed(one, at: at(5_000)) == nil)
        #expect(monitor.failed(one, at: at(9_000)) == nil)
        #expect(monitor.state == .up)
        #expect(!monitor.isUp(client: 1))
        #expect(monitor.isUp(client: 2))
    }

    @Test func closingAClientIsNoLoss() {
        let monitor = monitor
        _ = monitor.opened(one, at: at(0))
        monitor.forget(client: 1)
        #expect(monitor.state == .up)
        #expect(!monitor.isUp(client: 1))
        // Its connections end one by one.
        #expect(monitor.failed(one, at: at(5_000)) == nil)
        #expect(monitor.failed(one, at: at(9_000)) == nil)
        #expect(monitor.state == .up)
    }
}
