import Testing

@testable import Aggregator

@Suite struct RowPositionsTests {
    @Test func withoutRowsTheBoundIsTheEndAsItWasKnown() {
        var positions = RowPositions(read: 10..<20)
        positions.delivered(emission: 1, offset: 25)
        #expect(positions.end == 26)
        #expect(positions.bound(oldest: nil, end: 20) == 20)
    }

    @Test func aRestoredRowIsSomewhereInWhatWasRead() {
        #expect(RowPositions(read: 10..<20).bound(oldest: 0, end: 20) == 10)
    }

    @Test func theOldestEmissionsFirstRowIsTheBound() {
        var positions = RowPositions(read: 0..<0)
        for (emission, offset) in [(3, 7), (3, 5), (4, 9), (6, 12)] as [(UInt64, Int64)] {
            positions.delivered(emission: emission, offset: offset)
        }
        #expect(positions.bound(oldest: 3, end: 0) == 5)
        #expect(positions.bound(oldest: 4, end: 0) == 9)
        #expect(positions.bound(oldest: 5, end: 0) == 12)
        positions.forget(before: 4)
        #expect(positions.bound(oldest: 1, end: 0) == 9)
    }
}
