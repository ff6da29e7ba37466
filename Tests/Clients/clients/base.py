"""What the tests ask of a Kafka client, in words that all of them share."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager
from dataclasses import dataclass

# Kafka's own numbers: each client has other names for them.
OFFSET_OUT_OF_RANGE = 1
UNKNOWN_TOPIC_OR_PARTITION = 3
MESSAGE_TOO_LARGE = 10
TOPIC_ALREADY_EXISTS = 36
INVALID_PARTITIONS = 37

CODECS = ("none", "gzip", "snappy", "lz4", "zstd")


class BrokerError(Exception):
    """An error of the protocol. `code` is Kafka's number, or None when the client does not say it."""

    def __init__(self, code: int | None, text: str):
        super().__init__(f"{text} (error {code})")
        self.code = code


@dataclass(frozen=True)
class Record:
    value: bytes | None
    key: bytes | None = None
    headers: tuple[tuple[str, bytes], ...] = ()
    partition: int = 0
    timestamp: int | None = None
    """ms since 1970; None: the client's clock"""
    offset: int | None = None

    @classmethod
    def of(cls, message) -> Record:
        """Of a message as kafka-python and aiokafka give it."""
        return cls(message.value, message.key, tuple(message.headers), message.partition, message.timestamp,
                   message.offset)

    @property
    def content(self) -> tuple:
        return self.key, self.value, self.headers


@dataclass(frozen=True)
class GroupDescription:
    state: str
    members: int


class Reader:
    """Reads one partition, outside any group."""

    def next(self, timeout: float) -> Record | None:
        """The next record, or None when none comes in time; raises BrokerError."""
        raise NotImplementedError


class Client:
    """A client without any ability. An adapter overrides what its client can; `clients.able` looks for that.

    Every call is bounded in time and raises BrokerError for what the broker refuses.
    """

    name = ""
    null_needs_key = False
    """Cannot write a null value without a key."""
    keeps_headers = True
    reads_metadata = True
    """Gives back a commit's metadata as it was."""

    def __init__(self, brokers: str):
        self.brokers = brokers

    def close(self) -> None:
        pass

    # Topics
    def create_topic(self, topic: str, partitions: int = 1, configs: dict[str, str] | None = None) -> None:
        raise NotImplementedError

    def delete_topic(self, topic: str) -> None:
        raise NotImplementedError

    def create_partitions(self, topic: str, count: int) -> None:
        raise NotImplementedError

    def delete_records(self, topic: str, partition: int, before: int) -> int:
        """Returns the new start of the log."""
        raise NotImplementedError

    def topic_configs(self, topic: str) -> dict[str, str | None]:
        raise NotImplementedError

    def topics(self) -> dict[str, int]:
        """Every topic and its number of partitions."""
        raise NotImplementedError

    # Records
    def produce(self, topic: str, records: list[Record], codec: str = "none", idempotent: bool = False,
                max_bytes: int = 1_000_000) -> list[int | None]:
        """Writes in order, in as few batches as the client makes; returns once all are acknowledged: their offsets."""
        raise NotImplementedError

    def reader(self, topic: str, partition: int = 0, offset: int | str = "earliest", reset: str = "error",
               fetch_wait_ms: int = 500) -> AbstractContextManager[Reader]:
        """`offset`: a number, "earliest" or "latest". `reset`: what to do out of range: "error" or "earliest"."""
        raise NotImplementedError

    def read(self, topic: str, count: int, partition: int = 0, offset: int | str = "earliest", reset: str = "error",
             timeout: float = 20) -> list[Record]:
        """`count` records, or fewer when no more come in time."""
        raise NotImplementedError

    def offset_at(self, topic: str, partition: int, timestamp: int) -> int | None:
        """Of the first record at or after that time; None: there is none."""
        raise NotImplementedError

    def watermarks(self, topic: str, partition: int = 0) -> tuple[int, int]:
        raise NotImplementedError

    # Groups
    def commit(self, group: str, topic: str, partition: int, offset: int, metadata: str) -> None:
        raise NotImplementedError

    def committed(self, group: str, topic: str, partition: int) -> tuple[int, str | None] | None:
        """The offset and its metadata (None where `reads_metadata` is false); None: nothing is committed."""
        raise NotImplementedError

    def read_in_group(self, group: str, topic: str, count: int, timeout: float = 20) -> list[Record]:
        """Joins, reads from the committed offset (none: from the start), commits what it returns, leaves."""
        raise NotImplementedError

    def groups(self) -> set[str]:
        raise NotImplementedError

    def describe_group(self, group: str) -> GroupDescription:
        raise NotImplementedError

    def delete_group(self, group: str) -> None:
        raise NotImplementedError

    # Transactions
    def begin_transaction(self, transactional_id: str, timeout: float) -> None:
        raise NotImplementedError

    @staticmethod
    def member_command(brokers: str, group: str, topic: str, instance_id: str | None) -> list[str]:
        """A process that is one member of a group; `membership.Member` reads what it prints."""
        raise NotImplementedError


class ReadingClient(Client):
    """A client whose `read` follows from its `reader`."""

    def read(self, topic, count, partition=0, offset="earliest", reset="error", timeout=20):
        records: list[Record] = []
        deadline = time.monotonic() + timeout
        with self.reader(topic, partition, offset, reset) as reader:
            while len(records) < count and (left := deadline - time.monotonic()) > 0:
                if record := reader.next(left):
                    records.append(record)
        return records
