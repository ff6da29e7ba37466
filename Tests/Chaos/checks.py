"""Holds what the topics hold against the oracle. Each check returns its findings; no findings, no fault."""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

from acknowledged import acknowledged
from commits import commits
from evidence import Evidence, Finding
from merge import Row, by_partition, newest_rows, over_partitions
from model import Key, Rules, Totals
from oracle import Rejected, expected_rows, parse_time
from revisions import revisions
from topics import DEAD_LETTERS, LOGS, RESULTS


def all_findings(evidence: Evidence) -> list[Finding]:
    """The worst first: lost events, wrong totals, then rows that were wrong for a while, then the rest."""
    return [*acknowledged(evidence), *totals(evidence), *prefixes(evidence), *shapes(evidence), *revisions(evidence),
            *dead_letters(evidence), *commits(evidence)]


def totals(evidence: Evidence) -> list[Finding]:
    """The merged rows are the oracle's: by partition, and added up over partitions; every newest row is final."""
    expected, newest = expected_rows(evidence.verdicts), newest_rows(evidence.rows)
    got = by_partition(newest)
    findings = _differences(expected, got)
    findings += [Finding(f"the newest row is {row.status}, not final: {row.place}", key)
                 for (key, _), row in newest.items() if row.status != "final"]
    if not findings:
        findings += _differences(over_partitions(expected), over_partitions(got))
    return sorted(findings, key=lambda finding: finding.key)


def _differences(expected: dict[Key, Totals], got: dict[Key, Totals]) -> list[Finding]:
    return [Finding(f"expected {expected.get(key, 'no row')}\n     got {got.get(key, 'no row')}", key)
            for key in sorted(expected.keys() | got.keys()) if expected.get(key) != got.get(key)]


def prefixes(evidence: Evidence) -> list[Finding]:
    """Every row ever written is right for the offset that it names (DESIGN §6.5), not only the newest."""
    findings, counted = [], evidence.counted()
    for row in evidence.rows:
        expected = Totals()
        for verdict in counted.get(row.key, []):
            if verdict.record.offset < row.through_offset:
                expected.add(verdict.event)
        if row.totals != expected:
            findings.append(Finding(f"{row.place}, through offset {row.through_offset}: expected {expected}\n"
                                    f"     got {row.totals}", row.key))
    return findings


def shapes(evidence: Evidence) -> list[Finding]:
    """What a row says of itself agrees with where it stands, and with its own totals."""
    log_ends = evidence.log_ends()
    return [Finding(f"{row.place}: {fault}", row.key) for row in evidence.rows
            for fault in _faults(row, evidence.rules, log_ends[row.key.partition])]


def _faults(row: Row, rules: Rules, log_end: int) -> list[str]:
    is_final, ratios = row.record.topic == RESULTS, row.totals.ratios()
    names = [name.encode() for name in (row.key.organization, row.key.campaign, row.key.channel)]
    checks = {
        "its window is not the rules'": row.window_end == row.key.window + rules.window,
        "it is in another partition than it says": row.record.partition == row.key.partition,
        f"its key is {row.record.key}": _key_parts(row.record.key) == [row.key.window, *names],
        f"its status is {row.status}": row.status == ("final" if is_final else "open"),
        f"its revision is {row.revision}": row.revision >= 1 if is_final else row.revision == 0,
        f"its epoch is {row.epoch}, and nobody recreated {LOGS}": row.epoch == 0,
        f"its throughOffset is {row.through_offset}, and {LOGS} ends at {log_end}": 0 < row.through_offset <= log_end,
        f"its ratios are {row.ratios}, not {ratios}": row.ratios == ratios,
        "it has no Kafka timestamp": row.record.time is not None and row.record.time > 0,
    }
    return [fault for fault, is_right in checks.items() if not is_right]


def _key_parts(key: bytes | None) -> list[int | bytes] | None:
    """Window and names; None where it does not begin with a time."""
    start, *names = map(unquote_to_bytes, (key or b"").split(b"|"))
    try:
        return [parse_time(start.decode()), *names]
    except (UnicodeDecodeError, Rejected):
        return None


def dead_letters(evidence: Evidence) -> list[Finding]:
    """Each rejected record is there at least once, untouched and with its reason, and nothing else is."""
    rejected = {(verdict.record.partition, verdict.record.offset): verdict
                for verdict in evidence.verdicts if verdict.reason}
    findings, seen = [], set()
    for letter in evidence.letters:
        origin = letter.partition, letter.offset
        verdict = rejected.get(origin)
        where = f"{DEAD_LETTERS}[{letter.record.partition}]@{letter.record.offset} ({letter.reason})"
        seen.add(origin)
        if letter.topic != LOGS or verdict is None:
            findings.append(Finding(f"{where} is of {letter.topic}{list(origin)}, which is not to be rejected"))
        elif letter.reason != verdict.reason:
            findings.append(Finding(f"{where} should be for {verdict.reason}: {verdict.record.value!r}"))
        elif (letter.record.key, letter.record.value) != (verdict.record.key, verdict.record.value):
            findings.append(Finding(f"{where} is not untouched: {letter.record.key!r} {letter.record.value!r}\n"
                                    f"     was {verdict.record.key!r} {verdict.record.value!r}"))
    findings += [Finding(f"{LOGS}{list(origin)} is rejected ({verdict.reason}) and not in {DEAD_LETTERS}: "
                         f"{verdict.record.value!r}") for origin, verdict in rejected.items() if origin not in seen]
    return findings
