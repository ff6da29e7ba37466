"""What a failing seed says: the first row that differs, and the two histories of its key."""

from __future__ import annotations

from datetime import datetime, timedelta

from evidence import Evidence, Finding
from merge import Row
from model import Key, Verdict

_SHOWN = 60


def explain(findings: list[Finding], evidence: Evidence | None) -> str:
    first = findings[0]
    title = f"first of {len(findings)} findings: " + (f"row {_key(first.key)}\n     " if first.key else "")
    lines = [title + first.text[:4000]]
    if first.key and evidence:
        lines += histories(first.key, evidence)
    lines += [f"also: {f'row {_key(finding.key)} ' if finding.key else ''}{finding.text[:300]}"
              for finding in findings[1:6]]
    return "\n".join(lines)


def histories(key: Key, evidence: Evidence) -> list[str]:
    """What `logs` has for a key, and what was written of it. Partition -1: of all partitions."""
    def is_meant(other: Key | None) -> bool:
        return other is not None and key in (other, other._replace(partition=-1))

    verdicts = [verdict for verdict in evidence.verdicts if is_meant(verdict.key)]
    rows = sorted((row for row in evidence.rows if is_meant(row.key)), key=_written)
    return [f"what logs has for it, {len(verdicts)} records:", *_shortened(map(_verdict_line, verdicts)),
            f"what was written of it, {len(rows)} rows:", *_shortened(map(_row_line, rows))]


def _written(row: Row) -> tuple:
    return row.record.time, row.record.topic, row.record.offset


def _shortened(lines) -> list[str]:
    lines = ["  " + line for line in lines]
    left_out = len(lines) - 2 * _SHOWN
    if left_out <= 0:
        return lines
    return [*lines[:_SHOWN], f"  … {left_out} more …", *lines[-_SHOWN:]]


def _verdict_line(verdict: Verdict) -> str:
    record, event = verdict.record, verdict.event
    return (f"logs[{record.partition}]@{record.offset} ts {_time(record.time)}: {event.kind} at {_time(event.time)}, "
            f"{event.micros} µ, {verdict.reason or 'counted'}")


def _row_line(row: Row) -> str:
    return (f"{row.place} ts {_time(row.record.time)}: {row.status} revision {row.revision} epoch {row.epoch} "
            f"through {row.through_offset}: {row.totals}")


def _key(key: Key) -> str:
    where = "all partitions" if key.partition < 0 else f"partition {key.partition}"
    return f"{_time(key.window)} {key.organization!r} {key.campaign!r} {key.channel!r}, {where}"


def _time(milliseconds: int | None) -> str:
    if milliseconds is None:
        return "none"
    moment = datetime(1970, 1, 1) + timedelta(milliseconds=milliseconds)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{milliseconds % 1000:03}Z"
