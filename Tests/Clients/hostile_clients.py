"""Clients that mean harm, or are broken: the broker serves the others, keeps within its memory, and stays."""

from __future__ import annotations

import collections
import contextlib
import os
import resource
import selectors
import socket
import struct
import threading
import time
from pathlib import Path

from confluent_kafka import Producer
from kafka.protocol.metadata import ApiVersionsRequest, MetadataRequest

import wire
from broker_process import BrokerProcess
from fuzz import Fuzzer
from good_citizen import GoodCitizen
from scenario import Failed, Options, broker_lives, require, scenario

MEMORY_LIMIT = 300 << 20


@contextlib.contextmanager
def broker_among_good_clients(folder: Path):
    """Yields the broker and its address; afterwards it must live, answer, and have kept its word and its memory."""
    with BrokerProcess(folder) as broker:
        brokers = broker.wait_ready()
        citizen = GoodCitizen(brokers)
        remarks: list[str] = []
        yield broker, brokers, citizen, remarks
        broker_lives(broker)
        remarks.append(citizen.finish())
        wire.api_versions(brokers)
        broker_lives(broker)
        peak = broker.peak_resident_bytes()
        require(peak < MEMORY_LIMIT, f"its memory rose to {peak >> 20} MiB")
        remarks.append(f"memory at most {peak >> 20} MiB")
        status = broker.stop()
        require(status == 0, f"told to stop, it ended with {status}:\n{broker.said()}")


def big_topic(brokers: str, name: str, mebibytes: int) -> None:
    wire.create_topic(brokers, name)
    producer = Producer({"bootstrap.servers": brokers, "linger.ms": 20, "batch.size": 500_000})
    block = os.urandom(64 << 10)
    for _ in range(mebibytes * 16):
        producer.produce(name, block)
        producer.poll(0)
    require(producer.flush(60) == 0, "filling a topic took more than 60 s")


# Requests

WORKERS = 8
PATIENCE = 0.15
"""Seconds for an answer to a request that may deserve none"""


def _try_one(brokers: str, frame: bytes) -> str:
    """What the broker did."""
    opened = wire.connect(brokers)
    try:
        opened.settimeout(5)
        try:
            opened.sendall(frame)
        except (ConnectionError, TimeoutError):
            return "closed while sending"
        opened.settimeout(PATIENCE)
        try:
            first = opened.recv(4)
        except TimeoutError:
            return "silent"
        except ConnectionError:
            return "closed"
        if not first:
            return "closed"
        if len(first) == 4 and not 4 <= struct.unpack(">i", first)[0] <= wire.MAX_REPLY:
            raise Failed(f"answered with a frame of {struct.unpack('>i', first)[0]} bytes")
        return "answered"
    finally:
        opened.close()


