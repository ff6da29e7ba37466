"""One seed: the services, the troubles of its plan, the healing, the quiet, and what the topics hold then."""

from __future__ import annotations

import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from checks import all_findings, totals
from evidence import Evidence, Finding
from fleet import Fleet
from oracle import judge
from plan import Plan
from services import GROUP
from topics import LIVE, LOGS, RESULTS, Unreadable, dead_letters, record_topics, rows_of
from traffic import piece_lines
from wire import NoAnswer, answers
from witness import Sight, Witness

# Ten times what a quick machine needs: a busy one with a debug build must not fail for being slow.
QUIET_SECONDS = 30
"""Within which, after the healing, everything must be counted; the trial goes on as soon as it is"""
STOP_SECONDS = 20
"""Within which a service must end that was told to"""
START_SECONDS = 30
"""Within which the broker must answer"""


@dataclass
class Outcome:
    findings: list[Finding] = field(default_factory=list)
    evidence: Evidence | None = None
    figures: dict[str, float] = field(default_factory=dict)


class Trial:
    """Call `run` once, and `close` whatever happened."""

    def __init__(self, plan: Plan, folder: Path, foreign: str | None = None):
        """- Parameter foreign: a broker that runs already, and is neither killed nor cut off."""
        self._plan, self._folder = plan, folder
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self._fleet = Fleet(plan, folder, foreign)
        self._foreign = foreign is not None
        self._witness = Witness(self._fleet.direct, GROUP, folder / "witness.log")
        self._outcome = Outcome()

    def run(self) -> Outcome:
        started = time.monotonic()
        try:
            self._start_broker()
            before = self._look()
            self._write_pieces()
            self._witness.start()
            self._trouble()
            self._fleet.heal()
            self._wait_for_quiet()
            self._judge(before)
        except Unreadable as fault:
            self._outcome.findings.append(Finding(str(fault)))
        self._fleet.stop_broker(STOP_SECONDS)
        self._outcome.findings += [Finding(fault) for fault in self._fleet.faults]
        self._outcome.figures |= {
            "kills": sum(end.told == "kill -9" for end in self._fleet.exits), "restarts": self._fleet.restarts,
            "seconds": time.monotonic() - started}
        return self._outcome

    def close(self) -> None:
        self._witness.finish()
        self._fleet.close()

    def _start_broker(self) -> None:
        self._fleet.start("broker")
        if not self._fleet.wait(START_SECONDS, lambda: answers(self._fleet.direct)):
            raise Unreadable(f"the broker at {self._fleet.direct} does not answer within {START_SECONDS} s")

    def _look(self) -> Sight:
        try:
            return self._witness.look_now()
        except NoAnswer as fault:
            raise Unreadable(f"{self._fleet.direct} does not say where its topics end ({fault})") from fault

    def _write_pieces(self) -> None:
        # Windows lie the same way in every run of a seed: the schedule's 0 is the start of one.
        base = round(time.time() * 1000)
        base -= base % self._plan.rules.window
        for piece in self._plan.pieces:
            lines = piece_lines(self._plan, piece, base)
            (self._folder / f"{piece.name}.ndjson").write_text("".join(line + "\n" for line in lines))

    def _trouble(self) -> None:
        started = time.monotonic()
        for step in self._plan.steps:
            self._fleet.wait(started + step.at - time.monotonic())
            self._fleet.do(step)
        self._fleet.wait(started + self._plan.seconds - time.monotonic())

    def _wait_for_quiet(self) -> None:
        """Until the rows are right. Whether they became so, `_judge` finds out."""
        healed = time.monotonic()
        while (waited := time.monotonic() - healed) < QUIET_SECONDS:
            self._fleet.wait(0.1)
            if self._fleet.is_published() and not self._witness.uncommitted() and not totals(self._read()):
                break
        self._outcome.figures["quiet"] = waited

    def _read(self) -> Evidence:
        brokers = self._fleet.brokers
        logs, live, results = record_topics((LOGS, LIVE, RESULTS), brokers, self._folder)
        return Evidence(self._plan.rules, judge(logs, self._plan.rules), rows_of(live) + rows_of(results))

    def _judge(self, before: Sight) -> None:
        """Once the services are stopped: what they still write when they are told to must be right as well."""
        findings = []
        if behind := self._witness.uncommitted():
            findings.append(Finding(f"not all of logs is committed, though all is quiet: {behind}"))
        self._witness.finish()
        self._fleet.stop(STOP_SECONDS)
        with ThreadPoolExecutor(1) as thread:
            letters = thread.submit(dead_letters, self._fleet.brokers, self._folder)
            evidence = self._read()
            evidence.letters = letters.result()
        evidence.sights, evidence.live_starts = self._witness.sights, self._look().live_starts
        if self._foreign:
            # What it saw rests on the ends that the broker tells, and there are brokers that tell them late.
            evidence.sights = []
        evidence.published, evidence.log_begins = self._fleet.published(), before.ends[LOGS]
        self._outcome.evidence, self._outcome.findings = evidence, all_findings(evidence) + findings
        self._outcome.figures |= {"events": len(evidence.verdicts), "rows": len(evidence.rows),
                                  "rejected": sum(verdict.reason is not None for verdict in evidence.verdicts)}
