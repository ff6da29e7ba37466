"""confluent-kafka: the newest librdkafka."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager

from confluent_kafka import OFFSET_BEGINNING, OFFSET_END, Consumer, KafkaError, KafkaException, Producer, TopicPartition
from confluent_kafka import ConsumerGroupTopicPartitions
from confluent_kafka.admin import AdminClient, ConfigResource, NewPartitions, NewTopic

from .base import OFFSET_OUT_OF_RANGE, BrokerError, GroupDescription, Reader, ReadingClient, Record

# librdkafka's names for offsets, and its own errors in place of the broker's.
_OFFSETS = {"earliest": OFFSET_BEGINNING, "latest": OFFSET_END}
_BROKERS_CODE = {KafkaError._AUTO_OFFSET_RESET: OFFSET_OUT_OF_RANGE, KafkaError._UNKNOWN_PARTITION: 3,
                 KafkaError._UNKNOWN_TOPIC: 3}
_TIMEOUT = 15


def refusal(error: KafkaError) -> BrokerError:
    return BrokerError(_BROKERS_CODE.get(error.code(), error.code()), f"{error.name()}: {error.str()}")


@contextmanager
def refusals():
    try:
        yield
    except KafkaException as failure:
        raise refusal(failure.args[0]) from failure


def _record(message) -> Record:
    return Record(message.value(), message.key(), tuple(message.headers() or ()), message.partition(),
                  message.timestamp()[1], message.offset())


class Confluent(ReadingClient):
    name = "confluent"
    # It takes the metadata for a C string, but librdkafka's copy has no NUL behind it: it reads on into what follows.
    reads_metadata = False

    def __init__(self, brokers: str):
        super().__init__(brokers)
        self._admin = AdminClient(self._settings())

    def _settings(self, **more) -> dict:
        return {"bootstrap.servers": self.brokers, "log_level": 0, "socket.timeout.ms": _TIMEOUT * 1000} | {
            name.replace("_", "."): value for name, value in more.items()}

    def _consumer(self, group: str = "adtally-tests-unused", **more) -> Consumer:
        return Consumer(self._settings(group_id=group, enable_auto_commit=False, **more))

    def _done(self, futures: dict):
        with refusals():
            return [future.result(_TIMEOUT) for future in futures.values()]

    # Topics
    def create_topic(self, topic, partitions=1, configs=None):
        self._done(self._admin.create_topics([NewTopic(topic, partitions, 1, config=configs or {})]))

    def delete_topic(self, topic):
        self._done(self._admin.delete_topics([topic]))

    def create_partitions(self, topic, count):
        self._done(self._admin.create_partitions([NewPartitions(topic, count)]))

    def delete_records(self, topic, partition, before):
        return self._done(self._admin.delete_records([TopicPartition(topic, partition, before)]))[0].low_watermark

    def topic_configs(self, topic):
        resource = ConfigResource(ConfigResource.Type.TOPIC, topic)
        [configs] = self._done(self._admin.describe_configs([resource]))
        return {name: entry.value for name, entry in configs.items()}

    def topics(self):
        with refusals():
            return {t.topic: len(t.partitions) for t in self._admin.list_topics(timeout=_TIMEOUT).topics.values()}

    # Records
    def produce(self, topic, records, codec="none", idempotent=False, max_bytes=1_000_000):
        producer = Producer(self._settings(compression_type=codec, enable_idempotence=idempotent, linger_ms=50,
                                           message_max_bytes=max_bytes, message_timeout_ms=_TIMEOUT * 1000))
        reports = []
        for position, record in enumerate(records):
            producer.produce(topic, record.value, record.key, record.partition, headers=list(record.headers),
                             timestamp=record.timestamp or 0,
                             on_delivery=lambda error, message, at=position: reports.append((at, error, message)))
        producer.flush(_TIMEOUT + 5)
        if len(reports) < len(records):
            raise BrokerError(None, f"{len(records) - len(reports)} records without a delivery report")
        for _, error, _ in reports:
            if error:
                raise refusal(error)
        return [message.offset() for _, _, message in sorted(reports, key=lambda report: report[0])]

    @contextmanager
    def reader(self, topic, partition=0, offset="earliest", reset="error", fetch_wait_ms=500):
        consumer = self._consumer(auto_offset_reset=reset, fetch_wait_max_ms=fetch_wait_ms)
        try:
            consumer.assign([TopicPartition(topic, partition, _OFFSETS.get(offset, offset))])
            yield _Reader(consumer)
        finally:
            consumer.close()

    def offset_at(self, topic, partition, timestamp):
        consumer = self._consumer()
        try:
            with refusals():
                [found] = consumer.offsets_for_times([TopicPartition(topic, partition, timestamp)], timeout=_TIMEOUT)
            if found.error:
                raise refusal(found.error)
            return found.offset if found.offset >= 0 else None
        finally:
            consumer.close()

    def watermarks(self, topic, partition=0):
        consumer = self._consumer()
        try:
            with refusals():
                return consumer.get_watermark_offsets(TopicPartition(topic, partition), timeout=_TIMEOUT)
        finally:
            consumer.close()

    # Groups
    def commit(self, group, topic, partition, offset, metadata):
        consumer = self._consumer(group)
        try:
            with refusals():
                consumer.commit(offsets=[TopicPartition(topic, partition, offset, metadata)], asynchronous=False)
        finally:
            consumer.close()

    def committed(self, group, topic, partition):
        asked = ConsumerGroupTopicPartitions(group, [TopicPartition(topic, partition)])
        [answer] = self._done(self._admin.list_consumer_group_offsets([asked]))
        [found] = answer.topic_partitions
        if found.error:
            raise refusal(found.error)
        return (found.offset, None) if found.offset >= 0 else None

    def read_in_group(self, group, topic, count, timeout=20):
        consumer = self._consumer(group, auto_offset_reset="earliest")
        deadline = time.monotonic() + timeout
        try:
            consumer.subscribe([topic])
            records = []
            while len(records) < count and time.monotonic() < deadline:
                if record := _Reader(consumer).next(0.5):
                    records.append(record)
            ends = {r.partition: r.offset + 1 for r in records}
            if ends:
                with refusals():
                    consumer.commit(offsets=[TopicPartition(topic, p, o) for p, o in ends.items()], asynchronous=False)
            return records
        finally:
            consumer.close()

    def groups(self):
        with refusals():
            listed = self._admin.list_consumer_groups(request_timeout=_TIMEOUT).result(_TIMEOUT)
        if listed.errors:
            raise refusal(listed.errors[0].args[0])
        return {group.group_id for group in listed.valid}

    def describe_group(self, group):
        [found] = self._done(self._admin.describe_consumer_groups([group], request_timeout=_TIMEOUT))
        return GroupDescription(found.state.name.title().replace("_", ""), len(found.members))

    def delete_group(self, group):
        self._done(self._admin.delete_consumer_groups([group]))

    def begin_transaction(self, transactional_id, timeout):
        producer = Producer(self._settings(transactional_id=transactional_id))
        with refusals():
            producer.init_transactions(timeout)

    @staticmethod
    def member_command(brokers, group, topic, instance_id):
        return [sys.executable, "-m", "members.confluent", brokers, group, topic, instance_id or ""]


class _Reader(Reader):
    def __init__(self, consumer: Consumer):
        self._consumer = consumer

    def next(self, timeout):
        message = self._consumer.poll(timeout)
        if message is None:
            return None
        if message.error():
            raise refusal(message.error())
        return _record(message)
