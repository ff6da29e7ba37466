import AdCodec
import AdModel
import Foundation
import Kafka
import Logging
import Traffic

/// Writes synthetic traffic to `logs`, at a steady rate or as fast as it can.
///
/// Drops nothing it accepted: while the broker is away the local queue fills, then the job waits.
public final class ProducerJob {
    public struct Settings: Sendable {
        /// Events a second; nil: as fast as it can.
        public var rate: Double?
        /// Stop after so many events; nil: never.
        public var count: Int?
        public var seed: UInt64
        public var campaigns: Int

        public init(rate: Double?, count: Int?, seed: UInt64, campaigns: Int) {
            self.rate = rate
            self.count = count
            self.seed = seed
            self.campaigns = campaigns
        }
    }

    private let settings: Settings
    private let producer: KafkaProducer
    private let topic: String
    private let logger: Logger
    private var traffic: TrafficGenerator
    private var encoder = EventEncoder()
    private var produced = 0
    private var acknowledged = 0
    private var failure: KafkaError?

    /// - Throws: `KafkaError` when librdkafka refuses a property.
    public init(_ settings: Settings, configuration: KafkaConfiguration, topic: String, logger: Logger) throws {
        self.settings = settings
        self.topic = topic
        self.logger = logger
        self.traffic = TrafficGenerator(seed: settings.seed, campaigns: settings.campaigns)
        self.producer = try KafkaProducer(configuration, logger: logger)
    }
}
