"""aiokafka: asyncio. Its loop runs in a thread of its own, so that the tests need not be coroutines."""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
from contextlib import asynccontextmanager, contextmanager

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewPartitions, NewTopic, RecordsToDelete
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import BrokerResponseError, KafkaError, OffsetOutOfRangeError, for_code

from .base import OFFSET_OUT_OF_RANGE, BrokerError, GroupDescription, Reader, ReadingClient, Record

_TIMEOUT = 15
logging.getLogger("aiokafka").setLevel(logging.CRITICAL)


@contextmanager
def refusals():
    try:
        yield
    except OffsetOutOfRangeError as failure:
        raise BrokerError(OFFSET_OUT_OF_RANGE, str(failure)) from failure
    except KafkaError as failure:
        code = getattr(failure, "errno", None) if isinstance(failure, BrokerResponseError) else None
        raise BrokerError(code, f"{type(failure).__name__}: {failure}") from failure
    except (TimeoutError, asyncio.TimeoutError) as failure:
        raise BrokerError(None, "timed out") from failure


def check(code: int, what: str) -> None:
    if code:
        raise for_code(code)(what)


class Aio(ReadingClient):
    name = "aiokafka"
    null_needs_key = True

    def __init__(self, brokers: str):
        super().__init__(brokers)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._lazy_admin = None

    def close(self):
        if self._lazy_admin is not None:
            self._run(self._lazy_admin.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def _run(self, coroutine, timeout: float = _TIMEOUT + 5):
        return asyncio.run_coroutine_threadsafe(asyncio.wait_for(coroutine, timeout), self._loop).result(timeout + 5)

    def _ask(self, coroutine_function):
        """The answer of the admin client, whose `start` needs the loop."""
        async def ask():
            if self._lazy_admin is None:
                admin = AIOKafkaAdminClient(bootstrap_servers=self.brokers, request_timeout_ms=_TIMEOUT * 1000)
                await admin.start()
                self._lazy_admin = admin
            return await coroutine_function(self._lazy_admin)

        with refusals():
            return self._run(ask())

    @asynccontextmanager
    async def _consumer(self, **settings):
        consumer = AIOKafkaConsumer(bootstrap_servers=self.brokers, enable_auto_commit=False,
                                    request_timeout_ms=_TIMEOUT * 1000, **settings)
        try:
            await consumer.start()
            yield consumer
        finally:
            await consumer.stop()

    # Topics
    def create_topic(self, topic, partitions=1, configs=None):
        new = NewTopic(topic, partitions, 1, topic_configs=configs or {})
        for _, code, *_ in self._ask(lambda admin: admin.create_topics([new])).topic_errors:
            with refusals():
                check(code, topic)

    def delete_topic(self, topic):
        for _, code in self._ask(lambda admin: admin.delete_topics([topic])).topic_error_codes:
            with refusals():
                check(code, topic)

    def create_partitions(self, topic, count):
        self._ask(lambda admin: admin.create_partitions({topic: NewPartitions(count)}))

    def delete_records(self, topic, partition, before):
        at = TopicPartition(topic, partition)
        return self._ask(lambda admin: admin.delete_records({at: RecordsToDelete(before)}))[at]

    def topic_configs(self, topic):
        resource = ConfigResource(ConfigResourceType.TOPIC, topic)
        [answer] = self._ask(lambda admin: admin.describe_configs([resource]))
        [(code, message, _, _, entries)] = answer.resources
        with refusals():
            check(code, message)
        return {name: value for name, value, *_ in entries}

    def topics(self):
        return {topic["topic"]: len(topic["partitions"]) for topic in self._ask(lambda admin: admin.describe_topics())}

    # Records
    def produce(self, topic, records, codec="none", idempotent=False, max_bytes=1_000_000):
        async def send():
            producer = AIOKafkaProducer(
                bootstrap_servers=self.brokers, compression_type=None if codec == "none" else codec, acks="all",
                enable_idempotence=idempotent, linger_ms=50, max_batch_size=max_bytes, max_request_size=max_bytes,
                request_timeout_ms=_TIMEOUT * 1000)
            try:
                await producer.start()
                sent = [await producer.send(topic, r.value, r.key, r.partition, r.timestamp, list(r.headers))
                        for r in records]
                return [(await future).offset for future in sent]
            finally:
                await producer.stop()

        with refusals():
            return self._run(send())

    @contextmanager
    def reader(self, topic, partition=0, offset="earliest", reset="error", fetch_wait_ms=500):
        at = TopicPartition(topic, partition)

        async def open_at():
            consumer = AIOKafkaConsumer(
                bootstrap_servers=self.brokers, enable_auto_commit=False, fetch_max_wait_ms=fetch_wait_ms,
                auto_offset_reset="none" if reset == "error" else reset, request_timeout_ms=_TIMEOUT * 1000)
            await consumer.start()
            consumer.assign([at])
            if offset == "earliest":
                await consumer.seek_to_beginning(at)
            elif offset == "latest":
                await consumer.seek_to_end(at)
            else:
                consumer.seek(at, offset)
            return consumer

        with refusals():
            consumer = self._run(open_at())
        try:
            yield _Reader(self._run, consumer)
        finally:
            self._run(consumer.stop())

    def offset_at(self, topic, partition, timestamp):
        at = TopicPartition(topic, partition)

        async def look():
            async with self._consumer() as consumer:
                return (await consumer.offsets_for_times({at: timestamp}))[at]

        with refusals():
            found = self._run(look())
        return found.offset if found else None

    def watermarks(self, topic, partition=0):
        at = TopicPartition(topic, partition)

        async def look():
            async with self._consumer() as consumer:
                return (await consumer.beginning_offsets([at]))[at], (await consumer.end_offsets([at]))[at]

        with refusals():
            return self._run(look())

    # Groups
    def commit(self, group, topic, partition, offset, metadata):
        at = TopicPartition(topic, partition)

        async def commit():
            async with self._consumer(group_id=group) as consumer:
                consumer.assign([at])
                await consumer.commit({at: (offset, metadata)})

        with refusals():
            self._run(commit())

    def committed(self, group, topic, partition):
        at = TopicPartition(topic, partition)
        found = self._ask(lambda admin: admin.list_consumer_group_offsets(group, partitions=[at]))[at]
        return (found.offset, found.metadata) if found.offset >= 0 else None

    def read_in_group(self, group, topic, count, timeout=20):
        async def read():
            loop = asyncio.get_running_loop()
            deadline = loop.time() + timeout
            async with self._consumer(group_id=group, auto_offset_reset="earliest") as consumer:
                consumer.subscribe([topic])
                records = []
                while len(records) < count and loop.time() < deadline:
                    polled = await consumer.getmany(timeout_ms=500, max_records=count - len(records))
                    records += [Record.of(m) for messages in polled.values() for m in messages]
                if records:
                    await consumer.commit({TopicPartition(topic, r.partition): r.offset + 1 for r in records})
                return records

        with refusals():
            return self._run(read(), timeout + 10)

    def groups(self):
        return {name for name, _ in self._ask(lambda admin: admin.list_consumer_groups())}

    def describe_group(self, group):
        [answer] = self._ask(lambda admin: admin.describe_consumer_groups([group]))
        [(code, _, state, _, _, members, *_)] = answer.groups
        with refusals():
            check(code, group)
        return GroupDescription(state, len(members))

    def begin_transaction(self, transactional_id, timeout):
        async def begin():
            producer = AIOKafkaProducer(bootstrap_servers=self.brokers, transactional_id=transactional_id)
            try:
                await producer.start()
                await producer.begin_transaction()
            finally:
                # stop() waits for the transaction manager, which may be the one that hangs.
                await asyncio.wait_for(producer.stop(), 2)

        with refusals():
            self._run(begin(), timeout)

    @staticmethod
    def member_command(brokers, group, topic, instance_id):
        return [sys.executable, "-m", "members.aio", brokers, group, topic, instance_id or ""]


class _Reader(Reader):
    def __init__(self, run, consumer: AIOKafkaConsumer):
        self._run = run
        self._consumer = consumer

    def next(self, timeout):
        with refusals():
            polled = self._run(self._consumer.getmany(timeout_ms=int(timeout * 1000), max_records=1), timeout + 5)
        return next((Record.of(m) for messages in polled.values() for m in messages), None)
