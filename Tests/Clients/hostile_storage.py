"""Disks that are full or read-only, files that are damaged, folders and ports that are taken."""

from __future__ import annotations

import contextlib
import os
import random
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from confluent_kafka import Producer
from kafka import KafkaProducer
from kafka.errors import KafkaError

import wire
from broker_process import BrokerProcess
from scenario import Failed, Options, broker_lives, refuses_to_start, require, scenario

TOPIC = "kept"
DATABASE = "broker.sqlite"


def value_of(number: int) -> bytes:
    """Not compressible, and different for each number."""
    return b"%d " % number + random.Random(number).randbytes(1_000)


def write(brokers: str, count: int) -> dict[int, bytes]:
    """Offset → value of what was acknowledged: all of it."""
    producer, acknowledged, errors = Producer({"bootstrap.servers": brokers, "linger.ms": 5}), {}, []

    def report(error, message) -> None:
        if error:
            errors.append(error)
        else:
            acknowledged[message.offset()] = message.value()

    for number in range(count):
        producer.produce(TOPIC, value_of(number), on_delivery=report)
        producer.poll(0)
    require(producer.flush(60) == 0 and not errors, f"a healthy broker refused: {errors[:1]}")
    return acknowledged


def all_there(brokers: str, acknowledged: dict[int, bytes]) -> None:
    found = wire.read_partition(brokers, TOPIC)
    require(found.error == 0, f"reading gives error {found.error} at {len(found.values)}")
    for offset, value in acknowledged.items():
        require(found.values.get(offset) == value, f"acknowledged record {offset} is not there or another one")


@contextlib.contextmanager
def mounted(target: Path, *arguments: str) -> Iterator[None]:
    target.mkdir(exist_ok=True)
    if os.geteuid() != 0:
        raise Failed("needs root, to mount")
    subprocess.run(["mount", *arguments, str(target)], check=True, timeout=10)
    try:
        yield
    finally:
        # A broker that hangs may still hold it; lazily, so that nothing stays behind.
        if subprocess.run(["umount", str(target)], timeout=10, capture_output=True).returncode != 0:
            subprocess.run(["umount", "-l", str(target)], check=True, timeout=10)


# Full disk

def _write_until_refused(brokers: str, limit: int) -> tuple[dict[int, bytes], KafkaError]:
    """kafka-python without retries shows the very error that the broker sent."""
    producer = KafkaProducer(bootstrap_servers=brokers, acks="all", enable_idempotence=False, retries=0,
                             request_timeout_ms=15_000, delivery_timeout_ms=20_000, max_block_ms=15_000)
    acknowledged: dict[int, bytes] = {}
    try:
        for number in range(limit):
            value = value_of(number)
            try:
                acknowledged[producer.send(TOPIC, value, partition=0).get(20).offset] = value
            except KafkaError as refusal:
                return acknowledged, refusal
    finally:
        producer.close(timeout=5)
    raise Failed(f"took {limit} KiB on a disk that is smaller")


@scenario(seconds=150)
def full_disk(options: Options, folder: Path) -> str:
    """Refuses with an error that clients retry, gives back what it has, and goes on when there is room again."""
    disk = folder / "disk"
    with mounted(disk, "-t", "tmpfs", "-o", "size=12m", "tmpfs"), BrokerProcess(disk) as broker:
        brokers = broker.wait_ready()
        wire.create_topic(brokers, TOPIC)
        acknowledged, refusal = _write_until_refused(brokers, 20_000)
        broker_lives(broker)
        require(getattr(refusal, "retriable", False), f"refuses with {type(refusal).__name__}, which is not retriable")
        wire.api_versions(brokers)
        all_there(brokers, acknowledged)

        # Waits, as production code does, and must get through in the end.
        late: dict[int, bytes] = {}
        producer = Producer({"bootstrap.servers": brokers, "enable.idempotence": True, "message.timeout.ms": 60_000,
                             "retry.backoff.max.ms": 500, "log_level": 0})
        for number in range(200):
            producer.produce(TOPIC, value_of(1_000_000 + number), partition=0,
                             on_delivery=lambda error, m: late.update({m.offset(): m.value()} if not error else {}))
        producer.flush(3)
        before = len(late)
        broker_lives(broker)
        subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True, timeout=10)
        require(producer.flush(40) == 0 and len(late) == 200, f"with room again, {len(late)} of 200 went through")
        all_there(brokers, acknowledged | late)

        broker.kill()
        with BrokerProcess(disk) as again:
            all_there(again.wait_ready(), acknowledged | late)
    return (f"{len(acknowledged)} records, then {type(refusal).__name__}; {200 - before} that waited went through "
            "when the disk had grown")


