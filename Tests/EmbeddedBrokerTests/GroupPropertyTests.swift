import Testing

@testable import EmbeddedBroker

/// Random schedules of clients, crashes, lost connections, failed saves, restarts of the broker and requests that make no
/// sense, over many seeds.
@Suite struct GroupPropertyTests {
    @Test(arguments: 0..<12) func wellBehavedClientsEndInOneStableGeneration(block: UInt64) {
        for seed in block * 5..<block * 5 + 5 {
            let world = GroupWorld(seed: seed)
            for _ in 0..<800 { world.tick(noisy: true) }
            world.calmDown()
            for _ in 0..<600 { world.tick(noisy: false) }
            #expect(Array(world.broken.prefix(3)) == [], "seed \(seed)")
            #expect(world.unsettled() == [], "seed \(seed)")
        }
    }
}
