"""AdTally's programs as child processes that can be killed, stopped and started again."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GROUP = "chaos"
SIGNALS = {"kill -9": signal.SIGKILL, "SIGTERM": signal.SIGTERM, "SIGSTOP": signal.SIGSTOP, "SIGCONT": signal.SIGCONT}


class ProgramMissing(Exception):
    pass


def program() -> str:
    """- Raises ProgramMissing with what to do."""
    named = os.environ.get("ADTALLY_BIN")
    candidates = [Path(named)] if named else [ROOT / ".build" / kind / "adtally" for kind in ("release", "debug")]
    for candidate in candidates:
        if os.access(candidate, os.X_OK):
            return str(candidate)
    raise ProgramMissing(f"no program at {' or '.join(map(str, candidates))}: run `make build`, or set ADTALLY_BIN")


def environment() -> dict[str, str]:
    """Ours, without what would change the services' settings."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("ADTALLY_", "KAFKA_"))}


def free_port() -> int:
    """Not one of those that outgoing connections get: a broker that is started again wants the same."""
    while True:
        port = random.SystemRandom().randrange(10_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


@dataclass
class Exit:
    """How a process ended, and what had been done to it."""
    service: str
    status: int
    told: str | None
    """The last of `kill -9` and `SIGTERM` that it was sent"""
    began: float
    told_at: float
    ended_at: float


class Service:
    """A name, and its processes one after another. Only ever signals those it started.

    Times are of the monotonic clock.
    """

    def __init__(self, name: str, command: Callable[[], list[str]], folder: Path):
        self.name = name
        self.log = folder / f"{name}.log"
        self.starts = 0
        self._command = command
        self._running: list[_Process] = []

    def start(self) -> None:
        """One that still stops does not keep the next from starting."""
        if self.is_wanted:
            return
        self.starts += 1
        with open(self.log, "ab") as log:
            log.write(f"--- start {self.starts}\n".encode())
            log.flush()
            started = subprocess.Popen(self._command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                       env=environment(), start_new_session=True)
        self._running.append(_Process(started))

    @property
    def is_silent(self) -> bool:
        """Whether the newest process has said nothing."""
        return self.log.read_bytes().endswith(f"--- start {self.starts}\n".encode())

    def signal(self, name: str) -> bool:
        """- Returns: whether there was a process to signal."""
        for process in self._running:
            process.signal(name)
        return bool(self._running)

    @property
    def is_wanted(self) -> bool:
        """Whether a process runs that was not told to end."""
        return any(process.told is None for process in self._running)

    @property
    def is_running(self) -> bool:
        return bool(self._running)

    @property
    def is_stopped(self) -> bool:
        return any(process.is_stopped for process in self._running)

    def reap(self) -> list[Exit]:
        """Those that have ended since the last call."""
        ended = [process for process in self._running if process.popen.poll() is not None]
        self._running = [process for process in self._running if process not in ended]
        return [Exit(self.name, process.popen.returncode, process.told, process.began, process.told_at,
                     time.monotonic()) for process in ended]

    def kill(self) -> None:
        """The end of the trial: nothing of it is left when this returns."""
        for process in self._running:
            process.popen.kill()
            process.popen.wait()
        self._running = []

    def last_lines(self, count: int = 8) -> str:
        if not self.log.exists():
            return ""
        lines = self.log.read_text(errors="replace").splitlines()[-count:]
        return "\n".join("    " + line for line in lines)


class _Process:
    def __init__(self, popen: subprocess.Popen):
        self.popen = popen
        self.told: str | None = None
        self.began = self.told_at = time.monotonic()
        self.is_stopped = False

    def signal(self, name: str) -> None:
        if self.told == "SIGTERM" and name == "SIGTERM":
            return  # a second one ends it at once, which is not what is tried here
        if name in ("kill -9", "SIGTERM"):
            self.told, self.told_at = name, time.monotonic()
        self.popen.send_signal(SIGNALS[name])
        if name == "kill -9":
            self.popen.wait()
        elif name in ("SIGSTOP", "SIGCONT"):
            self.is_stopped = name == "SIGSTOP"
