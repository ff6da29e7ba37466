import Kafka
import Logging
import Testing

@testable import Topics

@Suite struct TopicWriterTests {
    /// Nobody listens there, and the local queue is full at once.
    @Test func whatIsGatheredWhenToldToStopIsNotCalledAcknowledged() throws {
        let configuration = try KafkaConfiguration(
            bootstrapServers: "127.0.0.1:1", properties: ["queue.buffering.max.messages": "10"])
        let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let writer = try TopicWriter(configuration: configuration, topic: "t", logger: quiet)
        defer { writer.close() }
        var taken = 0
        for _ in 0..<300 where try writer.gather(key: nil, value: nil, until: { true }) { taken += 1 }
        #expect(taken == 266, "what the queue holds, and as many as are gathered at once")
        #expect(writer.sent == taken)
        let error = #expect(throws: UnconfirmedError.self) {
            try writer.finish(until: { true }, grace: .milliseconds(100))
        }
        #expect(error?.records == taken)
    }
}
