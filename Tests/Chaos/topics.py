"""What the topics hold, read with `adtally record`; dead letters' headers with kcat, since an envelope has none."""

from __future__ import annotations

import base64
import json
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from merge import Row, read_row
from model import Record
from oracle import Rejected
from services import environment, program

LOGS, RESULTS, LIVE, DEAD_LETTERS = "logs", "results", "results.live", "logs.dlq"
_HEADERS = re.compile(r"(\d+) (\d+) reason=(\w+),message=.*,topic=([\w.]+),partition=(\d+),offset=(\d+)"
                      r"(?:,truncated=(\d+))?")


class Unreadable(Exception):
    """A topic could not be read, or holds what must not be there."""


class DeadLetter(NamedTuple):
    """A record of logs.dlq, and what its headers say."""
    record: Record
    reason: str
    topic: str
    partition: int
    offset: int


def record_topics(topics: tuple[str, ...], brokers: str, folder: Path) -> list[list[Record]]:
    """All at once: most of the time goes by waiting. The files stay in `folder`, for whoever looks into a failure."""
    with ThreadPoolExecutor(len(topics)) as threads:
        return list(threads.map(lambda topic: _record_topic(topic, brokers, folder), topics))


def _record_topic(topic: str, brokers: str, folder: Path) -> list[Record]:
    output = folder / f"{topic}.ndjson"
    command = [program(), "record", "--topic", topic, "--output", str(output), "--brokers", brokers,
               "-X", "client.id=reader"]
    _run(command)
    return read_envelopes(output)


def read_envelopes(file: Path) -> list[Record]:
    with open(file, "rb") as lines:
        return [_record(json.loads(line)) for line in lines]


def _record(line: dict) -> Record:
    return Record(line["topic"], line["partition"], line["offset"], line["ts"], _content(line, "key"),
                  _content(line, "payload"))


def _content(line: dict, name: str) -> bytes | None:
    if (encoded := line.get(name + "Base64")) is not None:
        return base64.b64decode(encoded)
    return None if line[name] is None else line[name].encode("utf-8")


def rows_of(records: list[Record]) -> list[Row]:
    """- Raises Unreadable for what is no row: only ours are written there."""
    rows = []
    for record in records:
        try:
            rows.append(read_row(record))
        except (ValueError, KeyError, TypeError, Rejected) as fault:
            raise Unreadable(f"{record.topic}[{record.partition}]@{record.offset} is no row ({fault!r}): "
                             f"{record.value!r}") from fault
    return rows


def dead_letters(brokers: str, folder: Path) -> list[DeadLetter]:
    """Nobody may write any meanwhile: they are read twice."""
    with ThreadPoolExecutor(1) as thread:
        reading = thread.submit(_letter_headers, brokers)
        [records] = record_topics((DEAD_LETTERS,), brokers, folder)
        headers = reading.result()
    missing = [record for record in records if (record.partition, record.offset) not in headers]
    if missing:
        raise Unreadable(f"kcat shows no {DEAD_LETTERS}[{missing[0].partition}]@{missing[0].offset}")
    return [DeadLetter(record, *headers[record.partition, record.offset]) for record in records]


def _letter_headers(brokers: str) -> dict[tuple[int, int], tuple[str, str, int, int]]:
    """By partition and offset: reason, topic, partition and offset of the rejected record."""
    output = _run(["kcat", "-C", "-e", "-q", "-b", brokers, "-t", DEAD_LETTERS, "-o", "beginning",
                   "-f", "%p %o %h\\n"])
    headers = {}
    for line in output.decode(errors="replace").splitlines():
        found = _HEADERS.fullmatch(line)
        if not found:
            raise Unreadable(f"a dead letter without the headers it should have: {line!r}")
        partition, offset, reason, topic, *origin = found.groups()
        headers[int(partition), int(offset)] = (reason, topic, int(origin[0]), int(origin[1]))
    return headers


def _run(command: list[str]) -> bytes:
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, env=environment(), timeout=60)
    except subprocess.TimeoutExpired as late:
        raise Unreadable(f"not done in 60 s: {' '.join(command)}") from late
    if done.returncode:
        raise Unreadable(f"{' '.join(command)} ended with {done.returncode}: {done.stderr.decode(errors='replace')}")
    return done.stdout
