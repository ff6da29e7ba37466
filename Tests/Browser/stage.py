"""A broker, its rows and a dashboard: what a page shows, and what the oracle expects of it."""

from __future__ import annotations

import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from expected import Expected
from rows import LIVE, RESULTS, Row
from services import Service, environment, free_port, program

PATIENCE = 60
"""Seconds for anything to start, on a machine that others use too"""


class StageBroken(Exception):
    """A service did not do what it is there for; says what its log says."""


class Stage:
    """Started by `start`; `close` whatever happened. `published` and `expected` follow what it is told to publish."""

    def __init__(self, folder: Path, *dashboard_flags: str):
        folder.mkdir(parents=True)
        self.folder = folder
        self.brokers = f"127.0.0.1:{free_port()}"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.expected = Expected([])
        self._files = 0
        self.broker = Service("broker", lambda: [
            program(), "broker", "--port", self.brokers.split(":")[1], "--data-dir", str(folder / "broker-data")], folder)
        self.dashboard = Service("dashboard", lambda: [
            program(), "dashboard", "--port", str(self.port), "--brokers", self.brokers, *dashboard_flags], folder)

    def start(self, rows: Iterable[Row]) -> Stage:
        self.broker.start()
        self._wait(self.broker, "takes no connections", lambda: "broker ready at" in self.broker.log.read_text())
        self.publish(rows)
        self.start_dashboard()
        return self

    def start_dashboard(self) -> None:
        """Returns once it has read the topics."""
        self.dashboard.start()
        self._wait(self.dashboard, "is not ready", lambda: self.get("/health/ready") is not None)

    def publish(self, rows: Iterable[Row], counts: bool = True) -> None:
        """Returns once the broker has acknowledged them; the page shows them some 100 ms later.

        - Parameter counts: false for rows that a dashboard must leave out.
        """
        rows = list(rows)
        with ThreadPoolExecutor(3) as threads:
            work = [threads.submit(self._publish, topic, [row for row in rows if row.topic == topic])
                    for topic in (RESULTS, LIVE)]
            for piece in [*work, threads.submit(self.expected.add, rows if counts else [])]:
                piece.result()

    def _publish(self, topic: str, rows: list[Row]) -> None:
        if not rows:
            return
        self._files += 1
        file = self.folder / f"{topic}-{self._files}.ndjson"
        file.write_text("".join(row.envelope + "\n" for row in rows), encoding="utf-8")
        done = subprocess.run([program(), "publish", str(file), "--topic", topic, "--speed", "max", "--brokers",
                               self.brokers], stdin=subprocess.DEVNULL, capture_output=True, env=environment(),
                              timeout=PATIENCE)
        if done.returncode:
            raise StageBroken(f"publishing to {topic}: {done.stderr.decode(errors='replace')}")

    def get(self, path: str) -> bytes | None:
        """- Returns: the body of a 200; nil for anything else, no answer included."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=5) as answer:
                return answer.read()
        except (urllib.error.URLError, OSError):
            return None

    def post(self, path: str, **fields: str) -> None:
        """As the page's own form does it."""
        body = urllib.parse.urlencode(fields).encode()
        request = urllib.request.Request(self.url + path, data=body, headers={"Origin": self.url})
        with urllib.request.urlopen(request, timeout=5):
            pass

    def stop(self, service: Service) -> None:
        service.signal("SIGTERM")
        self._wait(service, "does not end", lambda: bool(service.reap()))

    def _wait(self, service: Service, fault: str, is_so) -> None:
        deadline = time.monotonic() + PATIENCE
        while not is_so():
            if service.is_wanted and service.reap():
                raise StageBroken(f"the {service.name} has ended:\n{service.last_lines()}")
            if time.monotonic() > deadline:
                raise StageBroken(f"the {service.name} {fault} after {PATIENCE} s:\n{service.last_lines()}")
            time.sleep(0.05)

    def close(self) -> None:
        self.dashboard.kill()
        self.broker.kill()
