"""What the page must say: an oracle that reads the published rows as anyone may (DESIGN §3), slowly and without a float.

It shares nothing with the dashboard but the rule. The rule itself, which row counts and how they add up, is `merge.py` of
Tests/Chaos, which has tests of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction

import figures
from merge import Row as ReadRow
from merge import newest_rows, read_row
from model import Record, Totals
from rows import MINUTE, Row, Series

HISTORY = 24 * 60 * MINUTE


class Expected:
    """All that counts of some rows, to be asked for any interval and filter."""

    def __init__(self, published: Iterable[Row], history: int = HISTORY):
        """- Parameter published: in their order, those of one key at least."""
        self._history = history
        self._read: list[ReadRow] = []
        self._rows: list[ReadRow] = []
        self.newest = 0
        """Start of the newest window"""
        self.add(published)

    def add(self, published: Iterable[Row]) -> None:
        """What was published since."""
        self._read += [_read(row) for row in published]
        self.newest = max((row.key.window for row in self._read), default=0)
        held = [row for row in self._read if row.key.window >= self.newest - self._history]
        self._rows = list(newest_rows(held).values())

    def __len__(self) -> int:
        """Of all rows, those included that do not count."""
        return len(self._read)

    @property
    def end(self) -> int:
        """Where every range of the page ends."""
        return self.newest + MINUTE

    @property
    def held_from(self) -> int:
        """Start of the oldest window."""
        return min(row.key.window for row in self._rows)

    def span(self, minutes: int | None) -> tuple[int, int]:
        """Start and end of what `last` holds."""
        return (self.end - minutes * MINUTE if minutes else self.held_from), self.end

    def periods(self, span: tuple[int, int], is_all: bool = False) -> Periods | None:
        """What a span is compared with; None: nothing, as rows of the period before are not held.

        What still counts is left out, and as much of the period before: all from the first open one on among the ten
        newest windows.
        """
        start, end = span
        windows = self.between(start, end).windows()
        still_open = [window for window in sorted(windows)[-10:] if windows[window]]
        until = min(end, still_open[0] if still_open else self.end)
        length = -(-(end - start) // MINUTE) * MINUTE
        if is_all or until <= start or start - length < self.held_from:
            return None
        return Periods((start, until), (start - length, until - length))

    def last(self, minutes: int | None, **filters: Collection[str]) -> Slice:
        """What a page shows of the newest minutes; None: of all that is held."""
        return self.between(self.end - minutes * MINUTE if minutes else 0, self.end, **filters)

    def between(self, start: int, end: int, organizations: Collection[str] | None = None,
                campaigns: Collection[str] | None = None, channels: Collection[str] | None = None,
                search: str = "") -> Slice:
        """Of the windows that start in `start..<end`; of names that are not given, all."""
        def holds(row: ReadRow) -> bool:
            return (start <= row.key.window < end and (organizations is None or row.key.organization in organizations)
                    and (campaigns is None or row.key.campaign in campaigns)
                    and (channels is None or row.key.channel in channels)
                    and search.lower() in row.key.campaign.lower())
        return Slice([row for row in self._rows if holds(row)])


def _read(row: Row) -> ReadRow:
    """By way of its bytes, so that a wrong row of ours is found."""
    return read_row(Record(row.topic, 0, 0, None, row.key.encode(), row.payload.encode()))


@dataclass(frozen=True)
class Periods:
    """Two spans of equal length, start and end of each."""
    shown: tuple[int, int]
    before: tuple[int, int]


@dataclass
class Slice:
    """The rows of an interval and a filter, of each key and epoch one."""
    rows: list[ReadRow]

    @property
    def totals(self) -> Totals:
        return _sum(row.totals for row in self.rows)

    @property
    def series(self) -> dict[Series, Totals]:
        return self._by(lambda row: Series(row.key.organization, row.key.campaign, row.key.channel))

    @property
    def campaigns(self) -> dict[tuple[str, str], Totals]:
        """By organization and name."""
        return self._by(lambda row: (row.key.organization, row.key.campaign))

    @property
    def channels(self) -> dict[str, Totals]:
        return self._by(lambda row: row.key.channel)

    def buckets(self, minutes: int) -> dict[int, Totals]:
        """By their start, aligned to 1970; those without a row are not there."""
        size = minutes * MINUTE
        return self._by(lambda row: row.key.window // size * size)

    def windows(self) -> dict[int, bool]:
        """Those with a row, and whether one of them is open."""
        found: dict[int, bool] = {}
        for row in self.rows:
            found[row.key.window] = found.get(row.key.window, False) or row.status == "open"
        return found

    def open_windows(self) -> set[int]:
        return {row.key.window for row in self.rows if row.status == "open"}

    def _by(self, group: Callable) -> dict:
        groups = defaultdict(list)
        for row in self.rows:
            groups[group(row)].append(row.totals)
        return {key: _sum(parts) for key, parts in groups.items()}


def _sum(parts: Iterable[Totals]) -> Totals:
    whole = Totals()
    for part in parts:
        whole.merge(part)
    return whole


def difference(now: Totals, then: Totals) -> Totals:
    """What came since: all that a page shows after its data was cleared."""
    counts = {name: count - then.counts[name] for name, count in now.counts.items()}
    return Totals(counts, now.spend - then.spend, now.revenue - then.revenue)


_WORDS: dict[str, Callable] = {
    "spend": figures.money, "revenue": figures.money, "ctr": figures.percent, "conversionRate": figures.percent,
    "cpc": figures.price, "cpm": figures.price, "cpa": figures.price, "roas": figures.multiple,
}


def amount(totals: Totals, name: str) -> int | Fraction | None:
    """A figure by its name in a row; money in micros, a ratio to six decimals, None where its divisor is 0."""
    if name in ("spend", "revenue"):
        return getattr(totals, name)
    return totals.counts[name] if name in totals.counts else totals.ratios()[name]


def text(totals: Totals, name: str) -> str:
    """A figure as the page says it."""
    return _WORDS.get(name, figures.count)(amount(totals, name))


def change(name: str, before: Totals, now: Totals) -> tuple[str, str]:
    """How a figure moved, as the page says it, and whether that is `better`, `worse` or neither."""
    old, new = amount(before, name), amount(now, name)
    if old is None or new is None or old == 0:
        return figures.UNDEFINED, ""
    percent = round(Fraction(100_000_000 * (new - old)) / abs(old))  # millionths, half to even
    arrow = "▲" if percent > 0 else "▼" if percent < 0 else "="
    higher_is_better = {"spend": None, "cpc": False, "cpm": False, "cpa": False}.get(name, True)
    verdict = "" if higher_is_better is None or old == new else "better" if (new > old) == higher_is_better else "worse"
    return f"{arrow} {figures.tenths(Fraction(abs(percent), 1_000_000))}%", verdict


def in_order(series: dict[Series, Totals], column: str, descending: bool) -> list[Series]:
    """The table's order: undefined figures last, whichever way; equal ones by campaign, channel and organization."""
    by_name = sorted(series, key=lambda one: (one.campaign.encode(), one.channel.encode(), one.organization.encode()))
    if column in ("campaign", "channel"):
        return sorted(by_name, key=lambda one: getattr(one, column).encode(), reverse=descending)
    defined = [one for one in by_name if amount(series[one], column) is not None]
    sign = -1 if descending else 1
    defined.sort(key=lambda one: sign * amount(series[one], column))
    return defined + [one for one in by_name if amount(series[one], column) is None]
