import BenchSupport
import Kafka

/// How long the first member of a new group waits for its partitions, from nothing: connections included.
struct Join {
    let clients: Clients

    func run(_ broker: BrokerProcess, group: String) throws -> [Figure] {
        let start = ContinuousClock.now
        let member = try GroupMember(broker, group: group, clients: clients)
        defer { member.close() }
        while member.partitions.count < clients.partitions {
            try member.poll(.milliseconds(2))
            guard start + .seconds(30) > .now else { throw BenchError("no partition after 30 s in a group") }
        }
        return [Figure("time to the partitions", .milliseconds, (.now - start).seconds, .below(0.5))]
    }
}
