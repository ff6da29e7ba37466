"""Group members as processes of their own, so that one can be stopped dead (SIGSTOP) as a hung machine would be.

Each is run as `python -m members.CLIENT BROKERS GROUP TOPIC INSTANCE_ID` (the last may be empty), prints what happens
to it as lines of JSON, commits what it has read, and leaves the group in order on SIGTERM.
"""

import json
import signal
import sys
import time

SESSION_TIMEOUT_MS = 6000
"""Kafka's own lower limit"""
HEARTBEAT_INTERVAL_MS = 500


def say(event: str, **details) -> None:
    # The monotonic clock is one for all processes of a machine.
    print(json.dumps({"event": event, "at": time.monotonic(), **details}), flush=True)


def say_record(partition: int, offset: int, value: bytes | None) -> None:
    say("record", partition=partition, offset=offset, value=None if value is None else value.decode())


def arguments() -> tuple[str, str, str, str | None]:
    brokers, group, topic, instance_id = sys.argv[1:]
    return brokers, group, topic, instance_id or None


class Told:
    """Whether SIGTERM has come."""

    def __init__(self):
        self.to_stop = False
        signal.signal(signal.SIGTERM, self._stop)

    def _stop(self, *_) -> None:
        self.to_stop = True
