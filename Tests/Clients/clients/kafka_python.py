"""kafka-python: a client in Python alone."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType
from kafka.errors import BrokerResponseError, KafkaError, OffsetOutOfRangeError
from kafka.structs import OffsetAndMetadata

from .base import OFFSET_OUT_OF_RANGE, BrokerError, GroupDescription, Reader, ReadingClient, Record

_TIMEOUT_MS = 15_000
_NOT_THERE = -1


@contextmanager
def refusals():
    try:
        yield
    except OffsetOutOfRangeError as failure:
        raise BrokerError(OFFSET_OUT_OF_RANGE, str(failure)) from failure
    except KafkaError as failure:
        code = failure.errno if isinstance(failure, BrokerResponseError) else None
        raise BrokerError(code, f"{type(failure).__name__}: {failure}") from failure


class KafkaPython(ReadingClient):
    name = "kafka-python"
    null_needs_key = True

    def __init__(self, brokers: str):
        super().__init__(brokers)
        self._lazy_admin = None

    @property
    def _admin(self) -> KafkaAdminClient:
        if self._lazy_admin is None:
            self._lazy_admin = KafkaAdminClient(bootstrap_servers=self.brokers, request_timeout_ms=_TIMEOUT_MS,
                                                bootstrap_timeout_ms=_TIMEOUT_MS)
        return self._lazy_admin

    def close(self):
        if self._lazy_admin is not None:
            self._lazy_admin.close()

    @contextmanager
    def _consumer(self, **settings):
        with refusals():
            consumer = KafkaConsumer(bootstrap_servers=self.brokers, enable_auto_commit=False,
                                     request_timeout_ms=_TIMEOUT_MS, bootstrap_timeout_ms=_TIMEOUT_MS, **settings)
        try:
            with refusals():
                yield consumer
        finally:
            consumer.close(timeout_ms=5000)

    # Topics
    def create_topic(self, topic, partitions=1, configs=None):
        with refusals():
            self._admin.create_topics({topic: {"num_partitions": partitions, "replication_factor": 1,
                                               "configs": configs or {}}})

    def delete_topic(self, topic):
        with refusals():
            self._admin.delete_topics([topic])

    def create_partitions(self, topic, count):
        with refusals():
            self._admin.create_partitions({topic: count})

    def delete_records(self, topic, partition, before):
        at = TopicPartition(topic, partition)
        with refusals():
            return self._admin.delete_records({at: before})[at]["low_watermark"]

    def topic_configs(self, topic):
        with refusals():
            answer = self._admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic)],
                                                  config_filter="all")
        return {name: entry["value"] for name, entry in answer["topic"][topic].items()}

    def topics(self):
        with refusals():
            return {topic["name"]: len(topic["partitions"]) for topic in self._admin.describe_topics()}

    # Records
    def produce(self, topic, records, codec="none", idempotent=False, max_bytes=1_000_000):
        with refusals():
            producer = KafkaProducer(
                bootstrap_servers=self.brokers, compression_type=None if codec == "none" else codec, acks="all",
                enable_idempotence=idempotent, linger_ms=50, batch_size=max_bytes, max_request_size=max_bytes,
                max_block_ms=_TIMEOUT_MS, delivery_timeout_ms=_TIMEOUT_MS, request_timeout_ms=_TIMEOUT_MS - 1000,
                bootstrap_timeout_ms=_TIMEOUT_MS)
        try:
            with refusals():
                sent = [producer.send(topic, r.value, r.key, list(r.headers), r.partition, r.timestamp)
                        for r in records]
                producer.flush(_TIMEOUT_MS / 1000)
                return [future.get(1).offset for future in sent]
        finally:
            producer.close(timeout=5)

    @contextmanager
    def reader(self, topic, partition=0, offset="earliest", reset="error", fetch_wait_ms=500):
        at = TopicPartition(topic, partition)
        with self._consumer(auto_offset_reset="none" if reset == "error" else reset,
                            fetch_max_wait_ms=fetch_wait_ms) as consumer:
            consumer.assign([at])
            if offset == "earliest":
                consumer.seek_to_beginning(at)
            elif offset == "latest":
                consumer.seek_to_end(at)
                consumer.position(at, timeout_ms=_TIMEOUT_MS)
            else:
                consumer.seek(at, offset)
            yield _Reader(consumer)

    def offset_at(self, topic, partition, timestamp):
        at = TopicPartition(topic, partition)
        with self._consumer() as consumer:
            found = consumer.offsets_for_times({at: timestamp})[at]
            return found.offset if found else None

    def watermarks(self, topic, partition=0):
        at = TopicPartition(topic, partition)
        with self._consumer() as consumer:
            return consumer.beginning_offsets([at])[at], consumer.end_offsets([at])[at]

    # Groups
    def commit(self, group, topic, partition, offset, metadata):
        at = TopicPartition(topic, partition)
        with self._consumer(group_id=group) as consumer:
            consumer.assign([at])
            consumer.commit({at: OffsetAndMetadata(offset, metadata, _NOT_THERE)}, timeout_ms=_TIMEOUT_MS)

    def committed(self, group, topic, partition):
        with self._consumer(group_id=group) as consumer:
            found = consumer.committed(TopicPartition(topic, partition), metadata=True, timeout_ms=_TIMEOUT_MS)
            return (found.offset, found.metadata) if found else None

    def read_in_group(self, group, topic, count, timeout=20):
        deadline = time.monotonic() + timeout
        with self._consumer(group_id=group, auto_offset_reset="earliest", max_poll_records=count) as consumer:
            consumer.subscribe([topic])
            reader, records = _Reader(consumer), []
            while len(records) < count and time.monotonic() < deadline:
                if record := reader.next(0.5):
                    records.append(record)
            ends = {r.partition: r.offset + 1 for r in records}
            if ends:
                consumer.commit({TopicPartition(topic, p): OffsetAndMetadata(o, "", _NOT_THERE)
                                 for p, o in ends.items()}, timeout_ms=_TIMEOUT_MS)
            return records

    def groups(self):
        with refusals():
            return {group["group_id"] for group in self._admin.list_groups()}

    def describe_group(self, group):
        with refusals():
            found = self._admin.describe_groups([group])[group]
        if found["error"]:
            raise BrokerError(None, found["error"])
        return GroupDescription(found["group_state"], len(found["members"]))

    def delete_group(self, group):
        with refusals():
            self._admin.delete_groups([group])

    def begin_transaction(self, transactional_id, timeout):
        with refusals():
            producer = KafkaProducer(bootstrap_servers=self.brokers, transactional_id=transactional_id,
                                     max_block_ms=timeout * 1000)
        try:
            with refusals():
                producer.init_transactions()
        finally:
            producer.close(timeout=1)

    @staticmethod
    def member_command(brokers, group, topic, instance_id):
        return [sys.executable, "-m", "members.kafka_python", brokers, group, topic, instance_id or ""]


class _Reader(Reader):
    def __init__(self, consumer: KafkaConsumer):
        self._consumer = consumer
        self._ready: list[Record] = []

    def next(self, timeout):
        if not self._ready:
            with refusals():
                polled = self._consumer.poll(timeout_ms=int(timeout * 1000))
            self._ready = [Record.of(m) for messages in polled.values() for m in messages]
        return self._ready.pop(0) if self._ready else None
