import AdModel
import Testing

@testable import AdCodec

@Suite struct CheckpointMetadataTests {
    @Test func isTheTextThatTheContractNames() {
        let metadata = CheckpointMetadata(
            windowSize: .minutes(1), watermark: EventTime(milliseconds: 1_763_688_180_000), epoch: 2, liveOffset: 17,
            finalOffset: 4)
        #expect(metadata.text == "v1;60000;1763688180000;2;17;4")
        #expect(CheckpointMetadata(metadata.text) == metadata)
    }

    @Test func anUnusualLatenessGoesAlong() {
        let metadata = CheckpointMetadata(
            windowSize: .seconds(2), watermark: nil, epoch: 0, liveOffset: 1, finalOffset: 2, lateness: .seconds(4))
        #expect(metadata.text == "v1;2000;;0;1;2;4000")
        #expect(CheckpointMetadata(metadata.text) == metadata)
        #expect(CheckpointMetadata("v1;2000;;0;1;2")?.lateness == .minutes(10))
    }

    @Test func beforeTheFirstEventThereIsNoWatermark() {
        let metadata = CheckpointMetadata(
            windowSize: .seconds(2), watermark: nil, epoch: 0, liveOffset: 0, finalOffset: 0)
        #expect(metadata.text == "v1;2000;;0;0;0")
        #expect(CheckpointMetadata(metadata.text) == metadata)
    }

    @Test(
        arguments: [
            "", "v1", "v2;60000;1;0;0;0", "v1;60000;1;0;0", "v1;60000;1;0;0;0;", "v1;60000;1;0;0;0;-1",
            "v1;60000;1;0;0;0;0;0", "v1;0;1;0;0;0", "v1;-1;1;0;0;0",
            "v1;60000;x;0;0;0", "v1;60000;1;-1;0;0", "v1;60000;1;0;-1;0", "v1;60000;1;0;0;-1", "v1;60000;1;0;0;",
            "v1;60000;9223372036854775807;0;0;0", "v1;60000;-9223372036854775808;0;0;0", "v1;60000;1;2147483647;0;0",
            "v1;60000;1;2147483648;0;0",
        ])
    func whatSomebodyElseWroteIsNone(text: String) {
        #expect(CheckpointMetadata(text) == nil)
    }
}
