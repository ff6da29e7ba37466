"""A small log for the harness's own tests, and what a perfect aggregator would make of it."""

from __future__ import annotations

import json
from collections import Counter
from fractions import Fraction

from evidence import Evidence, Published
from merge import Row, read_row
from model import Key, Record, Rules, Totals
from oracle import expected_rows, judge
from topics import DEAD_LETTERS, LIVE, RESULTS, DeadLetter
from witness import Sight

RULES = Rules(window=2000, out_of_orderness=500, lateness=1000)
BASE = 1_795_000_000_000


def event(offset: int, at: int, partition: int = 0, **members) -> Record:
    """At `at` ms after BASE; `name=None` leaves a member out."""
    body = {"eventType": "click", "campaignId": "c", "timestamp": BASE + at, "value": 1.25} | members
    body = {name: value for name, value in body.items() if value is not None}
    return Record("logs", partition, offset, BASE, b"c", json.dumps(body).encode())


LOG = [
    event(0, 100), event(1, 300, eventType="impression"), event(2, 2400, eventType="conversion", value=9.5),
    event(3, 200),  # the window is final and still corrected
    Record("logs", 0, 4, BASE, None, b"{broken"), event(5, 5000), event(6, 1900),  # late
    event(7, 4100, campaignId="d|e"), event(0, 100, partition=1), event(1, 700, partition=1, eventType="view"),
]


def _text(micros: int | Fraction | None) -> float | None:
    return None if micros is None else float(micros)


def write_row(topic: str, offset: int, key: Key, totals: Totals, revision: int, through: int) -> Record:
    body = {"windowStart": "", "windowEnd": "", "organizationId": key.organization, "campaignId": key.campaign,
            "channel": key.channel, "partition": key.partition, **totals.counts, "spend": totals.spend / 1e6,
            "revenue": totals.revenue / 1e6, **{name: _text(ratio) for name, ratio in totals.ratios().items()},
            "status": "final" if topic == RESULTS else "open", "revision": revision, "epoch": 0,
            "throughOffset": through}
    times = [f"2026-11-18T11:06:{40 + (key.window + shift - BASE) // 1000:02}.000Z" for shift in (0, RULES.window)]
    body["windowStart"], body["windowEnd"] = times
    name = "|".join(part.replace("|", "%7C") for part in (times[0], *key[1:4]))
    return Record(topic, key.partition, offset, BASE, name.encode(), json.dumps(body).encode())


def perfect() -> Evidence:
    """A row in results.live and one in results after every event: more than any aggregator writes, and all of it right.
    """
    verdicts = judge(LOG, RULES)
    rows: list[Record] = []
    for number, verdict in enumerate(verdicts):
        if verdict.reason is None:
            sums = expected_rows(verdicts[:number + 1])[verdict.key]
            through = verdict.record.offset + 1
            rows.append(write_row(LIVE, number, verdict.key, sums, 0, through))
            rows.append(write_row(RESULTS, number, verdict.key, sums, 1, through))
    letters = [DeadLetter(Record(DEAD_LETTERS, 0, number, BASE, verdict.record.key, verdict.record.value),
                          verdict.reason, "logs", verdict.record.partition, verdict.record.offset)
               for number, verdict in enumerate(v for v in verdicts if v.reason)]
    ends = {RESULTS: {0: 99, 1: 99}, LIVE: {0: 99, 1: 99}, DEAD_LETTERS: {0: 99}}
    return Evidence(RULES, verdicts, [read_row(row) for row in rows], letters, [Sight({0: 8, 1: 2}, ends, {})],
                    [Published("publisher-1", Counter((record.key, record.value) for record in LOG), 1, True)])


def newest(evidence: Evidence) -> Row:
    """The row that counts for offsets 0, 1 and 3."""
    return max((row for row in evidence.rows if row.status == "final" and row.key.window == BASE
                and row.key.partition == 0), key=lambda row: row.through_offset)
