import Testing

@testable import EmbeddedBroker

@Suite struct TopicSettingsTests {
    private static func settings(_ name: String, _ value: String?) throws(TopicSettings.Refusal) -> TopicSettings {
        var settings = TopicSettings()
        try settings.set(name, to: value)
        return settings
    }

    @Test func limitsAreNumbersAndMinusOneIsNone() throws {
        #expect(try Self.settings("retention.ms", "60000").retentionMilliseconds == 60_000)
        #expect(try Self.settings("retention.ms", "-1").retentionMilliseconds == nil)
        #expect(try Self.settings("retention.ms", "\(Int64.max)").retentionMilliseconds == .max)
        #expect(try Self.settings("retention.bytes", "0").retentionBytes == 0)
        #expect(try Self.settings("retention.bytes", "-1").retentionBytes == nil)
        #expect(try Self.settings("max.message.bytes", "1000").maximumBatchBytes == 1_000)
    }

    @Test(arguments: [
        ("retention.ms", "-2"), ("retention.ms", "1.5"), ("retention.ms", ""), ("retention.ms", "9223372036854775808"),
        ("retention.bytes", "many"), ("max.message.bytes", "0"), ("max.message.bytes", "-1"),
        ("max.message.bytes", "2147483648"),
    ])
    func whatIsNoNumberIsRefused(name: String, value: String) {
        let refusal = #expect(throws: TopicSettings.Refusal.self) { try Self.settings(name, value) }
        #expect(refusal?.message.contains("\(name)=\(value)") == true)
    }

    @Test(arguments: [
        ("cleanup.policy", "compact"), ("cleanup.policy", "compact,delete"),
        ("message.timestamp.type", "LogAppendTime"),
    ])
    func aPromiseThatIsNotKeptIsRefused(name: String, value: String) {
        #expect(throws: TopicSettings.Refusal.self) { try Self.settings(name, value) }
    }

    @Test func aNameThatKafkaDoesNotHaveIsRefused() {
        #expect(throws: TopicSettings.Refusal.self) { try Self.settings("retention.msec", "1") }
    }

    @Test func nullIsTheDefault() throws {
        #expect(try Self.settings("retention.ms", nil) == TopicSettings())
        #expect(try Self.settings("no.such", nil) == TopicSettings())
    }

    @Test func everythingIsDescribedByName() throws {
        var settings = TopicSettings()
        try settings.set("segment.bytes", to: "1000")
        try settings.set("retention.bytes", to: "5")
        let described = settings.described
        #expect(
            described.map(\.name) == [
                "cleanup.policy", "max.message.bytes", "message.timestamp.type", "retention.bytes", "retention.ms",
                "segment.bytes",
            ])
        #expect(
            described.filter { !$0.isDefault }.map { "\($0.name)=\($0.value)" } == [
                "retention.bytes=5", "segment.bytes=1000",
            ])
    }
}
