"""kcat: the command line client, with Debian 12's librdkafka 2.0.2.

It has no admin requests, and no timestamps of the caller's choice: those tests run without it.
"""

from __future__ import annotations

import itertools
import json
import queue
import re
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

from .base import OFFSET_OUT_OF_RANGE, UNKNOWN_TOPIC_OR_PARTITION, BrokerError, Reader, ReadingClient, Record

_TIMEOUT = 20
# Neither may be in a key or a value of the tests.
_KEY_END, _RECORD_END = "\x1f", "\x1e"
_CODES = {"Offset out of range": OFFSET_OUT_OF_RANGE, "Unknown topic or partition": UNKNOWN_TOPIC_OR_PARTITION,
          "does not exist": UNKNOWN_TOPIC_OR_PARTITION, "Unknown topic": UNKNOWN_TOPIC_OR_PARTITION,
          "Message size too large": 10}


def refusal(complaint: str) -> BrokerError:
    return BrokerError(next((code for text, code in _CODES.items() if text in complaint), None), complaint.strip())


def _headers(flat: list) -> tuple:
    return tuple((name, value.encode()) for name, value in zip(flat[::2], flat[1::2]))


def _record(line: bytes | str) -> Record:
    envelope = json.loads(line)
    text = {part: None if envelope[part] is None else envelope[part].encode() for part in ("key", "payload")}
    return Record(text["payload"], text["key"], _headers(envelope.get("headers", [])), envelope["partition"],
                  envelope["ts"], envelope["offset"])


class Kcat(ReadingClient):
    name = "kcat"
    null_needs_key = True
    """Without one, there is nothing that tells a null from no record at all."""

    def _run(self, *arguments: str, stdin: bytes = b"") -> str:
        try:
            done = subprocess.run(["kcat", "-b", self.brokers, *arguments], input=stdin, capture_output=True,
                                  timeout=_TIMEOUT)
        except subprocess.TimeoutExpired as late:
            raise BrokerError(None, f"kcat {' '.join(arguments)}: timed out: {late.stderr}") from late
        complaint = done.stderr.decode(errors="replace")
        if done.returncode != 0 or "ERROR" in complaint:
            raise refusal(complaint)
        return done.stdout.decode()

    def topics(self):
        listed = json.loads(self._run("-L", "-J", "-m", "10"))
        return {topic["topic"]: len(topic["partitions"]) for topic in listed["topics"]}

    def produce(self, topic, records, codec="none", idempotent=False, max_bytes=1_000_000):
        # One process has one set of headers and one meaning of an empty value for all of its records.
        for (headers, partition, is_null), same in itertools.groupby(
                records, lambda r: (r.headers, r.partition, r.value is None)):
            lines = (((r.key or b"") + _KEY_END.encode() if r.key is not None else b"") + (r.value or b"")
                     for r in same)
            self._run("-P", "-t", topic, "-p", str(partition), "-K", _KEY_END, "-D", _RECORD_END,
                      "-z", codec, *(["-Z"] if is_null else []),
                      *(argument for name, value in headers for argument in ("-H", f"{name}={value.decode()}")),
                      "-X", f"enable.idempotence={str(idempotent).lower()}", "-X", "linger.ms=50",
                      "-X", f"message.max.bytes={max_bytes}", "-X", f"message.timeout.ms={(_TIMEOUT - 5) * 1000}",
                      stdin=_RECORD_END.encode().join(lines) + _RECORD_END.encode())
        return [None] * len(records)

    @contextmanager
    def reader(self, topic, partition=0, offset="earliest", reset="error", fetch_wait_ms=500):
        start = {"earliest": "beginning", "latest": "end"}.get(offset, str(offset))
        with self._reader(topic, partition, start, "-X", f"auto.offset.reset={reset}",
                          "-X", f"fetch.wait.max.ms={fetch_wait_ms}",
                          "-X", "topic.metadata.propagation.max.ms=2000") as reader:
            yield reader

    @contextmanager
    def _reader(self, topic: str, partition: int, start: str, *more: str):
        process = subprocess.Popen(
            ["kcat", "-b", self.brokers, "-C", "-J", "-u", "-q", "-t", topic, "-p", str(partition), "-o", start, *more],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            yield _Reader(process)
        finally:
            process.kill()
            process.wait()

    def read_since(self, topic: str, partition: int, timestamp: int) -> list[Record]:
        """With kcat's own `-o s@`, up to the end of the partition."""
        lines = self._run("-C", "-J", "-e", "-q", "-t", topic, "-p", str(partition), "-o", f"s@{timestamp}")
        return [_record(line) for line in lines.splitlines()]

    def _query(self, topic: str, partition: int, what: int) -> int:
        answer = self._run("-Q", "-t", f"{topic}:{partition}:{what}")
        found = re.search(r"offset (-?\d+)", answer)
        if not found:
            raise BrokerError(None, f"kcat -Q said: {answer}")
        return int(found[1])

    def offset_at(self, topic, partition, timestamp):
        offset = self._query(topic, partition, timestamp)
        return offset if offset >= 0 else None

    def watermarks(self, topic, partition=0):
        return self._query(topic, partition, -2), self._query(topic, partition, -1)

    def read_in_group(self, group, topic, count, timeout=20):
        # It commits what it printed when it leaves.
        lines = self._run("-G", group, "-J", "-q", "-c", str(count), "-X", "auto.offset.reset=earliest",
                          "-X", "session.timeout.ms=6000", topic)
        return [_record(line) for line in lines.splitlines()]

    @staticmethod
    def member_command(brokers, group, topic, instance_id):
        return [sys.executable, "-m", "members.kcat", brokers, group, topic, instance_id or ""]


class _Reader(Reader):
    def __init__(self, process: subprocess.Popen):
        self._process = process
        self._lines: queue.Queue[bytes] = queue.Queue()
        threading.Thread(target=self._collect, daemon=True).start()

    def _collect(self) -> None:
        for line in self._process.stdout:
            self._lines.put(line)

    def next(self, timeout):
        deadline = time.monotonic() + timeout
        while (left := deadline - time.monotonic()) > 0:
            try:
                return _record(self._lines.get(timeout=min(left, 0.1)))
            except queue.Empty:
                if self._process.poll() is not None and self._lines.empty():
                    raise refusal(self._process.stderr.read().decode(errors="replace")) from None
        return None
