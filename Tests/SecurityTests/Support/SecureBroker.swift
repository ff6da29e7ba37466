import EmbeddedBroker
import Foundation
import Kafka
import Logging
import TestSupport

/// The embedded broker behind a ``TLSListener``, with certificates, in a folder of its own.
struct SecureBroker: Sendable {
    /// How the listener is to be.
    struct Options: Sendable {
        var identity: KeyPath<Certificates, Certificates.Identity> & Sendable = \.server
        var needsClientCertificate = false
        var mechanism: (any SASLMechanism)?
    }

    let folder: URL
    let certificates: Certificates
    let port: Int
    /// The broker's own, without TLS.
    let plainPort: Int
    let journal: SASLGate.Journal

    /// Everything is gone after the body.
    static func run(
        _ options: Options = Options(), _ body: @escaping @Sendable (SecureBroker) throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "adtally-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let certificates = try Certificates.shared
        let journal = SASLGate.Journal()
        let listener = try await TLSListener(
            certificates[keyPath: options.identity],
            clientAuthority: options.needsClientCertificate ? certificates.authority : nil,
            mechanism: options.mechanism, journal: journal)
        var settings = BrokerConfiguration(dataFolder: folder.appending(path: "data").path)
        settings.advertisedHost = "localhost"
        settings.advertisedPort = listener.port
        let broker = try await Broker.start(settings, logger: LogLines().logger)
        listener.forward(to: broker.port)
        let scene = SecureBroker(
            folder: folder, certificates: certificates, port: listener.port, plainPort: broker.port, journal: journal)
        let result = await Task { try await ServiceThread.run(name: "test") { try body(scene) } }.result
        await listener.stop()
        await broker.stop()
        try result.get()
    }

    /// What a client needs to trust this broker; `localhost` has an IPv6 address as well, where nobody listens.
    var trust: [String: String] {
        [
            "security.protocol": "ssl", "ssl.ca.location": certificates.authority, "broker.address.family": "v4",
        ]
    }

    func configuration(_ properties: [String: String], host: String = "localhost") throws -> KafkaConfiguration {
        try KafkaConfiguration(bootstrapServers: "\(host):\(port)", properties: properties)
    }

    func file(_ name: String, _ contents: String) throws -> String {
        let path = folder.appending(path: name)
        try Data(contents.utf8).write(to: path)
        return path.path
    }
}

/// A producer and a consumer that share a configuration, and what they log.
struct Clients {
    let configuration: KafkaConfiguration
    let capture = LogLines()

    /// Sends a record and reads it back.
    func roundTrip() throws {
        let admin = try KafkaAdmin(configuration: configuration, logger: capture.logger)
        defer { admin.close() }
        try admin.createTopics([TopicSpec(name: "t", partitions: 1)])
        let producer = try KafkaProducer(configuration: configuration, logger: capture.logger)
        defer { producer.close() }
        try producer.warmUp(topics: ["t"])
        guard case .accepted = producer.produce(topic: "t", partition: 0, key: nil, value: Array("hello".utf8)) else {
            throw Unexpected("not accepted")
        }
        let left = producer.flush(timeout: .seconds(60)) { report in
            if let error = report.error { capture.logger.error("not delivered: \(error)") }
        }
        let values = try readValues()
        guard left == 0, values.last == "hello" else { throw Unexpected("\(left) left, read \(values)") }
    }

    private func readValues() throws -> [String] {
        let consumer = try KafkaConsumer(configuration: configuration, group: "g", logger: capture.logger)
        defer { consumer.close() }
        try consumer.assign([PartitionOffset(TopicPartition("t", 0), offset: 0)])
        var values: [String] = []
        var isAtEnd = false
        let deadline = ContinuousClock.now + .seconds(60)
        while !isAtEnd, ContinuousClock.now < deadline {
            try consumer.poll(timeout: .milliseconds(50)) { event in
                switch event {
                case .record(let record):
                    values.append(String(decoding: record.value ?? .init(start: nil, count: 0), as: UTF8.self))
                case .endOfPartition: isAtEnd = true
                case .failure(let error, _): capture.logger.debug("\(error)")
                }
            }
        }
        return values
    }

    /// Lets a producer and a consumer try in vain until something is said, and for some attempts more.
    ///
    /// - Parameter connects: whether the broker takes the connections before it ends them.
    /// - Returns: what an operator sees.
    func tryInVain(connects: Bool = false) throws -> [String] {
        let producer = try KafkaProducer(configuration: configuration, logger: capture.logger)
        defer { producer.close() }
        let consumer = try KafkaConsumer(configuration: configuration, group: "g", logger: capture.logger)
        defer { consumer.close() }
        let deadline = ContinuousClock.now + .seconds(60)
        while capture.lines(from: .info).isEmpty {
            guard ContinuousClock.now < deadline else { throw Unexpected("nothing was said: \(capture.everything)") }
            producer.poll(timeout: .milliseconds(50)) { _ in }
        }
        for _ in 0..<15 {
            producer.poll(timeout: .milliseconds(100)) { _ in }
            try consumer.poll(timeout: .milliseconds(100)) { _ in }
        }
        guard connects || !producer.isConnected else { throw Unexpected("it is connected") }
        return capture.lines(from: .info)
    }
}
