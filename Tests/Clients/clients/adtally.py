"""Our own Swift layer, through the command line: `adtally publish` and `adtally record`."""

from __future__ import annotations

import base64
import json
import subprocess

from broker_process import program

from .base import BrokerError, Client, Record

_TIMEOUT = 40


def _bytes(envelope: dict, part: str) -> bytes | None:
    if (encoded := envelope.get(f"{part}Base64")) is not None:
        return base64.b64decode(encoded)
    text = envelope.get(part)
    return None if text is None else text.encode()


class AdTally(Client):
    name = "adtally"
    keeps_headers = False
    """`publish` and `record` carry keys and values."""

    def _run(self, *arguments: str, stdin: bytes = b"") -> bytes:
        try:
            done = subprocess.run([program(), *arguments, "--brokers", self.brokers], input=stdin, capture_output=True,
                                  timeout=_TIMEOUT)
        except subprocess.TimeoutExpired as late:
            raise BrokerError(None, f"adtally {' '.join(arguments)}: timed out: {late.stderr}") from late
        if done.returncode != 0:
            raise BrokerError(None, done.stderr.decode(errors="replace"))
        return done.stdout

    def produce(self, topic, records, codec="none", idempotent=False, max_bytes=1_000_000):
        # Always idempotent; -X is librdkafka's.
        lines = (json.dumps({"topic": topic, "partition": r.partition, "offset": at, "ts": r.timestamp or 0,
                             "key": None if r.key is None else r.key.decode(),
                             "payload": None if r.value is None else r.value.decode()})
                 for at, r in enumerate(records))
        self._run("publish", "-", "--topic", topic, "--speed", "max", "-X", f"compression.codec={codec}",
                  stdin="\n".join(lines).encode())
        return [None] * len(records)

    def read(self, topic, count, partition=0, offset="earliest", reset="error", timeout=20):
        recorded = [json.loads(line) for line in self._run("record", "--topic", topic, "--output", "-").splitlines()]
        records = [Record(_bytes(e, "payload"), _bytes(e, "key"), (), e["partition"], e["ts"], e["offset"])
                   for e in recorded if e["partition"] == partition]
        if isinstance(offset, int):
            records = [r for r in records if r.offset >= offset]
        return records[:count]
