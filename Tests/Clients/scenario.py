"""What the hostile scenarios share: their list, a folder and a broker of their own, and what counts as a failure."""

from __future__ import annotations

import signal
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from broker_process import BrokerProcess


class Failed(Exception):
    """The broker did what it must not do."""


@dataclass(frozen=True)
class Options:
    seed: int
    requests: int


@dataclass(frozen=True)
class Scenario:
    name: str
    seconds: int
    run: Callable[[Options, Path], str | None]
    """With a fresh folder; returns a remark."""


SCENARIOS: dict[str, Scenario] = {}


def scenario(seconds: int):
    """`seconds`: after which it counts as a hang."""
    def register(function):
        SCENARIOS[function.__name__] = Scenario(function.__name__, seconds, function)
        return function
    return register


def require(condition, text: str) -> None:
    if not condition:
        raise Failed(text)


def broker_lives(broker: BrokerProcess) -> None:
    code = broker.exit_code
    require(code is None, f"the broker ended with {code}; it said:\n{broker.said()}")


def refuses_to_start(folder: Path, port: int = 0, names: str | None = None, arguments: tuple[str, ...] = ()) -> str:
    """Exit status 1, at once, with one line that says why (and names `names`). Returns the line."""
    with BrokerProcess(folder, port, arguments) as broker:
        code = broker.wait_end(15)
        said = broker.said()
    require(code is not None, f"neither started nor refused within 15 s; it said:\n{said}")
    require(code == 1, f"ended with {code}, not 1; it said:\n{said}")
    lines = [line for line in said.splitlines() if line.strip()]
    require(len(lines) == 1, f"said {len(lines)} lines, not one:\n{said}")
    require(len(lines[0]) < 500, f"said a line of {len(lines[0])} characters: {lines[0]}")
    require(names is None or names in lines[0], f"does not name {names}: {lines[0]}")
    return lines[0]


@contextmanager
def _alarm(seconds: int):
    def ring(*_):
        raise Failed(f"hangs: not done after {seconds} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def perform(which: Scenario, options: Options) -> bool:
    """Prints its PASS or FAIL line."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="adtally-hostile-") as folder:
        try:
            with _alarm(which.seconds):
                remark = which.run(options, Path(folder))
            verdict = "PASS"
        except Exception as failure:
            verdict = "FAIL"
            remark = str(failure) if isinstance(failure, Failed) else f"{type(failure).__name__}: {failure}"
    print(f"{verdict} {which.name} ({time.monotonic() - started:.1f} s){': ' + remark if remark else ''}", flush=True)
    return verdict == "PASS"
