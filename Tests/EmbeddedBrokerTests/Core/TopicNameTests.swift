import Testing

@testable import EmbeddedBroker

@Suite struct TopicNameTests {
    @Test(arguments: ["a", "logs.dlq", "A-Z_0.9", "...", "-", "__consumer_offsets", String(repeating: "n", count: 249)])
    func aNameThatKafkaTakesIsTaken(name: String) {
        #expect(TopicName.fault(in: name) == nil)
    }

    @Test(arguments: ["", ".", "..", "a b", "a/b", "../x", "ä", "a\0b", "😀", "a\n", String(repeating: "n", count: 250)])
    func aNameThatKafkaRefusesIsRefused(name: String) {
        #expect(TopicName.fault(in: name) != nil)
    }
}
