#!/usr/bin/env python3
"""kill -9 the broker under load, start it again, N times: what it acknowledged must be there, once, in order.

One idempotent producer and one group consumer live through all of it. Only this producer writes to the topic, and it
numbers its records a partition from 0: so a record's number must be its offset, wherever it is seen. A record that was
lost, written twice or put out of order shows at once.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time

from confluent_kafka import Consumer, KafkaError, KafkaException, Producer, TopicPartition

import wire
from broker_process import BrokerFailed, BrokerProcess, clean_up_when_terminated, free_port

TOPIC, GROUP, PARTITIONS = "crash", "crash-readers", 3
PADDING = b"." * 200
RECORDS_PER_SECOND = 4_000
# librdkafka waits up to 10 s between attempts to connect unless told otherwise.
RECONNECT = {"reconnect.backoff.ms": 20, "reconnect.backoff.max.ms": 100, "log_level": 0}
PATIENCE = 30
"""Seconds for whatever must happen after a restart"""


class Discrepancy(Exception):
    """A promise that was broken."""


class Findings:
    """The first discrepancy that any thread has found."""

    def __init__(self):
        self._first: str | None = None
        self._lock = threading.Lock()

    def report(self, text: str) -> None:
        with self._lock:
            self._first = self._first or text

    def check(self) -> None:
        if self._first:
            raise Discrepancy(self._first)


class Writer(threading.Thread):
    """Writes numbered records until told to stop, and keeps count of the acknowledged ones."""

    def __init__(self, brokers: str, findings: Findings):
        super().__init__(daemon=True)
        self.sent = [0] * PARTITIONS
        self.acknowledged = [0] * PARTITIONS
        self._findings = findings
        self._told = threading.Event()
        self._producer = Producer(RECONNECT | {
            "bootstrap.servers": brokers, "enable.idempotence": True, "linger.ms": 5, "compression.type": "lz4",
            # Never gives up: what it was told to write, it writes once.
            "message.timeout.ms": 0, "retry.backoff.ms": 20, "retry.backoff.max.ms": 200, "socket.timeout.ms": 5000,
            "error_cb": self._failed})

    def _failed(self, error: KafkaError) -> None:
        if error.fatal():
            self._findings.report(f"the producer failed for good: {error}")

    def _delivered(self, partition: int, number: int):
        def report(error, message) -> None:
            if error:
                self._findings.report(f"record {number} of partition {partition} was refused: {error}")
            elif message.offset() >= 0 and message.offset() != number:
                self._findings.report(f"record {number} of partition {partition} acknowledged at {message.offset()}")
            elif number != self.acknowledged[partition]:
                self._findings.report(f"record {number} of partition {partition} acknowledged before "
                                      f"{self.acknowledged[partition]}")
            else:
                self.acknowledged[partition] = number + 1
        return report

    def run(self) -> None:
        started, total = time.monotonic(), 0
        while not self._told.is_set():
            self._producer.poll(0.005)
            # What it missed while the broker was away, it does not catch up: the load stays the same.
            due = int((time.monotonic() - started) * RECORDS_PER_SECOND) - total
            total += due
            for _ in range(min(due, 200)):
                partition = sum(self.sent) % PARTITIONS
                number = self.sent[partition]
                try:
                    self._producer.produce(TOPIC, b"%d %d %s" % (partition, number, PADDING), partition=partition,
                                           on_delivery=self._delivered(partition, number))
                except BufferError:
                    break
                self.sent[partition] += 1

    def finish(self) -> None:
        self._told.set()
        self.join(PATIENCE)
        if left := self._producer.flush(PATIENCE):
            self._findings.report(f"{left} records are not acknowledged {PATIENCE} s after the last restart")


class GroupReader(threading.Thread):
    """Reads in a group and commits; checks every record it sees."""

    def __init__(self, brokers: str, findings: Findings):
        super().__init__(daemon=True)
        self.committed = [0] * PARTITIONS
        """What the broker has acknowledged"""
        self.seen = 0
        self._findings = findings
        self._told = threading.Event()
        self._next: dict[int, int] = {}
        self._consumer = Consumer(RECONNECT | {
            "bootstrap.servers": brokers, "group.id": GROUP, "auto.offset.reset": "earliest",
            "enable.auto.commit": False, "session.timeout.ms": 6000, "heartbeat.interval.ms": 500,
            "socket.timeout.ms": 5000})

    def _assigned(self, consumer: Consumer, partitions: list[TopicPartition]) -> None:
        self._next = {}
        for at in consumer.committed(partitions, timeout=PATIENCE):
            offset = max(at.offset, 0)
            if offset < self.committed[at.partition]:
                self._findings.report(f"partition {at.partition} begins again at {offset}, though "
                                      f"{self.committed[at.partition]} was committed")
            self._next[at.partition] = offset

    def _take(self, message) -> None:
        partition, offset = message.partition(), message.offset()
        said = message.value().split(b" ")[:2]
        if said != [b"%d" % partition, b"%d" % offset]:
            self._findings.report(f"at offset {offset} of partition {partition} is record {said}")
        if offset != self._next.get(partition, offset):
            self._findings.report(f"partition {partition} gave offset {offset} in place of {self._next[partition]}")
        self._next[partition] = offset + 1
        self.seen += 1

    def _commit(self, positions: dict[int, int]) -> None:
        try:
            self._consumer.commit(offsets=[TopicPartition(TOPIC, p, o, "crash loop") for p, o in positions.items()],
                                  asynchronous=False)
        except KafkaException:
            return  # the broker is away, or wants us to join again: nothing is promised
        for partition, offset in positions.items():
            self.committed[partition] = max(self.committed[partition], offset)

    def run(self) -> None:
        try:
            self._consumer.subscribe([TOPIC], on_assign=self._assigned)
            while not self._told.is_set():
                messages = self._consumer.consume(1000, timeout=0.05)
                for message in messages:
                    if not message.error():
                        self._take(message)
                if messages and self._next:
                    self._commit(dict(self._next))
        except Exception as failure:  # a dead thread must not pass for a silent one
            self._findings.report(f"the group's reader failed: {failure!r}")

    def finish(self) -> None:
        self._told.set()
        self.join(PATIENCE)
        if self.is_alive():
            self._findings.report(f"the group's reader hangs {PATIENCE} s after the last restart")
        else:
            self._consumer.close()


def committed_offsets(brokers: str) -> list[int]:
    # By hand: librdkafka's admin client may forget to ask for the coordinator again after a restart (2.16), and then
    # waits for itself.
    return [max(offset, 0) for offset in wire.committed_offsets(brokers, GROUP, TOPIC, PARTITIONS)]


def check_commits(now: list[int], promised: list[int], when: str) -> None:
    for partition, (offset, at_least) in enumerate(zip(now, promised)):
        if offset < at_least:
            raise Discrepancy(f"{when}: partition {partition}'s commit is {offset}, though {at_least} was acknowledged")


def read_all(brokers: str, ends: list[int], deadline: float) -> None:
    """Every partition from its start: the records 0, 1, 2 … and nothing else."""
    consumer = Consumer({"bootstrap.servers": brokers, "group.id": "crash-audit", "enable.auto.commit": False,
                         "enable.partition.eof": True, "auto.offset.reset": "error", "log_level": 0})
    try:
        for partition, end in enumerate(ends):
            consumer.assign([TopicPartition(TOPIC, partition, 0)])
            expected = 0
            while True:
                if time.monotonic() > deadline:
                    raise Discrepancy(f"partition {partition}: no more came after {expected} of {end} records")
                messages = consumer.consume(5000, timeout=1)
                done = False
                for message in messages:
                    if error := message.error():
                        if error.code() != KafkaError._PARTITION_EOF:
                            raise Discrepancy(f"partition {partition} at {expected}: {error}")
                        done = True
                        continue
                    said = message.value().split(b" ")[:2]
                    if message.offset() != expected or said != [b"%d" % partition, b"%d" % expected]:
                        raise Discrepancy(f"partition {partition}: in place of record {expected} there is "
                                          f"{said} at offset {message.offset()}")
                    expected += 1
                if done:
                    break
            if expected != end:
                raise Discrepancy(f"partition {partition} ends after {expected} records; {end} were acknowledged")
    finally:
        consumer.close()


def wait_for(what: str, condition, findings: Findings, broker: BrokerProcess) -> float:
    started = time.monotonic()
    while not condition():
        findings.check()
        if not broker.alive:
            raise Discrepancy(f"the broker ended by itself with {broker.exit_code}: {broker.said()}")
        if time.monotonic() - started > PATIENCE:
            raise Discrepancy(f"{what} did not happen within {PATIENCE} s; the broker said:\n{broker.said()}")
        time.sleep(0.01)
    return time.monotonic() - started


def run(rounds: int, seed: int, seconds: float, folder: str) -> str:
    chance, findings, port = random.Random(seed), Findings(), free_port()
    deadline = time.monotonic() + seconds
    broker = BrokerProcess(folder, port)
    try:
        brokers = broker.wait_ready()
        wire.create_topic(brokers, TOPIC, PARTITIONS)
        writer, reader = Writer(brokers, findings), GroupReader(brokers, findings)
        writer.start()
        reader.start()
        ready, slowest = 0.0, 0.0
        for number in range(1, rounds + 1):
            before, promised = sum(writer.acknowledged), list(reader.committed)
            wait_for("an acknowledgement", lambda: sum(writer.acknowledged) > before, findings, broker)
            if number % 5 == 0:  # not in every round: a group that is still joining must be killed too
                wait_for("a commit", lambda: reader.committed != promised, findings, broker)
            alive_for = chance.uniform(0.05, 1.5)
            time.sleep(alive_for)
            findings.check()
            broker.kill()
            # Acknowledged by the dead broker; what comes later is its heir's word.
            acknowledged, promised = sum(writer.acknowledged), list(reader.committed)

            started = time.monotonic()
            broker = BrokerProcess(folder, port)
            broker.wait_ready(PATIENCE)
            ready = time.monotonic() - started
            slowest = max(slowest, ready)
            now = committed_offsets(brokers)
            check_commits(now, promised, f"after round {number}")
            print(f"round {number:3}: killed after {alive_for:.2f} s with {acknowledged:7} acknowledged, "
                  f"ready again in {ready:.2f} s, committed {now}", flush=True)
            if time.monotonic() > deadline:
                raise Discrepancy(f"{number} rounds took longer than {seconds:.0f} s")
        before = sum(writer.acknowledged)
        wait_for("an acknowledgement", lambda: sum(writer.acknowledged) > before, findings, broker)
        writer.finish()
        findings.check()
        wait_for("the group reading to the end", lambda: reader.committed == writer.acknowledged, findings, broker)
        reader.finish()
        findings.check()
        check_commits(committed_offsets(brokers), reader.committed, "at the end")
        read_all(brokers, writer.sent, time.monotonic() + 2 * PATIENCE)
        if (status := broker.stop()) != 0:
            raise Discrepancy(f"told to stop, the broker ended with {status}: {broker.said()}")
        return (f"{rounds} × kill -9: {sum(writer.sent)} records acknowledged, each there once and in order; "
                f"commits never went back; ready again in {slowest:.2f} s at most")
    finally:
        if broker.alive:
            broker.kill()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=50, help="how often to kill it (default 50)")
    parser.add_argument("--seed", type=int, default=1, help="of the moments of the kills (default 1)")
    parser.add_argument("--seconds", type=float, default=240, help="that the rounds may take in all (default 240)")
    options = parser.parse_args()
    clean_up_when_terminated()
    with tempfile.TemporaryDirectory(prefix="adtally-crash-") as folder:
        try:
            print(run(options.rounds, options.seed, options.seconds, folder))
            return 0
        except (Discrepancy, BrokerFailed, AssertionError, TimeoutError, wire.Closed) as failure:
            print(f"crash loop, seed {options.seed}: {failure}", file=sys.stderr)
            return 1


if __name__ == "__main__":
    sys.exit(main())
