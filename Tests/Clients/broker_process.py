"""A broker of our own as a child process: `adtally broker`, or whatever ADTALLY_BIN names."""

from __future__ import annotations

import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_READY = re.compile(r"broker ready at (\S+:\d+)")


class BrokerFailed(Exception):
    pass


def program() -> str:
    """- Raises BrokerFailed with what to do when there is none."""
    named = os.environ.get("ADTALLY_BIN")
    candidates = [Path(named)] if named else [_ROOT / ".build" / kind / "adtally" for kind in ("release", "debug")]
    for candidate in candidates:
        if os.access(candidate, os.X_OK):
            return str(candidate)
    raise BrokerFailed(f"no program at {' or '.join(map(str, candidates))}: run `make build`, or set ADTALLY_BIN")


def clean_up_when_terminated() -> None:
    """SIGTERM, as from `timeout`, then ends processes, mounts and folders as any exception does."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


def free_port() -> int:
    """Not one of those that outgoing connections get: a broker that is started again wants the same."""
    while True:
        with socket.socket() as probe:
            port = random.randrange(10_000, 32_000)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


class BrokerProcess:
    """One start of the broker. Only ever ends the process that it started."""

    def __init__(self, data_dir: str | os.PathLike, port: int = 0, arguments: tuple[str, ...] = ()):
        self.command = [program(), "broker", "--port", str(port), "--data-dir", str(data_dir), *arguments]
        self.address = ""
        self._ready = threading.Event()
        self._said: list[str] = []
        self._process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                         stderr=subprocess.STDOUT, text=True, errors="replace")
        # Both streams are always drained: a full pipe would stop the broker.
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        for line in self._process.stdout:
            self._said.append(line.rstrip("\n"))
            del self._said[:-2000]
            if found := _READY.search(line):
                self.address = found[1]
                self._ready.set()
        self._ready.set()

    def wait_ready(self, timeout: float = 15) -> str:
        """Its address. Raises BrokerFailed when it ends or says nothing in time."""
        self._ready.wait(timeout)
        if self.address:
            return self.address
        code = self.wait_end(1) if self._ready.is_set() else self.exit_code
        state = "still starting" if code is None else f"ended with {code}"
        raise BrokerFailed(f"{' '.join(self.command)}: not ready in {timeout} s, {state}; it said:\n{self.said()}")

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        return self._process.poll()

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def said(self, lines: int = 30) -> str:
        return "\n".join(self._said[-lines:])

    def wait_end(self, timeout: float) -> int | None:
        """Its exit status, or None when it still runs by then."""
        try:
            code = self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            return None
        self._listener.join(2)
        return code

    def kill(self) -> None:
        """kill -9, and gone when this returns."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self._listener.join(2)

    def stop(self, timeout: float = 10) -> int | None:
        """A graceful stop; None when it had to be killed."""
        self._process.terminate()
        code = self.wait_end(timeout)
        if code is None:
            self.kill()
        return code

    def resident_bytes(self) -> int:
        """What it has in memory now; 0 once it has ended."""
        return self._status("VmRSS")

    def peak_resident_bytes(self) -> int:
        return self._status("VmHWM")

    def _status(self, field: str) -> int:
        try:
            status = Path(f"/proc/{self.pid}/status").read_text()
        except OSError:
            return 0
        found = re.search(rf"{field}:\s+(\d+) kB", status)
        return int(found[1]) * 1024 if found else 0

    def __enter__(self) -> BrokerProcess:
        return self

    def __exit__(self, *_) -> None:
        if self.alive:
            self.stop()


def eventually(what: str, condition, timeout: float, every: float = 0.05):
    """The first true result of `condition`; AssertionError with `what` when there is none in time."""
    deadline = time.monotonic() + timeout
    while True:
        if result := condition():
            return result
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {timeout} s: {what() if callable(what) else what}")
        time.sleep(every)