@scenario(seconds=60)
def full_disk_at_the_start(options: Options, folder: Path) -> str:
    disk = folder / "disk"
    with mounted(disk, "-t", "tmpfs", "-o", "size=64k", "tmpfs"):
        with contextlib.suppress(OSError), open(disk / "filler", "wb", buffering=0) as filler:
            while filler.write(bytes(4096)):
                pass
        return refuses_to_start(disk)


@scenario(seconds=60)
def read_only_folder(options: Options, folder: Path) -> str:
    """A bind mount: root may write into any folder whose mode says no. With and without data in it."""
    source, read_only = folder / "source", folder / "read-only"
    source.mkdir()
    lines = []
    for with_data in (False, True):
        if with_data:
            with BrokerProcess(source) as broker:
                brokers = broker.wait_ready()
                wire.create_topic(brokers, TOPIC)
                acknowledged = write(brokers, 50)
        with mounted(read_only, "--bind", str(source)):
            subprocess.run(["mount", "-o", "remount,ro,bind", str(read_only)], check=True, timeout=10)
            lines.append(refuses_to_start(read_only))
    with BrokerProcess(source) as broker:  # nothing has come to harm
        all_there(broker.wait_ready(), acknowledged)
    return lines[0]


# Damaged files

RECORDS = 3_000


def _filled(folder: Path, end: str) -> dict[int, bytes]:
    """A folder with records in it, and a broker that was stopped, or killed with its write-ahead log full."""
    folder.mkdir()
    with BrokerProcess(folder) as broker:
        brokers = broker.wait_ready()
        wire.create_topic(brokers, TOPIC)
        acknowledged = write(brokers, RECORDS)
        if end == "killed":
            broker.kill()
        else:
            require(broker.stop() == 0, f"told to stop, it ended with {broker.exit_code}")
    return acknowledged


def _start_on_damage(folder: Path, acknowledged: dict[int, bytes], may_lose: bool) -> str:
    """Either a clear refusal, or a broker that says of every record the truth or an error. Returns which."""
    with BrokerProcess(folder) as broker:
        deadline = time.monotonic() + 15
        while broker.alive and not broker.address and time.monotonic() < deadline:
            time.sleep(0.02)
        if not broker.alive:
            code = broker.wait_end(5)
            said = [line for line in broker.said().splitlines() if line.strip()]
            require(code == 1, f"ended with {code}: {broker.said()}")
            require(len(said) == 1, f"said {len(said)} lines, not one:\n{broker.said()}")
            require(DATABASE in said[0] or str(folder) in said[0], f"does not name the file: {said[0]}")
            return "refused"
        require(broker.address, f"hangs at the start; it said:\n{broker.said()}")
        brokers = broker.address
        outcome = "nothing in it"
        if wire.topics(brokers).get(TOPIC):
            found = wire.read_partition(brokers, TOPIC)
            for offset, value in found.values.items():
                require(acknowledged.get(offset) == value, f"record {offset} is not the one that was written")
            outcome = f"error {found.error} after {len(found.values)} records" if found.error else (
                f"{len(found.values)} records")
            if not found.error and len(found.values) < len(acknowledged) and not may_lose:
                raise Failed(f"gives {len(found.values)} of {len(acknowledged)} acknowledged records, and no error")
        elif not may_lose:
            raise Failed(f"starts as if new: {len(acknowledged)} acknowledged records are gone without a word")
        # It may refuse to write; it may not die of it, nor leave it unanswered.
        producer = Producer({"bootstrap.servers": brokers, "message.timeout.ms": 3_000, "log_level": 0})
        producer.produce(TOPIC, b"after the damage")
        require(producer.flush(15) == 0, "a record is neither acknowledged nor refused within 15 s")
        broker_lives(broker)
        require(broker.stop() is not None, "does not stop when told to")
        return outcome


def _each_damage(folder: Path, end: str, damages: dict, may_lose: bool = False) -> str:
    """Every damage on a copy of the same folder."""
    whole = folder / "whole"
    acknowledged = _filled(whole, end)
    outcomes, failures = [], []
    for name, damage in damages.items():
        copy = folder / "copy"
        subprocess.run(["cp", "-r", str(whole), str(copy)], check=True, timeout=20)
        damage(copy)
        try:
            outcomes.append(f"{name}: {_start_on_damage(copy, acknowledged, may_lose)}")
        except (Failed, AssertionError, TimeoutError, wire.Closed) as failure:
            failures.append(f"{name}: {type(failure).__name__ if not isinstance(failure, Failed) else ''} {failure}")
        subprocess.run(["rm", "-rf", str(copy)], check=True, timeout=20)
    if failures:
        raise Failed("\n  ".join(failures + [f"({line})" for line in outcomes]))
    return "; ".join(outcomes)


