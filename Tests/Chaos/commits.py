"""Whether commits were right when they were made (DESIGN §6.1)."""

from __future__ import annotations

from collections import defaultdict

from evidence import Evidence, Finding
from model import Key
from topics import DEAD_LETTERS, LOGS
from witness import Sight


def commits(evidence: Evidence) -> list[Finding]:
    """A commit never names more than the topics hold at that time, and never goes back."""
    findings = []
    reached: dict[int, int] = {}
    for sight in evidence.sights:
        for partition, offset in sight.committed.items():
            if offset < reached.get(partition, 0):
                findings.append(Finding(f"the commit of {LOGS}[{partition}] went back from {reached[partition]} to "
                                        f"{offset}"))
            reached[partition] = offset
        findings += _uncovered(evidence, sight)
    return findings


def _uncovered(evidence: Evidence, sight: Sight) -> list[Finding]:
    """What was committed before its row or dead letter was written.

    Rows of `results.live` that were trimmed after the sight may have covered anything, so it tells nothing of events of
    that partition. Those trimmed before it have newer ones of the same keys that the sight saw.
    """
    covered: dict[Key, int] = defaultdict(int)
    for row in evidence.rows:
        if row.record.offset < sight.ends[row.record.topic].get(row.record.partition, 0):
            covered[row.key] = max(covered[row.key], row.through_offset)
    letters = {(letter.partition, letter.offset) for letter in evidence.letters
               if letter.record.offset < sight.ends[DEAD_LETTERS].get(letter.record.partition, 0)}
    findings = []
    for verdict in evidence.verdicts:
        partition, offset = verdict.record.partition, verdict.record.offset
        if offset >= sight.committed.get(partition, 0):
            continue
        is_known = sight.live_starts.get(partition, 0) == evidence.live_starts.get(partition, 0)
        is_written = ((partition, offset) in letters if verdict.reason
                      else not is_known or offset < covered[verdict.key])
        if not is_written:
            findings.append(Finding(f"{LOGS}[{partition}] was committed to {sight.committed[partition]} when nothing "
                                    f"written covered its offset {offset}", verdict.key))
    return findings
