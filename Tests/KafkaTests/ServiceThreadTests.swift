import Synchronization
import TestSupport
import Testing

@testable import Kafka

@Suite struct ServiceThreadTests {
    @Test func handsBackWhatItMade() async throws {
        #expect(try await ServiceThread.run(name: "a-name-longer-than-15-bytes") { 42 } == 42)
    }

    @Test func everyoneWhoWaitsGetsTheError() async {
        let gate = Mutex(false)
        let thread = ServiceThread(name: "failing") {
            while !gate.withLock({ $0 }) {}
            throw Unexpected("no")
        }
        let failures = await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    do { try await thread.join() } catch is Unexpected { return 1 } catch { return 0 }
                    return 0
                }
            }
            gate.withLock { $0 = true }
            return await group.reduce(0, +)
        }
        #expect(failures == 8)
        await #expect(throws: Unexpected.self) { try await thread.join() }
    }
}
