import TestSupport
import Testing

@testable import Kafka

/// The mock cluster lets a group's first members gather for 3 s, so these tests take seconds.
@Suite struct GroupTests {
    @Test func commitsCarryTheirMetadata() async throws {
        try await Cluster.run(partitions: 2) { cluster in
            let p0 = TopicPartition("t", 0)
            let p1 = TopicPartition("t", 1)
            let metadata = "v1;60000;1700000000123;0;5;7"
            try cluster.produce(0..<3)
            try cluster.withConsumer(group: "g") { consumer in
                let none = try consumer.committed([p0, p1])
                #expect(none == [])
                try consumer.assign([PartitionOffset(p0, offset: 0)])
                try consumer.commit([PartitionOffset(p0, offset: 2, metadata: metadata)])
                let answers = Answers()
                try consumer.commitAsync([PartitionOffset(p0, offset: 3, metadata: metadata)]) { error in
                    answers.all.append(error)
                }
                try consumer.pollUntil("the commit's answer", done: !answers.all.isEmpty) { _ in }
                #expect(answers.all.count == 1 && answers.all[0] == nil)
            }
            try cluster.withConsumer(group: "g") { consumer in
                let last = try consumer.committed([p0, p1])
                #expect(last == [PartitionOffset(p0, offset: 3, metadata: metadata)])
            }
        }
    }

    @Test func twoMembersShareThePartitions() async throws {
        try await Cluster.run(partitions: 4) { cluster in
            let first = Diary()
            let second = Diary()
            for partition in 0..<4 { try cluster.produce(0..<10, partition: Int32(partition)) }
            try cluster.withConsumer(group: "g") { one in
                let seen = Recording()
                try one.subscribe(topics: ["t"], handler: first)
                try one.pollUntil("all records", done: seen.offsets.count == 40) { seen.note($0) }
                #expect(first.entries == ["assigned [0, 1, 2, 3]"])
                // On a loaded machine more rebalances may follow; it is the first revoke that says what is given up.
                first.onRevoke = { [unowned one] in
                    if first.entries.count == 2 { #expect(one.assignedPartitions.count == 4) }
                }
                try cluster.withConsumer(group: "g") { two in
                    try two.subscribe(topics: ["t"], handler: second)
                    let both = { one.assignedPartitions.count == 2 && two.assignedPartitions.count == 2 }
                    let deadline = ContinuousClock.now + .seconds(90)
                    while !both(), ContinuousClock.now < deadline {
                        try one.poll(timeout: .milliseconds(10)) { _ in }
                        try two.poll(timeout: .milliseconds(10)) { _ in }
                    }
                    #expect(first.entries.dropFirst().first == "revoked [0, 1, 2, 3]")
                    let shared = Set(one.assignedPartitions).union(two.assignedPartitions)
                    #expect(one.assignedPartitions.count == 2 && two.assignedPartitions.count == 2 && shared.count == 4)
                    first.onRevoke = {}
                }
                #expect(second.entries.last?.hasPrefix("revoked") == true)
            }
            #expect(first.entries.last?.hasPrefix("revoked") == true)
        }
    }

    /// Only in a close: unlike Kafka, the mock takes no commits while members gather for a rebalance.
    @Test func theLastRevokeMayCommit() async throws {
        try await Cluster.run { cluster in
            let diary = Diary()
            let place = PartitionOffset(topic: "t", partition: 0, offset: 10, metadata: "bye")
            try cluster.withConsumer(group: "g") { consumer in
                try consumer.subscribe(topics: ["t"], handler: diary)
                try consumer.pollUntil("the assignment", done: diary.entries.count == 1) { _ in }
                diary.onRevoke = { [unowned consumer] in
                    do { try consumer.commit([place]) } catch { Issue.record("\(error)") }
                }
            }
            #expect(diary.entries == ["assigned [0]", "revoked [0]"])
            let last = try cluster.withConsumer(group: "g") { try $0.committed([place.topicPartition]) }
            #expect(last == [place])
        }
    }

    @Test func aHandlerMayRefuse() async throws {
        try await Cluster.run { cluster in
            let diary = Diary()
            diary.refusal = Unexpected("another window size")
            try cluster.withConsumer(group: "g") { consumer in
                try consumer.subscribe(topics: ["t"], handler: diary)
                let error = #expect(throws: KafkaError.self) {
                    try consumer.pollUntil("a refusal", done: false) { _ in }
                }
                #expect(error?.code == .assignmentRefused)
                #expect(error?.cause is Unexpected)
                #expect("\(error?.message ?? "")" == "another window size")
                #expect(consumer.assignedPartitions == [])
            }
        }
    }

    @Test func aLostAssignmentSaysSo() async throws {
        try await Cluster.run { cluster in
            let diary = Diary()
            try cluster.withConsumer(group: "g") { consumer in
                try consumer.subscribe(topics: ["t"], handler: diary)
                try consumer.pollUntil("the assignment", done: diary.entries.count == 1) { _ in }
                // What the coordinator says to a member whose session has timed out.
                cluster.mock.pushErrors(.heartbeat, [.unknownMember])
                try consumer.pollUntil("the loss", done: diary.entries.count >= 2) { _ in }
                #expect(diary.entries[1] == "lost [0]")
            }
        }
    }
}
