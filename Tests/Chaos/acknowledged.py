"""Whether `logs` holds what was acknowledged: the oracle reads `logs` too, and would not miss what never got there."""

from __future__ import annotations

from collections import Counter

from evidence import Evidence, Finding
from topics import LOGS


def acknowledged(evidence: Evidence) -> list[Finding]:
    """Each record stands in `logs` as often as it was acknowledged, and no oftener than it was sent.

    A publisher that was started once makes these two the same; one that was started again may repeat itself. Pieces may
    have records in common (a tombstone has no id), so they are added up.
    """
    there = Counter((verdict.record.key, verdict.record.value) for verdict in evidence.verdicts
                    if verdict.record.offset >= evidence.log_begins.get(verdict.record.partition, 0))
    least, most = Counter(), Counter()
    for piece in evidence.published:
        for record, count in piece.records.items():
            least[record] += count if piece.is_acknowledged else 0
            most[record] += count * piece.starts
    return [Finding(_said(record, there[record], least[record], most[record], evidence)) for record in most
            if not least[record] <= there[record] <= most[record]]


def _said(record: tuple[bytes | None, bytes | None], found: int, least: int, most: int, evidence: Evidence) -> str:
    key, value = record
    names = ", ".join(f"{piece.name} (started {piece.starts} times)" for piece in evidence.published
                      if record in piece.records)
    fault = f"was acknowledged {least} times" if found < least else f"was sent at most {most} times"
    return f"{LOGS} has {found} times what {fault} by {names}: {key!r} {value if value is None else value[:500]!r}"
