import NIOCore
import Testing

@testable import EmbeddedBroker

@Suite struct SubscriptionTests {
    private static func metadata(_ topics: [String], version: Int16 = 1, userData: [UInt8] = []) -> ByteBuffer {
        var bytes = ByteBuffer()
        bytes.writeInteger(version)
        bytes.writeInteger(Int32(topics.count))
        for topic in topics {
            bytes.writeInteger(Int16(topic.utf8.count))
            bytes.writeString(topic)
        }
        bytes.writeInteger(Int32(userData.count))
        bytes.writeBytes(userData)
        return bytes
    }

    @Test func isTheSetOfTopics() {
        let plain = Subscription(Self.metadata(["a", "b"]))
        #expect(plain?.topics == [ByteBuffer(string: "a"), ByteBuffer(string: "b")])
        #expect(plain == Subscription(Self.metadata(["b", "a"], version: 3, userData: [1, 2])))
        #expect(plain != Subscription(Self.metadata(["a"])))
        #expect(Subscription(Self.metadata([]))?.topics == [])
    }

    @Test func isNotReadFromHalfOfOne() {
        let whole = Self.metadata(["topic", "other"])
        for length in 0..<(whole.readableBytes - 4) {
            #expect(Subscription(whole.getSlice(at: 0, length: length) ?? whole) == nil, "\(length) bytes")
        }
        #expect(Subscription(ByteBuffer(bytes: [0, 1, 0xFF, 0xFF, 0xFF, 0xFF])) == nil, "a negative count")
        #expect(Subscription(ByteBuffer(bytes: [0, 1, 0x7F, 0xFF, 0xFF, 0xFF])) == nil, "more than there are")
        #expect(Subscription(ByteBuffer(bytes: [0, 1, 0, 0, 0, 1, 0x80, 0, 65])) == nil, "a negative length")
    }

    @Test(arguments: 0..<20) func takesAnyBytes(seed: UInt64) {
        var random = SplitMix(state: seed)
        for _ in 0..<500 {
            var bytes = Array(Self.metadata(["topic", "other"], userData: [1]).readableBytesView)
            for _ in 0..<3 { bytes[.random(in: bytes.indices, using: &random)] = .random(in: 0...255, using: &random) }
            let subscription = Subscription(ByteBuffer(bytes: bytes))
            #expect(subscription == Subscription(ByteBuffer(bytes: bytes)))
        }
    }

    @Test func ofAStaticMemberKeepsItsPlaceWhateverElseChanged() {
        for (topics, type, state) in [
            (["b", "a"], "consumer", "Stable"), (["a"], "consumer", "CompletingRebalance"),
            (["b", "a"], "connect", "CompletingRebalance"),
        ] {
            let scene = GroupScene()
            func join(_ metadata: ByteBuffer) -> CallID {
                scene.join(instance: "i", type: type, metadata: ["range": metadata])
            }
            let first = join(Self.metadata(["a", "b"], userData: [1, 2, 3]))
            scene.wait(100)
            let id = scene.joined(first)?.memberID ?? ""
            _ = scene.sync(id, generation: 1, instance: "i", assigning: [id: "all"])
            #expect(scene.state == "Stable")
            let again = join(Self.metadata(topics, version: 3))
            #expect(scene.state == state && (scene.joined(again)?.generation == 1) == (state == "Stable"))
        }
    }
}
