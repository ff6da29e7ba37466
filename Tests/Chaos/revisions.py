"""Whether the revisions of final rows count up (DESIGN §3): a reader shows by them that a row was corrected."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict

from evidence import Evidence, Finding
from model import Key
from topics import RESULTS


def revisions(evidence: Evidence) -> list[Finding]:
    """A final row is at most 1 + the events of its key that it covers, and none falls behind an older one.

    Exact it need not be. Silence makes a window final at a moment that is not in the log, so an owner that restores
    between the final rows of two keys of a window may count one more; rows of one throughOffset may differ by it. What
    a former owner still writes stands after rows that cover more: only rows that were written before are older.
    """
    offsets = {key: [verdict.record.offset for verdict in verdicts] for key, verdicts in evidence.counted().items()}
    written: dict[Key, list[tuple[int, int]]] = defaultdict(list)
    findings = []
    for row in evidence.rows:
        if row.record.topic != RESULTS:
            continue
        most = 1 + bisect_left(offsets.get(row.key, []), row.through_offset)
        older = [revision for through, revision in written[row.key] if through < row.through_offset]
        if row.revision > most:
            findings.append(Finding(f"{row.place}: its revision is {row.revision}, of {most - 1} events", row.key))
        if older and row.revision < max(older):
            findings.append(Finding(f"{row.place}: its revision fell from {max(older)} to {row.revision}", row.key))
        written[row.key].append((row.through_offset, row.revision))
    return findings