def _truncate(part: float):
    def damage(folder: Path) -> None:
        file = folder / DATABASE
        os.truncate(file, int(file.stat().st_size * part))
    return damage


def _overwrite(file: str, seed: int, first: float, last: float, count: int, width: int):
    """`count` stretches of random bytes between two places, given as parts of the file."""
    def damage(folder: Path) -> None:
        chance, path = random.Random(seed), folder / file
        size = path.stat().st_size
        with open(path, "r+b") as opened:
            for _ in range(count):
                opened.seek(chance.randrange(int(size * first), max(int(size * last) - width, int(size * first) + 1)))
                opened.write(chance.randbytes(width))
    return damage


@scenario(seconds=240)
def truncated_database(options: Options, folder: Path) -> str:
    def cut_page(path: Path) -> None:
        os.truncate(path / DATABASE, (path / DATABASE).stat().st_size - 4096)

    def cut_byte(path: Path) -> None:
        os.truncate(path / DATABASE, (path / DATABASE).stat().st_size - 1)

    def cut_to(size: int):
        return lambda path: os.truncate(path / DATABASE, size)

    return _each_damage(folder, "stopped", {
        "to nothing": cut_to(0), "to 10 bytes": cut_to(10), "to 100 bytes": cut_to(100), "to one page": cut_to(4096),
        "to a tenth": _truncate(0.1), "to a half": _truncate(0.5), "by one page": cut_page, "by one byte": cut_byte})


@scenario(seconds=240)
def corrupted_database(options: Options, folder: Path) -> str:
    damages = {
        "magic": _overwrite(DATABASE, options.seed, 0, 0, 1, 16),
        "header": _overwrite(DATABASE, options.seed, 0, 0, 1, 100),
        "first page": _overwrite(DATABASE, options.seed, 0, 0, 1, 4096),
        "not a database": lambda path: (path / DATABASE).write_bytes(b"<html>hello</html>" * 1_000),
    }
    for seed in range(options.seed, options.seed + 4):
        damages[f"one byte in the middle, seed {seed}"] = _overwrite(DATABASE, seed, 0.2, 0.9, 1, 1)
        damages[f"ten places, seed {seed}"] = _overwrite(DATABASE, seed, 0.01, 1, 10, 64)
        damages[f"a hundred places, seed {seed}"] = _overwrite(DATABASE, seed, 0.01, 1, 100, 200)
    return _each_damage(folder, "stopped", damages)


@scenario(seconds=120)
def corrupted_log(options: Options, folder: Path) -> str:
    """SQLite drops what follows the first damaged frame of its write-ahead log: fewer records, but right ones."""
    log = f"{DATABASE}-wal"
    return _each_damage(folder, "killed", {
        "head": _overwrite(log, options.seed, 0, 0, 1, 32),
        "middle": _overwrite(log, options.seed, 0.3, 0.7, 3, 64),
        "removed": lambda path: (path / log).unlink(),
    }, may_lose=True)


# Taken or impossible places

@scenario(seconds=60)
def two_brokers_on_one_folder(options: Options, folder: Path) -> str:
    with BrokerProcess(folder) as first:
        brokers = first.wait_ready()
        wire.create_topic(brokers, TOPIC)
        acknowledged = write(brokers, 100)
        line = refuses_to_start(folder, names=str(folder))
        broker_lives(first)
        all_there(brokers, acknowledged)
        first.kill()
        with BrokerProcess(folder) as second:  # a lock does not outlive its owner, whatever became of it
            all_there(second.wait_ready(), acknowledged)
    return line


@scenario(seconds=60)
def taken_port(options: Options, folder: Path) -> str:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        line = refuses_to_start(folder / "data", port, names=str(port))
    with BrokerProcess(folder / "data") as broker:  # and the folder is not left locked
        broker.wait_ready()
    return line


@scenario(seconds=60)
def address_of_another_machine(options: Options, folder: Path) -> str:
    """192.0.2.1 is nobody's (RFC 5737); to listen there sends nothing."""
    return refuses_to_start(folder, names="192.0.2.1", arguments=("--bind", "192.0.2.1"))


@scenario(seconds=120)
def impossible_folders(options: Options, folder: Path) -> str:
    file = folder / "file"
    file.write_text("not a folder")
    for place in (file, file / "below", Path("/proc/adtally-cannot-be-here"), Path("/dev/null/x")):
        refuses_to_start(place, names=str(place))
    directory = folder / "a directory in the database's place"
    (directory / DATABASE).mkdir(parents=True)
    refuses_to_start(directory, names=str(directory))
    with BrokerProcess(folder / "made" / "on the way") as broker:
        broker.wait_ready()
    return "a file, below a file, /proc, /dev/null and a directory for a database are refused; missing parents are made"
