"""26 hours of rows, a function of one moment and nothing else: the same figures in every run, at other times of day.

What a dashboard can get wrong is in it: partitions and epochs to add up, corrections, rows that come twice, late or
out of order, open windows, divisors that are 0, amounts from a millionth to millions, windows older than the history.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from model import Totals
from names import CAMPAIGNS, CHANNELS, ORGANIZATIONS
from rows import MINUTE, Row, Series

HOUR = 60 * MINUTE
PARTITIONS = 6
_NO_CLICKS, _FREE, _VIEWS_ONLY, _HUGE = CAMPAIGNS[3], CAMPAIGNS[4], CAMPAIGNS[5], CAMPAIGNS[6]


def all_series() -> list[Series]:
    """Each campaign in all channels; of every tenth there is another one with its name in the next organization."""
    found = []
    for place, campaign in enumerate(CAMPAIGNS):
        owners = [place, place + 1] if place % 10 == 0 else [place]
        found += [Series(ORGANIZATIONS[owner % len(ORGANIZATIONS)], campaign, channel)
                  for owner in owners for channel in CHANNELS]
    return found


def history(newest: int) -> list[Row]:
    """In the order of publishing.

    - Parameter newest: start of the newest window, which is open as is the one before; a whole minute.
    """
    maker = _Maker(random.Random("adtally browser history"))
    rows: list[Row] = []
    for age in range(26 * 60, -1, -1):
        rows += maker.window(newest - age * MINUTE, age)
    return rows + maker.stragglers


class _Maker:
    def __init__(self, chance: random.Random):
        self._chance = chance
        self._series = all_series()
        self._offset = 0
        self.stragglers: list[Row] = []
        """What comes after everything else: repeated and stale rows, and corrections"""

    def window(self, start: int, age: int) -> Iterator[Row]:
        share = 0.3 if age < 5 else 0.15 if age < 60 else 0.03
        for series in self._series:
            if self._chance.random() < share:
                yield from self._rows(start, series, is_open=age < 2)

    def _rows(self, start: int, series: Series, is_open: bool) -> Iterator[Row]:
        home = sum(b"".join(series.names)) % PARTITIONS
        yield from self._history(self._row(start, series, home, 0, is_open))
        if self._chance.random() < 0.08:  # a producer that does not key by campaign
            yield from self._history(self._row(start, series, (home + 1) % PARTITIONS, 0, is_open))
        if self._chance.random() < 0.04:  # logs was made anew
            yield from self._history(self._row(start, series, home, 1, is_open))

    def _row(self, start: int, series: Series, partition: int, epoch: int, is_open: bool) -> Row:
        self._offset += self._chance.randint(1, 50)
        return Row(start, series, self._totals(series), partition, epoch, self._offset, 0 if is_open else 1)

    def _history(self, row: Row) -> Iterator[Row]:
        """A row as it comes to be: what stood there before, itself, and what comes after it."""
        luck = self._chance.random()
        if luck < 0.1:
            yield self._part(row, by=self._chance.randint(0, 3), revision=0)
        yield row
        if luck > 0.97:
            yield row
        elif luck > 0.94:
            self.stragglers.append(self._part(row, by=self._chance.randint(1, 9)))
        elif luck > 0.88 and row.revision:
            self.stragglers += self._corrections(row)
        elif luck > 0.85 and row.revision:  # as new as the final row, and yet not what counts
            self.stragglers.append(self._part(row, by=0, revision=0))

    def _part(self, row: Row, by: int, **changes) -> Row:
        """An older row of the same key: about half of it."""
        half = Totals({name: count // 2 for name, count in row.totals.counts.items()}, row.totals.spend // 2,
                      row.totals.revenue // 2)
        return row.later(half, -by, **changes)

    def _corrections(self, row: Row) -> list[Row]:
        """Late events, one by one; the rows of them are written in the wrong order every other time."""
        found = []
        for revision in (2, 3):
            totals = Totals(dict(row.totals.counts), row.totals.spend, row.totals.revenue)
            totals.counts["clicks"] += revision
            totals.spend += revision * self._chance.randint(1, 5_000_000)
            found.append(row.later(totals, revision, revision=revision))
        return found if self._chance.random() < 0.5 else found[::-1]

    def _totals(self, series: Series) -> Totals:
        chance, totals = self._chance, Totals()
        counts = totals.counts
        if series.campaign == _VIEWS_ONLY:
            counts["views"] = chance.randint(1, 9)
            return totals
        counts["impressions"] = chance.choice([0, 1, chance.randint(2, 5000), chance.randint(2, 5000)])
        if series.campaign != _NO_CLICKS:
            counts["clicks"] = chance.choice([0, chance.randint(0, 400)])
            counts["conversions"] = chance.choice([0, 0, 1, chance.randint(0, 60)])  # more than clicks is legal
        counts["engagements"], counts["skips"] = chance.randint(0, 5), chance.randint(0, 5)
        if series.campaign != _FREE:
            totals.spend = chance.choice([1, 5_000, 15_000, chance.randint(0, 90_000_000)])
        if counts["conversions"]:
            totals.revenue = chance.randint(0, 400_000_000)
        if series.campaign == _HUGE:
            totals.spend *= 2000
        if not any(counts.values()):
            counts["impressions"] = 1
        return totals