@scenario(seconds=420)
def mutated_requests(options: Options, folder: Path) -> str:
    """Random and spoilt requests, each on a connection of its own, some workers at once."""
    with broker_among_good_clients(folder) as (broker, brokers, citizen, remarks):
        wire.create_topic(brokers, "victim", 3)
        wire.create_topic(brokers, "victim-2")
        fuzzer = Fuzzer(options.seed, wire.api_versions(brokers))
        outcomes: collections.Counter[str] = collections.Counter()
        recent: collections.deque[str] = collections.deque(maxlen=2 * WORKERS)
        lock, failures = threading.Lock(), []
        left = iter(range(options.requests))

        def work() -> None:
            while not failures:
                with lock:  # the order of the requests follows from the seed alone
                    if next(left, None) is None:
                        return
                    what, frame = fuzzer.hostile()
                    recent.append(f"{what}: {frame[:200].hex()}")
                try:
                    outcomes[_try_one(brokers, frame)] += 1
                except (OSError, Failed) as failure:
                    failures.append(f"{what}: {failure}; {frame[:400].hex()}")

        threads = [threading.Thread(target=work, daemon=True) for _ in range(WORKERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        # Its port is closed a moment before its process has ended.
        if broker.wait_end(1 if failures else 0) is not None:
            newest = "\n".join(recent)
            raise Failed(f"seed {options.seed}: the broker ended with {broker.exit_code} after "
                         f"{sum(outcomes.values())} requests. It said:\n{broker.said(10)}\nNewest:\n{newest}")
        if failures:
            raise Failed(f"seed {options.seed}: {failures[0]}")
        remarks.append(f"{options.requests} requests: {dict(outcomes.most_common())}")
    return "; ".join(remarks)


@scenario(seconds=60)
def unknown_apis_and_versions(options: Options, folder: Path) -> str:
    """ApiVersions of the future is answered as Kafka does (v0, error 35); anything else unknown ends its connection."""
    with broker_among_good_clients(folder) as (broker, brokers, citizen, remarks):
        with wire.Connection(brokers) as connection:
            connection.send(struct.pack(">ihhih", 12, 18, 99, 7, 2) + b"me")
            correlation, code = struct.unpack(">ih", connection.receive()[:6])
            require((correlation, code) == (7, 35), f"ApiVersions v99: error {code}, correlation {correlation}")
            connection.ask(ApiVersionsRequest(), 0, wire.ApiVersionsResponse)  # the connection is good for more
        for key, version in ((999, 0), (-1, 0), (4, 0), (3, 99), (0, -1)):
            with wire.Connection(brokers) as connection:
                try:
                    connection.send(struct.pack(">ihhih", 12, key, version, 1, 2) + b"me")
                    connection.receive()
                except wire.Closed:
                    continue
                except TimeoutError:
                    raise Failed(f"api {key} v{version}: neither answered nor closed within 5 s") from None
    return "; ".join(remarks)


@scenario(seconds=120)
def requests_in_small_pieces(options: Options, folder: Path) -> str:
    """A byte at a time, and many requests in one piece: the answers are the same, and in order."""
    with broker_among_good_clients(folder) as (broker, brokers, citizen, remarks):
        with wire.Connection(brokers) as connection:
            for byte in wire.encode(MetadataRequest(topics=None), 1, 3):
                connection.send(bytes([byte]))
            require(struct.unpack(">i", connection.receive()[:4]) == (3,), "a request in single bytes")
        with wire.Connection(brokers, timeout=15) as connection:
            connection.send(b"".join(wire.encode(ApiVersionsRequest(), 0, n) for n in range(2_000)))
            answered = [struct.unpack(">i", connection.receive()[:4])[0] for _ in range(2_000)]
            require(answered == list(range(2_000)), "2,000 requests at once are answered, in order")
    return "; ".join(remarks)


# Connections

CONNECTIONS = 2_000


def _allow_files(count: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < count:
        require(hard == resource.RLIM_INFINITY or hard >= count, f"this machine allows only {hard} open files")
        resource.setrlimit(resource.RLIMIT_NOFILE, (count, hard))


def _still_open(sockets: list[socket.socket]) -> int:
    """Without reading what they have not asked for."""
    count = 0
    for opened in sockets:
        opened.setblocking(False)
        try:
            count += bool(opened.recv(1, socket.MSG_PEEK))
        except BlockingIOError:
            count += 1
        except OSError:
            pass
    return count


@scenario(seconds=150)
def half_open_connections(options: Options, folder: Path) -> str:
    """2,000 that say nothing, three bytes, or half a request. The broker may close them; the good ones go on."""
    _allow_files(CONNECTIONS + 500)
    half = wire.encode(MetadataRequest(topics=None), 1)[:-3]
    with broker_among_good_clients(folder) as (broker, brokers, citizen, remarks):
        with contextlib.ExitStack() as stack:
            opened, refused = [], 0
            for number in range(CONNECTIONS):
                try:
                    one = stack.enter_context(wire.connect(brokers))
                    one.sendall((b"", b"\0\0\0", half)[number % 3])
                    opened.append(one)
                except OSError:
                    refused += 1
            citizen.progress()
            broker_lives(broker)
            time.sleep(2)
            citizen.progress()
            remarks.append(f"{CONNECTIONS} connections: {refused} refused, {_still_open(opened)} open after 2 s, "
                           f"a new client then {_new_client(brokers)}")
        require(_soon(lambda: _new_client(brokers) == "answered"), "no new client is answered once they are gone")
    return "; ".join(remarks)


def _new_client(brokers: str) -> str:
    try:
        wire.api_versions(brokers, timeout=3)
        return "answered"
    except (OSError, wire.Closed) as failure:
        return f"not answered ({type(failure).__name__})"


def _soon(condition, seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


@scenario(seconds=150)
def replies_that_nobody_reads(options: Options, folder: Path) -> str:
    """100 connections ask for a megabyte again and again, and read nothing: the replies must not pile up."""
    with broker_among_good_clients(folder) as (broker, brokers, citizen, remarks):
        big_topic(brokers, "big", 16)
        asking = wire.encode(wire.fetch_request("big", 0, 0, max_bytes=1 << 20), 4)
        with contextlib.ExitStack() as stack:
            selector, sent = stack.enter_context(selectors.DefaultSelector()), collections.Counter()
            for _ in range(100):
                one = stack.enter_context(wire.connect(brokers, receive_buffer=4096))
                one.setblocking(False)
                selector.register(one, selectors.EVENT_WRITE)
            deadline = time.monotonic() + 8
            while time.monotonic() < deadline and selector.get_map():
                for key, _ in selector.select(0.2):
                    try:
                        key.fileobj.send(asking)
                        sent[key.fd] += 1
                    except BlockingIOError:
                        pass
                    except OSError:
                        sent["closed"] += 1
                        selector.unregister(key.fileobj)
                    if sent[key.fd] >= 2_000:
                        selector.unregister(key.fileobj)
            citizen.progress()
            remarks.append(f"{sum(sent.values()) - sent['closed']} fetches sent, {sent['closed']} connections closed")
        citizen.progress()
    return "; ".join(remarks)


@scenario(seconds=120)
def slow_reader(options: Options, folder: Path) -> str:
    """Ten clients ask for 32 MiB each and read ten bytes a second."""
    with broker_among_good_clients(folder) as (broker, brokers, citizen, remarks):
        big_topic(brokers, "big", 32)
        asking = wire.encode(wire.fetch_request("big", 0, 0, max_bytes=50 << 20), 4)
        with contextlib.ExitStack() as stack:
            readers = [stack.enter_context(wire.connect(brokers, receive_buffer=4096)) for _ in range(10)]
            for reader in readers:
                reader.sendall(asking)
            closed = set()
            for _ in range(12):
                time.sleep(1)
                for reader in readers:
                    reader.settimeout(0.05)
                    with contextlib.suppress(TimeoutError):
                        try:
                            if not reader.recv(10):
                                closed.add(reader)
                        except ConnectionError:
                            closed.add(reader)
                citizen.progress()
            remarks.append(f"10 slow readers, {len(closed)} of them closed after 12 s")
    return "; ".join(remarks)
