/// What a broker did since it started, and what it holds.
public struct BrokerFigures: Hashable, Sendable {
    public let requests: Int
    /// Acknowledged records and the bytes of their batches; a batch that is sent again counts once.
    public let appendedRecords: Int
    public let appendedBytes: Int
    /// Bytes of the batches that were handed to consumers.
    public let fetchedBytes: Int

    public let connections: Int
    public let topics: Int
    public let partitions: Int
    public let groups: Int
    /// Records between the starts and the ends of all partitions.
    public let records: Int64
    public let bytes: Int64
    /// Why writes are refused; nil: none was for a while, and one went through.
    public let writeFailure: String?
}

extension Broker {
    /// - Returns: nil once it stops.
    /// - Complexity: O(partitions), on the event loop.
    public func figures() async -> BrokerFigures? {
        guard !isStopping else { return nil }
        let connections = connections
        return try? await onLoop { BrokerFigures(connections.value) }
    }
}

extension BrokerFigures {
    fileprivate init(_ connections: Connections) {
        let core = connections.core
        requests = core.counters.requests
        appendedRecords = core.counters.appendedRecords
        appendedBytes = core.counters.appendedBytes
        fetchedBytes = core.counters.fetchedBytes
        self.connections = connections.count
        topics = core.catalog.topics.count
        partitions = core.catalog.logs.count
        groups = core.groups.count
        records = core.catalog.logs.values.reduce(0) { $0 &+ ($1.end - $1.start) }
        bytes = core.catalog.logs.values.reduce(0) { $0 &+ $1.bytes }
        writeFailure = core.writes.failure
    }
}
