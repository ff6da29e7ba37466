@testable import Kafka

/// What brokers say, by Kafka's names; only tests need these.
extension KafkaError.Code {
    static let leaderNotAvailable = Self(rawValue: 5)
    static let requestTimedOut = Self(rawValue: 7)
    static let metadataTooLarge = Self(rawValue: 12)
    static let coordinatorNotAvailable = Self(rawValue: 15)
    static let notCoordinator = Self(rawValue: 16)
    static let notEnoughReplicas = Self(rawValue: 19)
    static let notEnoughReplicasAfterAppend = Self(rawValue: 20)
    static let clusterAuthorizationFailed = Self(rawValue: 31)
    static let storageError = Self(rawValue: 56)
}
