from kafka import ConsumerRebalanceListener, KafkaConsumer
from kafka.coordinator.assignors.range import RangePartitionAssignor
from kafka.errors import KafkaError

from . import HEARTBEAT_INTERVAL_MS, SESSION_TIMEOUT_MS, Told, arguments, say, say_record


class Listener(ConsumerRebalanceListener):
    def on_partitions_assigned(self, assigned):
        say("assigned", partitions=[p.partition for p in assigned])

    def on_partitions_revoked(self, revoked):
        say("revoked")


def main() -> None:
    brokers, group, topic, instance_id = arguments()
    told = Told()
    consumer = KafkaConsumer(
        bootstrap_servers=brokers, group_id=group, group_instance_id=instance_id, auto_offset_reset="earliest",
        enable_auto_commit=False, session_timeout_ms=SESSION_TIMEOUT_MS, heartbeat_interval_ms=HEARTBEAT_INTERVAL_MS,
        partition_assignment_strategy=[RangePartitionAssignor])
    say("start")
    consumer.subscribe([topic], listener=Listener())
    while not told.to_stop:
        for records in consumer.poll(timeout_ms=100).values():
            for record in records:
                say_record(record.partition, record.offset, record.value)
            try:
                consumer.commit(timeout_ms=5000)
            except KafkaError as failure:  # a rebalance has begun: the next owner reads it again
                say("error", text=str(failure))
    consumer.close(timeout_ms=5000)


main()
