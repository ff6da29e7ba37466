internal import CRdKafka
import Logging

/// What a consumer's callbacks leave for its owner, on the owner's thread.
final class ConsumerContext: ClientContext {
    /// A rebalance that librdkafka has announced and that is not answered yet.
    enum Rebalance {
        case assign([TopicPartition])
        case revoke([TopicPartition])
    }

    /// In the order they came.
    var rebalances: [Rebalance] = []
    /// Set while the consumer is being closed, which needs its answers at once.
    var answerAtOnce: ((Rebalance) -> Void)?

    func install(on configuration: borrowing NativeConfiguration) {
        rd_kafka_conf_set_rebalance_cb(configuration.pointer, rebalanced)
    }

    func announce(_ rebalance: Rebalance) {
        if let answerAtOnce { answerAtOnce(rebalance) } else { rebalances.append(rebalance) }
    }
}

/// The context of a consumer's own callbacks: the opaque pointer of its client.
private func consumerContext(_ opaque: UnsafeMutableRawPointer?) -> ConsumerContext? {
    clientContext(opaque) as? ConsumerContext
}

/// On the owner's thread, inside a batch call or close.
///
/// It only takes note. The answer (assign or unassign) comes when the batch call has returned: librdkafka waits for it,
/// so a batch never mixes records from before and after a rebalance. With 2.0.2 it otherwise can (DESIGN §11).
private func rebalanced(
    client: OpaquePointer?, code: rd_kafka_resp_err_t,
    partitions: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?, opaque: UnsafeMutableRawPointer?
) {
    let partitions = topicPartitions(of: partitions)
    let isAssignment = code == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS
    consumerContext(opaque)?.announce(isAssignment ? .assign(partitions) : .revoke(partitions))
}
