import BenchSupport
import Kafka

/// What the broker takes of a core while three consumers of a group wait for records that do not come.
struct Idle {
    private static let members = 3

    let clients: Clients

    /// - Parameter wait: how long a fetch may wait for records before it is answered and sent again.
    func run(_ broker: BrokerProcess, for duration: Duration, wait: Duration) throws -> [Figure] {
        let milliseconds = Int(wait / .milliseconds(1))
        let members = try (0..<Self.members).map { _ in
            try GroupMember(
                broker, group: "idle-\(milliseconds)", clients: clients,
                properties: ["fetch.wait.max.ms": "\(milliseconds)"])
        }
        defer { for member in members { member.close() } }
        let share = clients.partitions / Self.members
        try poll(members, for: .seconds(60)) { members.allSatisfy { $0.partitions.count == share } }
        // Until the last answer to what they joined with has gone.
        try poll(members, for: .seconds(2))
        let watch = try Stopwatch(broker)
        try poll(members, for: duration)
        let time = try watch.read()
        return [
            Figure("broker, share of a core", .percent, time.brokerCPU / time.seconds, .below(0.01)),
            Figure("clients, share of a core", .percent, time.clientCPU / time.seconds),
            Figure("broker's RSS", .megabytes, try broker.figures.memory()),
        ]
    }

    /// - Throws: when the condition is not met in time; without one, it is the time that is waited for.
    private func poll(_ members: [GroupMember], for duration: Duration, until isDone: (() -> Bool)? = nil) throws {
        let end = ContinuousClock.now + duration
        while ContinuousClock.now < end {
            for member in members { try member.poll(.milliseconds(50)) }
            if isDone?() == true { return }
        }
        if isDone != nil {
            throw BenchError("the \(members.count) consumers did not share the topic in \(duration.text)")
        }
    }
}
