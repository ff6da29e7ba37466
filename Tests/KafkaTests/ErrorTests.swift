import Testing

@testable import Kafka

@Suite struct ErrorTests {
    @Test func answersOneOfThree() {
        #expect(KafkaError(.transport).verdict == .retriable)
        #expect(KafkaError(.queueFull).isRetriable)
        #expect(KafkaError(.messageTooLarge).verdict == .abort)
        #expect(KafkaError(.illegalGeneration).verdict == .abort)
        #expect(KafkaError(.fatal).isFatal)
    }

    /// By what brokers say: those that pass, those that end an operation, and those that end a client.
    @Test func everyKnownCodeHasItsVerdict() {
        let retriable: [KafkaError.Code] = [
            .queueFull, .timedOut, .transport, .allBrokersDown, .rebalanceInProgress, .notLeader, .leaderNotAvailable,
            .requestTimedOut, .coordinatorLoading, .coordinatorNotAvailable, .notCoordinator, .notEnoughReplicas,
            .notEnoughReplicasAfterAppend, .storageError,
        ]
        let abort: [KafkaError.Code] = [
            .invalidArgument, .unsupported, .purgedFromQueue, .purgedInFlight, .state, .offsetReset, .offsetOutOfRange,
            .messageTooLarge, .unknownTopicOrPartition, .unknownTopic, .unknownPartition, .topicAlreadyExists,
            .invalidReplicationFactor, .illegalGeneration, .unknownMember, .groupAuthorizationFailed,
            .topicAuthorizationFailed, .outOfOrderSequence, .metadataTooLarge, .clusterAuthorizationFailed,
        ]
        let fatal: [KafkaError.Code] = [.fatal, .closed, .assignmentRefused, .fencedInstance]
        for (codes, verdict) in [(retriable, KafkaError.Verdict.retriable), (abort, .abort), (fatal, .fatal)] {
            for code in codes { #expect(KafkaError(code).verdict == verdict, "\(code.name)") }
        }
    }

    @Test func saysWhatAndItsName() {
        #expect("\(KafkaError(.timedOut))" == "Local: Timed out (_TIMED_OUT)")
        #expect("\(KafkaError(.messageTooLarge, message: "too big"))" == "too big (MSG_SIZE_TOO_LARGE)")
        #expect(KafkaError(.assignmentRefused).name == "_ASSIGNMENT_REFUSED")
    }

    @Test(arguments: [
        (Duration.zero, 0), (.milliseconds(1), 1), (.microseconds(1), 1), (.seconds(3), 3_000), (.seconds(-1), 0),
        (.milliseconds(-1), 0), (.seconds(Int64.max), 2_000_000_000),
    ])
    func durationsAreNeverForEver(duration: Duration, milliseconds: Int) {
        #expect(Int(duration.wholeMilliseconds) == milliseconds)
    }
}
