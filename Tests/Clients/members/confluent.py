from confluent_kafka import Consumer, KafkaException

from . import HEARTBEAT_INTERVAL_MS, SESSION_TIMEOUT_MS, Told, arguments, say, say_record


def main() -> None:
    brokers, group, topic, instance_id = arguments()
    told = Told()
    settings = {
        "bootstrap.servers": brokers, "group.id": group, "auto.offset.reset": "earliest", "log_level": 0,
        "session.timeout.ms": SESSION_TIMEOUT_MS, "heartbeat.interval.ms": HEARTBEAT_INTERVAL_MS,
        "enable.auto.commit": False, "partition.assignment.strategy": "range"}
    consumer = Consumer(settings | ({"group.instance.id": instance_id} if instance_id else {}))
    say("start")
    consumer.subscribe(
        [topic],
        on_assign=lambda _, partitions: say("assigned", partitions=[p.partition for p in partitions]),
        on_revoke=lambda _, partitions: say("revoked"),
        on_lost=lambda _, partitions: say("revoked"))
    while not told.to_stop:
        message = consumer.poll(0.1)
        if message is None:
            continue
        if message.error():
            say("error", text=str(message.error()))
            continue
        say_record(message.partition(), message.offset(), message.value())
        try:
            consumer.commit(message, asynchronous=False)
        except KafkaException as failure:  # a rebalance has begun: the next owner reads it again
            say("error", text=str(failure))
    consumer.close()


main()
