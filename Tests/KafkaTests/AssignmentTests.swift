import Testing

@testable import Kafka

@Suite struct AssignmentTests {
    private let p0 = TopicPartition("t", 0)
    private let p1 = TopicPartition("t", 1)

    /// An assignment behind a reference, so that an expectation may change it.
    private final class Subject {
        var value = Assignment()

        func accept(offset: Int64, slot: Int) -> Bool { value.accept(offset: offset, slot: slot) }
        func acceptEnd(offset: Int64, slot: Int) -> Bool { value.acceptEnd(offset: offset, slot: slot) }
        func slot(of partition: TopicPartition) -> Int? { value.slot(of: partition) }
        func pause(_ paused: Bool, _ partitions: [TopicPartition]) -> [TopicPartition] {
            value.setPaused(paused, partitions)
        }
    }

    private func assignment(_ offset: Int64) -> Subject {
        let assignment = Subject()
        assignment.value.replace(by: [PartitionOffset(p0, offset: offset), PartitionOffset(p1, offset: 5)])
        assignment.value.beginBatch()
        return assignment
    }

    @Test func takesEachOffsetOnceAndGapsAreFine() throws {
        let assignment = assignment(10)
        let slot = try #require(assignment.slot(of: p0))
        let verdicts = [9, 10, 10, 11, 9, 15, 14, 16].map { assignment.accept(offset: $0, slot: slot) }
        #expect(verdicts == [false, true, false, true, false, true, false, true])
    }

    @Test(arguments: [PartitionOffset.beginning, PartitionOffset.end])
    func aLogicalStartTakesWhateverComesFirst(start: Int64) throws {
        let assignment = assignment(start)
        let slot = try #require(assignment.slot(of: p0))
        #expect(assignment.accept(offset: 42, slot: slot))
        #expect(!assignment.accept(offset: 42, slot: slot))
    }

    @Test func anEndIsNewsAtThePositionOrBeyond() throws {
        let assignment = assignment(10)
        let slot = try #require(assignment.slot(of: p0))
        #expect(assignment.acceptEnd(offset: 10, slot: slot))
        #expect(assignment.accept(offset: 10, slot: slot))
        #expect(!assignment.acceptEnd(offset: 10, slot: slot))
        // After a transaction's marker the end is beyond the last record.
        #expect(assignment.acceptEnd(offset: 12, slot: slot))
        #expect(!assignment.accept(offset: 11, slot: slot))
    }

    @Test func whatIsNotAssignedHasNoSlot() {
        let assignment = assignment(0)
        let version = assignment.value.version
        #expect(assignment.slot(of: TopicPartition("t", 2)) == nil)
        assignment.value.replace(by: [PartitionOffset(p1, offset: 0)])
        #expect(assignment.slot(of: p0) == nil)
        #expect(assignment.value.version != version)
    }

    @Test func aSeekMovesBackToo() throws {
        let assignment = assignment(10)
        let slot = try #require(assignment.slot(of: p0))
        #expect(assignment.accept(offset: 20, slot: slot))
        assignment.value.move(to: PartitionOffset(p0, offset: 3))
        // Still in the batch from before.
        #expect(!assignment.accept(offset: 21, slot: slot))
        assignment.value.beginBatch()
        #expect(assignment.accept(offset: 3, slot: slot))
        #expect(assignment.value.positions == [PartitionOffset(p0, offset: 4), PartitionOffset(p1, offset: 5)])
    }

    /// The same partition, revoked and assigned again while a batch is collected: librdkafka 2.0.2 may mix the two.
    @Test func recordsFromBeforeAnAssignmentAreOld() throws {
        let assignment = assignment(10)
        assignment.value.replace(by: [PartitionOffset(p0, offset: 10)])
        let slot = try #require(assignment.slot(of: p0))
        #expect(!assignment.accept(offset: 50, slot: slot))
        #expect(!assignment.acceptEnd(offset: 50, slot: slot))
        assignment.value.beginBatch()
        #expect(assignment.accept(offset: 10, slot: slot))
    }

    @Test func onlyWhatIsPausedIsResumed() {
        let assignment = assignment(0)
        let stranger = TopicPartition("u", 0)
        #expect(assignment.pause(false, [p0, p1, stranger]) == [])
        #expect(assignment.pause(true, [p0, stranger]) == [p0])
        #expect(assignment.pause(true, [p0, p1]) == [p1])
        #expect(assignment.value.paused == [p0, p1])
        #expect(assignment.pause(false, [p1]) == [p1])
        assignment.value.replace(by: [PartitionOffset(p0, offset: 0)])
        #expect(assignment.value.paused == [])
    }
}
