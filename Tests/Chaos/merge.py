"""How anyone reads `results` and `results.live` (DESIGN §3): the newest row of each key and epoch, added up."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

from model import COUNTS, RATIOS, Key, Record, Totals
from oracle import parse_time


@dataclass(frozen=True)
class Row:
    """A row, and where it stands."""
    record: Record
    key: Key
    window_end: int
    totals: Totals
    ratios: dict[str, Fraction | None]
    status: str
    revision: int
    epoch: int
    through_offset: int

    @property
    def place(self) -> str:
        return f"{self.record.topic}[{self.record.partition}]@{self.record.offset}"


def _of_kind(body: dict, name: str, *kinds: type):
    if type(body[name]) not in kinds:  # bool is an int
        raise ValueError(f"{name} is {body[name]!r}")
    return body[name]


def _text(body: dict, name: str) -> str:
    text = _of_kind(body, name, str)
    text.encode()  # raises for half a surrogate pair
    return text


def _no_number(text: str):
    raise ValueError(f"{text} is no number")


def _micros(body: dict, name: str) -> int:
    amount = _of_kind(body, name, int, Fraction)
    micros = Fraction(amount) * 1_000_000
    if micros.denominator != 1:
        raise ValueError(f"{amount} is no whole number of micros")
    return int(micros)


def read_row(record: Record) -> Row:
    """- Raises ValueError, KeyError, TypeError or Rejected for what is no row."""
    body = json.loads(record.value, parse_float=Fraction, parse_constant=_no_number)
    start, end = (parse_time(_text(body, name)) for name in ("windowStart", "windowEnd"))
    partition, revision, epoch, through = (_of_kind(body, name, int)
                                           for name in ("partition", "revision", "epoch", "throughOffset"))
    key = Key(start, *(_text(body, name) for name in ("organizationId", "campaignId", "channel")), partition)
    totals = Totals({name: _of_kind(body, name, int) for name in COUNTS.values()}, _micros(body, "spend"),
                    _micros(body, "revenue"))
    ratios = {name: _of_kind(body, name, int, Fraction, type(None)) for name in RATIOS}
    return Row(record, key, end, totals, ratios, _text(body, "status"), revision, epoch, through)


def newest_rows(rows: list[Row]) -> dict[tuple[Key, int], Row]:
    """Of each key (its partition included) and epoch: the largest throughOffset; equal: final, then the later one.

    - Parameter rows: those of one topic in the order of their offsets.
    """
    newest: dict[tuple[Key, int], Row] = {}
    for row in rows:
        known = newest.get((row.key, row.epoch))
        if known is None or _age(row) >= _age(known):
            newest[row.key, row.epoch] = row
    return newest


def _age(row: Row) -> tuple[int, bool]:
    return row.through_offset, row.status == "final"


def by_partition(newest: dict[tuple[Key, int], Row]) -> dict[Key, Totals]:
    """Epochs added up."""
    merged: dict[Key, Totals] = defaultdict(Totals)
    for (key, _), row in newest.items():
        merged[key].merge(row.totals)
    return dict(merged)


def over_partitions(totals: dict[Key, Totals]) -> dict[Key, Totals]:
    """Partitions added up, as a reader shows them; the keys' partition is -1."""
    merged: dict[Key, Totals] = defaultdict(Totals)
    for key, part in totals.items():
        merged[key._replace(partition=-1)].merge(part)
    return dict(merged)
