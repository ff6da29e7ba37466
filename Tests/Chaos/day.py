"""The services of a soak run: broker, flink job and publisher. Whichever ends or hangs ends the run, and is named."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from services import Service, environment, program
from topics import LOGS
from wire import Node

PATIENCE_SECONDS = 120
"""Without a step forward, this long is a hang."""


class Day:
    """The services of one run. `close` whatever happened."""

    def __init__(self, folder: Path):
        self._publish_log, self._publisher = folder / "publish.log", None
        self._broker = Service("broker", lambda: [
            program(), "broker", "--port", "0", "--data-dir", str(folder / "data")], folder)
        self._job = Service("job", lambda: [
            program(), "aggregator", "--brokers", self._brokers, "--telemetry-port", "0", "-X",
            "session.timeout.ms=6000"], folder)

    def start(self) -> None:
        self._brokers = self._start(self._broker, r"broker ready at (\S+)")
        self._start_job()
        with open(self._publish_log, "wb") as log:
            self._publisher = subprocess.Popen(
                [program(), "publish", "-", "--brokers", self._brokers, "--speed", "max"], stdin=subprocess.PIPE,
                stdout=log, stderr=log, env=environment())

    def _start(self, service: Service, pattern: str) -> str:
        """- Returns: what the service says of itself once it is there."""
        def said() -> re.Match | None:
            return re.search(pattern, service.log.read_text(errors="replace").rpartition("--- start")[2])

        service.start()
        self._wait(f"{service.name} says {pattern}", lambda: said() is not None, lambda: 0)
        return said()[1]

    def _start_job(self) -> None:
        self._telemetry = self._start(self._job, r"(?:telemetry|metrics)\D*(127\.0\.0\.1:\d+)")

    def _wait(self, what: str, condition: Callable[[], bool], progress: Callable[[], float]) -> None:
        last, since = progress(), time.monotonic()
        while not condition():
            for service in (self._broker, self._job):
                for end in service.reap():
                    sys.exit(f"soak: {service.name} ended with {end.status}:\n{service.last_lines()}")
            if self._publisher and self._publisher.poll():
                sys.exit(f"soak: publish ended: {self._publish_log.read_text(errors='replace')[-500:]}")
            if (now := progress()) != last:
                last, since = now, time.monotonic()
            if time.monotonic() - since > PATIENCE_SECONDS:
                sys.exit(f"soak: waited {PATIENCE_SECONDS} s until {what}; the job's log:\n{self._job.last_lines()}")
            time.sleep(0.1)

    def metric(self, name: str) -> float | None:
        """The sum over labels; None while nobody says."""
        try:
            text = urllib.request.urlopen(f"http://{self._telemetry}/metrics", timeout=5).read().decode()
        except OSError:
            return None
        found = re.findall(rf"^{name}(?:{{[^}}]*}})? (\S+)$", text, re.M)
        return sum(map(float, found)) if found else None

    def publish(self, lines: bytes) -> None:
        signal.alarm(PATIENCE_SECONDS)
        try:
            self._publisher.stdin.write(lines)
            self._publisher.stdin.flush()
        except BrokenPipeError:
            sys.exit(f"soak: publish ended: {self._publish_log.read_text(errors='replace')[-500:]}")
        signal.alarm(0)

    def finish_publishing(self) -> None:
        self._publisher.stdin.close()
        self._wait("publish ends", lambda: self._publisher.poll() == 0, lambda: self.written(LOGS))

    def wait_until_judged(self, events: int) -> None:
        def judged() -> float:
            return self.metric("adtally_next_offset") or 0

        self._wait(f"{events} offsets are judged", lambda: judged() >= events, judged)

    def written(self, topic: str) -> int:
        """Records, whoever wrote them: the job's own counters begin anew with each of its starts."""
        node = Node(self._brokers, timeout=10)
        try:
            return sum(node.ends(topic, node.partitions().get(topic, 0)).values())
        finally:
            node.close()

    def restart_job(self) -> str:
        self._job.kill()
        began = time.monotonic()
        self._start_job()
        self._wait("the job is restored", lambda: self.metric("adtally_last_restore_seconds") is not None, lambda: 0)
        return (f"killed and started again: {self.metric('adtally_restored_rows_total') or 0:.0f} rows restored in "
                f"{self.metric('adtally_last_restore_seconds') or 0:.2f} s, "
                f"working {time.monotonic() - began:.1f} s after the start")

    def close(self) -> None:
        if self._publisher:
            self._publisher.kill()
            self._publisher.wait()
        self._job.kill()
        self._broker.kill()
