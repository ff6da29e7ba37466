/// Is told, on the consumer's own thread and from inside ``KafkaConsumer/poll(maxRecords:timeout:_:)`` or
/// ``KafkaConsumer/close()``, which partitions of the group are this member's.
///
/// Assignors are eager: every rebalance revokes all partitions and then assigns what is this member's now. Both calls
/// may use the consumer (`committed`, `commit`), but must not poll it.
public protocol RebalanceHandler: AnyObject {
    /// These partitions are ours from here on. Reads begin when this returns, at exactly the offsets it returns.
    ///
    /// - Returns: where to start, for each of the partitions; `PartitionOffset.beginning` and `.end` are allowed. One
    ///   that is left out is not read.
    /// - Throws: to refuse. Nothing is assigned, and `poll` throws ``KafkaError/Code/assignmentRefused`` with this error
    ///   as its ``KafkaError/cause``; the consumer should be closed then.
    func assigned(_ partitions: [TopicPartition]) throws -> [PartitionOffset]

    /// These partitions are no longer ours once this returns; no record of theirs is delivered after it.
    ///
    /// - Parameter lost: they already belong to someone else (the session timed out): a commit would be refused.
    func revoked(_ partitions: [TopicPartition], lost: Bool)
}
