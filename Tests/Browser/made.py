"""Rows made during a test: each adds to what is there, since nobody else has its key."""

from __future__ import annotations

from itertools import count

from history import all_series
from model import Totals
from rows import MINUTE, Row, Series
from stage import Stage

_numbers = count(1)


def totals(spend: int, revenue: int = 0, **counts: int) -> Totals:
    made = Totals(spend=spend, revenue=revenue)
    made.counts |= counts
    return made


def new_row(stage: Stage, age: int = 0, spend: int = 12_345_678, series: Series | None = None, revision: int = 1) -> Row:
    """- Parameters:
      - age: how many windows before the newest; -1 makes a new one.
      - revision: 0 for a row of an open window.
    """
    number = next(_numbers)
    newest = stage.expected.newest
    return Row(newest - age * MINUTE, series or all_series()[number % 40],
               totals(spend, 3 * spend, impressions=100, clicks=10, conversions=2), partition=1000 + number,
               through_offset=10, revision=revision)
