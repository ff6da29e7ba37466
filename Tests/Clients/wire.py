"""Kafka's protocol by hand: one connection, requests and replies as bytes or as kafka-python's messages.

For what a client library hides: which error code the broker sent, whether it answered at all, and wrong bytes.
"""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass

from kafka.protocol.admin import CreateTopicsRequest, CreateTopicsResponse
from kafka.protocol.consumer import FetchRequest, FetchResponse, OffsetFetchRequest, OffsetFetchResponse
from kafka.protocol.metadata import ApiVersionsRequest, ApiVersionsResponse, MetadataRequest, MetadataResponse
from kafka.record.memory_records import MemoryRecords

MAX_REPLY = 128 << 20


class Closed(Exception):
    """The broker has closed the connection."""


def connect(address: str, timeout: float = 5, receive_buffer: int | None = None) -> socket.socket:
    host, port = address.rsplit(":", 1)
    opened = socket.socket()
    if receive_buffer is not None:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    opened.settimeout(timeout)
    try:
        opened.connect((host, int(port)))
    except OSError:
        opened.close()
        raise
    return opened


class Connection:
    """Raises TimeoutError where the broker says nothing in time, Closed where it has hung up."""

    def __init__(self, address: str, timeout: float = 5):
        self.socket = connect(address, timeout)
        self._correlation = 0

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_) -> None:
        self.socket.close()

    def _exactly(self, count: int) -> bytes:
        parts, missing = [], count
        while missing:
            part = self.socket.recv(min(missing, 1 << 20))
            if not part:
                raise Closed(f"closed with {missing} of {count} bytes missing")
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)

    def receive(self) -> bytes:
        try:
            [length] = struct.unpack(">i", self._exactly(4))
            if not 4 <= length <= MAX_REPLY:
                raise AssertionError(f"a reply of {length} bytes")
            return self._exactly(length)
        except (ConnectionError, BrokenPipeError) as gone:
            raise Closed(str(gone)) from gone

    def send(self, frame: bytes) -> None:
        try:
            self.socket.sendall(frame)
        except (ConnectionError, BrokenPipeError) as gone:
            raise Closed(str(gone)) from gone

    def ask(self, request, version: int, reply):
        self.send(encode(request, version, self._next()))
        answer = self.receive()
        if struct.unpack(">i", answer[:4])[0] != self._correlation:
            raise AssertionError(f"a reply to another request: {answer[:16].hex()}")
        return reply.decode(answer, version=version, header=True)

    def _next(self) -> int:
        self._correlation += 1
        return self._correlation


def encode(request, version: int, correlation: int = 1) -> bytes:
    """With its header and length."""
    request.API_VERSION = version
    request.with_header(correlation, "adtally-tests")
    return bytes(request.encode(header=True, framed=True))


def api_versions(address: str, timeout: float = 5) -> dict[int, tuple[int, int]]:
    """API key → lowest and highest version that the broker offers."""
    with Connection(address, timeout) as connection:
        answer = connection.ask(ApiVersionsRequest(), 0, ApiVersionsResponse)
    return {api.api_key: (api.min_version, api.max_version) for api in answer.api_keys}


def create_topic(address: str, topic: str, partitions: int = 1) -> None:
    new = CreateTopicsRequest.CreatableTopic(name=topic, num_partitions=partitions, replication_factor=1,
                                             assignments=[], configs=[])
    with Connection(address, timeout=20) as connection:
        answer = connection.ask(CreateTopicsRequest(topics=[new], timeout_ms=10_000), 2, CreateTopicsResponse)
    for made in answer.topics:
        if made.error_code:
            raise AssertionError(f"topic {topic} was refused with {made.error_code}: {made.error_message}")


def topics(address: str, timeout: float = 10) -> dict[str, int]:
    """Every topic and its number of partitions."""
    with Connection(address, timeout) as connection:
        answer = connection.ask(MetadataRequest(topics=None), 1, MetadataResponse)
    return {topic.name: len(topic.partitions) for topic in answer.topics}


def committed_offsets(address: str, group: str, topic: str, partitions: int, timeout: float = 10) -> list[int]:
    """-1: nothing is committed."""
    asked = OffsetFetchRequest.OffsetFetchRequestTopic(name=topic, partition_indexes=list(range(partitions)))
    with Connection(address, timeout) as connection:
        answer = connection.ask(OffsetFetchRequest(group_id=group, topics=[asked]), 5, OffsetFetchResponse)
    if answer.error_code:
        raise AssertionError(f"OffsetFetch was refused with {answer.error_code}")
    found = {p.partition_index: p.committed_offset for t in answer.topics for p in t.partitions}
    return [found[p] for p in range(partitions)]


@dataclass
class PartitionRead:
    """What one partition gave, from its start until its end or the first error."""

    values: dict[int, bytes | None]
    error: int
    """0: everything up to `end` was given"""
    end: int


def fetch_request(topic: str, partition: int, offset: int, max_bytes: int = 4 << 20, max_wait_ms: int = 200):
    asked = FetchRequest.FetchTopic.FetchPartition(
        partition=partition, fetch_offset=offset, partition_max_bytes=max_bytes)
    return FetchRequest(replica_id=-1, max_wait_ms=max_wait_ms, min_bytes=1, max_bytes=max_bytes, isolation_level=0,
                        topics=[FetchRequest.FetchTopic(topic=topic, partitions=[asked])])


def read_partition(address: str, topic: str, partition: int = 0, start: int = 0, timeout: float = 10) -> PartitionRead:
    """Error codes included, which clients retry for ever or keep for themselves."""
    read = PartitionRead({}, 0, start)
    position = start
    with Connection(address, timeout) as connection:
        while True:
            answer = connection.ask(fetch_request(topic, partition, position), 4, FetchResponse)
            [found] = [p for t in answer.responses for p in t.partitions]
            read.error, read.end = found.error_code, found.high_watermark
            if found.error_code:
                return read
            before = position
            batches = MemoryRecords(bytes(found.records or b""))
            while (batch := batches.next_batch()) is not None:
                if not batch.validate_crc():
                    raise AssertionError(f"{topic} [{partition}] at {position}: a batch whose CRC is wrong was served")
                for record in batch:
                    if record.offset >= position:
                        read.values[record.offset] = record.value
                position = max(position, batch.next_offset)
            if position >= found.high_watermark:
                return read
            if position == before:
                raise AssertionError(f"{topic} [{partition}]: nothing at {position}, before the end {read.end}")
