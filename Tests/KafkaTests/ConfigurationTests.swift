import TestSupport
import Testing

@testable import Kafka

@Suite struct ConfigurationTests {
    private func configuration(
        _ overrides: [String] = [], environment: [String: String] = [:]
    ) throws -> KafkaConfiguration {
        try KafkaConfiguration(bootstrapServers: "here:9092", overrides: overrides, environment: environment)
    }

    private func complaint(_ overrides: [String] = [], environment: [String: String] = [:]) -> String {
        do {
            return "no complaint: \(try configuration(overrides, environment: environment))"
        } catch {
            return "\(error)"
        }
    }

    @Test func readsOverridesAndEnvironment() throws {
        let made = try configuration(
            ["security.protocol=SASL_SSL", "sasl.username=a=b", "linger.ms=1", "linger.ms=2"],
            environment: ["KAFKA_SASL_PASSWORD": "hush", "KAFKA_SASL_USERNAME": "env", "HOME": "/"])
        #expect(
            made.properties == [
                "security.protocol": "SASL_SSL", "sasl.username": "a=b", "sasl.password": "hush", "linger.ms": "2",
            ])
        #expect(made.bootstrapServers == "here:9092")
    }

    @Test func bootstrapServersMayBePassedThrough() throws {
        #expect(try configuration(environment: ["KAFKA_BOOTSTRAP_SERVERS": "env:1"]).bootstrapServers == "env:1")
        #expect(try configuration(["metadata.broker.list=x:1"]).bootstrapServers == "x:1")
        #expect(complaint(["bootstrap.servers= "]).contains("host:port"))
    }

    @Test(arguments: [
        "acks", "request.required.acks", "enable.idempotence", "enable.auto.commit", "auto.commit.enable",
        "enable.auto.offset.store", "auto.offset.reset", "message.timeout.ms", "delivery.timeout.ms",
    ])
    func refusesWhatThePromisesRestOn(name: String) {
        #expect(complaint(["\(name)=1"]).hasPrefix("-X \(name) may not be set: "))
        let variable = "KAFKA_" + name.uppercased().replacing(".", with: "_")
        #expect(complaint(environment: [variable: "1"]).hasPrefix("\(variable) may not be set: "))
    }

    @Test func namesWhatItDoesNotKnow() {
        #expect(
            complaint(environment: ["KAFKA_HEAP_OPTS": "-Xmx1g"]).hasPrefix("KAFKA_HEAP_OPTS ('heap.opts'): No such"))
        #expect(complaint(["lingr.ms=5"]).hasPrefix("-X lingr.ms: No such"))
        #expect(complaint(["linger.ms"]).contains("name=value"))
        #expect(complaint(["=5"]).contains("name=value"))
        #expect(complaint(["client.id=" + String(repeating: "x", count: 65)]).contains("longer than 64 bytes"))
        #expect(complaint(["linger.ms=soon"]).hasPrefix("-X linger.ms: Invalid value"))
    }

    /// As text these would be taken for addresses of functions, and called.
    @Test(arguments: ["error_cb", "log_cb", "opaque", "default_topic_conf", "interceptors", "ssl_key"])
    func refusesPointers(name: String) {
        #expect(complaint(["\(name)=x"]).contains("cannot be set from text"))
    }

    @Test func aPropertyOfTheOtherKindOfClientIsNoError() throws {
        let capture = LogLines()
        let made = try configuration(["queue.buffering.max.messages=1000", "fetch.wait.max.ms=50"])
        let producer = try KafkaProducer(configuration: made, logger: capture.logger)
        let consumer = try KafkaConsumer(configuration: made, group: "g", logger: capture.logger)
        let admin = try KafkaAdmin(configuration: made, logger: capture.logger)
        producer.close()
        consumer.close()
        admin.close()
        #expect(capture.lines(from: .info) == [])
    }

    @Test func theLibraryIsNamed() {
        #expect(KafkaConfiguration.libraryVersion.wholeMatch(of: /[0-9]+\.[0-9]+\.[0-9]+.*/) != nil)
        let allocator = KafkaConfiguration.allocator
        #expect(allocator.hasPrefix("jemalloc ") || allocator == "the system's malloc")
    }

    @Test func propertiesThatOnlyFailTogetherAreAnErrorToo() throws {
        let made = try configuration(["max.in.flight.requests.per.connection=9"])
        #expect(throws: KafkaError.self) {
            try KafkaProducer(configuration: made, logger: LogLines().logger)
        }
    }
}
