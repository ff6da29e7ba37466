#!/usr/bin/env python3
"""The chaos test: seeds one after another, each a trial; prints their schedules, their verdicts and a summary."""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import time
from collections import Counter
from pathlib import Path

from plan import plan
from report import explain
from services import ROOT, ProgramMissing, program
from trial import Outcome, Trial
from wire import answers


def seeds(text: str) -> list[int]:
    """`7`, `1-100`, `3,5,9-12`."""
    chosen: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        chosen += range(int(first), int(last or first) + 1)
    if not chosen:
        raise ValueError(text)
    return chosen


def run_seed(seed: int, keep: Path, foreign: str | None) -> tuple[bool, Outcome]:
    """Prints the plan, and what was found. The folder of a failed seed stays."""
    chosen = plan(seed, own_broker=foreign is None)
    print(chosen.describe())
    for step in chosen.steps:
        print(step)
    folder = keep / f"seed-{seed}"
    trial = Trial(chosen, folder, foreign)
    try:
        outcome = trial.run()
    finally:
        trial.close()
    figures = outcome.figures
    said = (f"{figures.get('events', 0)} events, {figures.get('rejected', 0)} rejected, {figures.get('rows', 0)} rows, "
            f"{figures['kills']} kills, {figures['restarts']} restarts, quiet after {figures.get('quiet', 0):.1f} s, "
            f"{figures['seconds']:.1f} s in all")
    if outcome.findings:
        print(f"FAIL seed {seed}: {said}\n{explain(outcome.findings, outcome.evidence)}")
        print(f"its services' logs and topics are in {folder}", flush=True)
    else:
        print(f"PASS seed {seed}: {said}", flush=True)
        shutil.rmtree(folder)
    return not outcome.findings, outcome


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, add_help=False, prog="Tests/Chaos/run")
    parser.add_argument("--seeds", type=seeds, default=seeds("1-100"))
    parser.add_argument("--keep", type=Path, default=ROOT / ".build" / "chaos")
    parser.add_argument("--brokers")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    if options.brokers and not answers(options.brokers):
        print(f"Tests/Chaos/run: no broker answers at {options.brokers}", file=sys.stderr)
        return 3
    try:
        print(f"chaos: {len(options.seeds)} seeds with {program()}")
    except ProgramMissing as missing:
        print(f"Tests/Chaos/run: {missing}", file=sys.stderr)
        return 3
    failed, sums, started = [], Counter(), time.monotonic()
    for seed in options.seeds:
        is_good, outcome = run_seed(seed, options.keep, options.brokers)
        sums.update(outcome.figures)
        if not is_good:
            failed.append(seed)
    seconds = time.monotonic() - started
    print(f"{len(options.seeds)} seeds, {len(failed)} failed: {sums['events']} events, {sums['rejected']} rejected, "
          f"{sums['rows']} rows, {sums['kills']} kills, {sums['restarts']} restarts, {seconds:.0f} s "
          f"({seconds / len(options.seeds):.1f} s a seed)")
    if failed:
        print(f"again: Tests/Chaos/run --seeds {','.join(map(str, failed))}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
