import Testing

@testable import EmbeddedBroker

@Suite struct ProducerTableTests {
    private let partition = PartitionID(rawValue: 1)
    private let other = PartitionID(rawValue: 2)

    private func state(_ sequence: Int32) -> ProducerState {
        ProducerState(epoch: 0, batches: [.init(firstSequence: sequence, lastSequence: sequence, firstOffset: 5)])
    }

    @Test func aPartitionForgetsWhoWasSilentLongest() {
        var table = ProducerTable()
        let most = Int64(ProducerTable.maximumPerPartition)
        for producer in 0..<most { #expect(table.set(state(1), of: producer, in: partition, at: producer) == nil) }
        // Producer 0 writes again, so it is 1 that was silent longest.
        #expect(table.set(state(2), of: 0, in: partition, at: most) == nil)
        #expect(table.set(state(1), of: most, in: partition, at: most + 1) == 1)
        #expect(table.state(of: 1, in: partition) == nil)
        #expect(table.state(of: 0, in: partition) == state(2))
        #expect(table.set(state(1), of: 1, in: other, at: 0) == nil, "each partition counts its own")
    }

    @Test func theBoundHoldsWhateverClientsDo() {
        var table = ProducerTable()
        for producer in 0..<Int64(1_200) { _ = table.set(state(1), of: producer, in: partition, at: 7) }
        let known = (0..<Int64(1_200)).filter { table.state(of: $0, in: partition) != nil }
        #expect(known.count == ProducerTable.maximumPerPartition)
        #expect(known.contains(1_199), "the newest is never the one to go")
    }

    @Test func whoWroteNothingForLongIsForgotten() {
        var table = ProducerTable()
        for time in Int64(0)..<10 { _ = table.set(state(1), of: time, in: time < 3 ? partition : other, at: time) }
        table.forget(usedBefore: 5)
        #expect((0..<Int64(10)).filter { table.state(of: $0, in: other) != nil } == [5, 6, 7, 8, 9])
        #expect(table.state(of: 0, in: partition) == nil)
        table.forget(partition: other)
        #expect(table.state(of: 9, in: other) == nil)
    }
}
