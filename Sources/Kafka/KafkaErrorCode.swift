internal import CRdKafka

extension KafkaError {
    /// An error code of the protocol (positive) or of librdkafka itself (negative).
    public struct Code: RawRepresentable, Hashable, Sendable {
        public let rawValue: Int32

        public init(rawValue: Int32) {
            self.rawValue = rawValue
        }

        init(_ response: rd_kafka_resp_err_t) {
            rawValue = response.rawValue
        }

        /// A rebalance handler refused its assignment; ``KafkaError/cause`` says why. Our own, not librdkafka's.
        public static let assignmentRefused = Code(rawValue: -10_001)

        public static let queueFull = Code(RD_KAFKA_RESP_ERR__QUEUE_FULL)
        public static let timedOut = Code(RD_KAFKA_RESP_ERR__TIMED_OUT)
        public static let transport = Code(RD_KAFKA_RESP_ERR__TRANSPORT)
        public static let allBrokersDown = Code(RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN)
        public static let invalidArgument = Code(RD_KAFKA_RESP_ERR__INVALID_ARG)
        public static let unsupported = Code(RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE)
        public static let closed = Code(RD_KAFKA_RESP_ERR__DESTROY)
        public static let fatal = Code(RD_KAFKA_RESP_ERR__FATAL)
        /// Thrown away by ``KafkaProducer/close(_:)`` while waiting, never sent.
        public static let purgedFromQueue = Code(RD_KAFKA_RESP_ERR__PURGE_QUEUE)
        /// Thrown away by ``KafkaProducer/close(_:)`` on its way: the broker may or may not have it.
        public static let purgedInFlight = Code(RD_KAFKA_RESP_ERR__PURGE_INFLIGHT)
        /// Not possible in the state that the client or the partition is in.
        public static let state = Code(RD_KAFKA_RESP_ERR__STATE)
        /// The offset asked for is not in the log, and `auto.offset.reset=error` leaves the answer to us (DESIGN §6.6).
        public static let offsetReset = Code(RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET)

        public static let offsetOutOfRange = Code(RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE)
        public static let messageTooLarge = Code(RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE)
        public static let unknownTopicOrPartition = Code(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)
        /// librdkafka's own word for a topic that it has not found for a while.
        public static let unknownTopic = Code(RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC)
        /// librdkafka's own word for a partition that the topic does not have.
        public static let unknownPartition = Code(RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION)
        public static let topicAlreadyExists = Code(RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
        public static let invalidReplicationFactor = Code(RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR)
        public static let illegalGeneration = Code(RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION)
        public static let unknownMember = Code(RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID)
        public static let fencedInstance = Code(RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID)
        public static let rebalanceInProgress = Code(RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS)
        public static let groupAuthorizationFailed = Code(RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED)
        public static let topicAuthorizationFailed = Code(RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED)
        public static let coordinatorLoading = Code(RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS)
        public static let notLeader = Code(RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION)
        public static let outOfOrderSequence = Code(RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER)
    }

    /// The offset asked for is not in the log any more, or not yet.
    public var isOffsetOutOfRange: Bool { code == .offsetReset || code == .offsetOutOfRange }

    /// A topic, or a partition of it, is not there: deleted, or not made yet.
    public var isMissingTopic: Bool {
        [.unknownTopicOrPartition, .unknownTopic, .unknownPartition].contains(code)
    }
}

extension KafkaError.Code {
    var response: rd_kafka_resp_err_t { rd_kafka_resp_err_t(rawValue: rawValue) }

    var name: String {
        self == .assignmentRefused ? "_ASSIGNMENT_REFUSED" : String(cString: rd_kafka_err2name(response))
    }

    var text: String {
        self == .assignmentRefused ? "assignment refused" : String(cString: rd_kafka_err2str(response))
    }

    /// The answer where librdkafka does not give one itself: bare codes carry none.
    var usualVerdict: KafkaError.Verdict {
        if Self.fatalCodes.contains(self) { return .fatal }
        return Self.retriableCodes.contains(self) ? .retriable : .abort
    }

    private static let fatalCodes: Set<KafkaError.Code> = [
        .fatal, .closed, .assignmentRefused, .init(RD_KAFKA_RESP_ERR__FENCED),
        .init(RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH), .init(RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID),
    ]

    private static let retriableCodes: Set<KafkaError.Code> = [
        .queueFull, .timedOut, .transport, .allBrokersDown, .rebalanceInProgress, .init(RD_KAFKA_RESP_ERR__RETRY),
        .init(RD_KAFKA_RESP_ERR__WAIT_COORD), .init(RD_KAFKA_RESP_ERR__IN_PROGRESS),
        .init(RD_KAFKA_RESP_ERR__RESOLVE), .init(RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE),
        .init(RD_KAFKA_RESP_ERR__MSG_TIMED_OUT),
        .init(RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE), .init(RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION),
        .init(RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT), .init(RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE),
        .init(RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE), .init(RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION),
        .init(RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS),
        .init(RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE), .init(RD_KAFKA_RESP_ERR_NOT_COORDINATOR),
        .init(RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS), .init(RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND),
        .init(RD_KAFKA_RESP_ERR_NOT_CONTROLLER), .init(RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR),
    ]
}
