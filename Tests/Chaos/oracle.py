"""The slow, obvious answer: what the rows and the dead letters of a recorded `logs` must be (DESIGN §3, §5).

Every record is judged by itself, in the order of its partition; nothing is kept but the newest accepted timestamp.
Money and ratios are fractions, never floats. Nothing here is shared with the program under test.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from datetime import datetime, timedelta, timezone
from fractions import Fraction

from model import COUNTS, Event, Key, Record, Rules, Totals, Verdict

MAX_BYTES = 64 * 1024
MAX_NAME_BYTES = 128
FUTURE_MS = 5 * 60_000
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_EARLIEST, _LIMIT = (round((datetime(year, 1, 1, tzinfo=timezone.utc) - _EPOCH).total_seconds() * 1000)
                     for year in (2000, 2100))
_RFC_3339 = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt ]([0-9]{2}):([0-9]{2}):([0-9]{2})"
                       r"(?:\.([0-9]{1,9}))?(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))")


class Rejected(Exception):
    """Its argument is the reason, as the header of a dead letter names it."""


def _members(value: bytes | None) -> dict:
    if value is None:
        raise Rejected("json")
    if len(value) > MAX_BYTES:
        raise Rejected("size")

    def no_number(text: str):
        raise ValueError(text)

    try:
        members = json.loads(value.decode("utf-8"), parse_float=Fraction, parse_constant=no_number)
    except (ValueError, RecursionError) as broken:
        raise Rejected("json") from broken
    if not isinstance(members, dict):
        raise Rejected("json")
    return members


def _micros(value) -> int:
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, (int, Fraction)) or not 0 <= value <= 1_000_000_000:
        raise Rejected("value")
    return round(Fraction(value) * 1_000_000)  # of a Fraction: half to even


def _name(members: dict, name: str, absent: str | None) -> str:
    text = members.get(name)
    if text is None:
        text = absent
    if not isinstance(text, str):
        raise Rejected(name)
    try:
        size = len(text.encode("utf-8"))
    except UnicodeEncodeError as half_a_pair:
        raise Rejected("json") from half_a_pair
    if not 1 <= size <= MAX_NAME_BYTES or any(ord(c) < 0x20 or ord(c) == 0x7F for c in text):
        raise Rejected(name)
    return text


def parse_time(stamp) -> int:
    """Milliseconds since 1970."""
    if isinstance(stamp, int) and not isinstance(stamp, bool):
        time = stamp
    elif isinstance(stamp, str) and (found := _RFC_3339.fullmatch(stamp)):
        *date, fraction, sign, hours, minutes = found.groups()
        try:
            whole = datetime(*map(int, date), tzinfo=timezone.utc)
        except ValueError as no_date:
            raise Rejected("timestamp") from no_date
        time = (whole - _EPOCH) // timedelta(milliseconds=1) + int(((fraction or "") + "000")[:3])
        if sign:
            if int(hours) > 23 or int(minutes) > 59:
                raise Rejected("timestamp")
            time -= int(sign + "1") * (int(hours) * 60 + int(minutes)) * 60_000
    else:
        raise Rejected("timestamp")
    if not _EARLIEST <= time < _LIMIT:
        raise Rejected("timestamp")
    return time


def parse(value: bytes | None) -> Event:
    """In the order in which the reasons are tried. Raises Rejected."""
    members = _members(value)
    kind = members.get("eventType")
    if not isinstance(kind, str) or kind not in COUNTS:
        raise Rejected("eventType")
    micros = _micros(members.get("value"))
    organization = _name(members, "organizationId", "default")
    campaign = _name(members, "campaignId", None)
    channel = _name(members, "channel", "unknown")
    return Event(kind, organization, campaign, channel, parse_time(members.get("timestamp")), micros)


def judge(records: list[Record], rules: Rules) -> list[Verdict]:
    """Every record of every partition, partition by partition."""
    newest: dict[int, int] = {}
    verdicts = []
    for record in sorted(records, key=lambda record: (record.partition, record.offset)):
        event = key = None
        try:
            event = parse(record.value)
            if record.time is not None and record.time >= 0 and event.time > record.time + FUTURE_MS:
                raise Rejected("future")
            start = event.time - event.time % rules.window
            key = Key(start, event.organization, event.campaign, event.channel, record.partition)
            before = newest.get(record.partition)
            if before is not None and start + rules.window + rules.lateness <= before - rules.out_of_orderness:
                raise Rejected("late")
        except Rejected as rejected:
            verdicts.append(Verdict(record, event, key, str(rejected)))
            continue
        newest[record.partition] = event.time if before is None else max(before, event.time)
        verdicts.append(Verdict(record, event, key, None))
    return verdicts


def expected_rows(verdicts: list[Verdict]) -> dict[Key, Totals]:
    rows: dict[Key, Totals] = defaultdict(Totals)
    for verdict in verdicts:
        if verdict.reason is None:
            rows[verdict.key].add(verdict.event)
    return dict(rows)
