"""The oracle's figures in the places where the page has them: the layout is here, the words are in `expected.py`."""

from __future__ import annotations

import re
from datetime import datetime, timezone

from expected import Slice, amount, in_order, text
from figures import exact_money, price
from fractions import Fraction
from model import Totals
from page import COLUMNS, Line, Tile

MOST_ROWS, MOST_BARS = 200, 8
_FIGURES = [name for name in COLUMNS.values() if name not in ("campaign", "channel")]


def tiles(shown: Slice) -> dict[str, Tile]:
    totals = shown.totals
    conversions = totals.counts["conversions"]
    worth = Fraction(round(Fraction(totals.revenue, conversions)), 1_000_000) if conversions else None
    notes = {"spend": f"{len(shown.campaigns)} campaigns", "impressions": f"CPM {text(totals, 'cpm')}",
             "clicks": f"{text(totals, 'conversionRate')} convert", "conversions": f"worth {price(worth)} each",
             "ctr": "clicks ÷ impressions", "cpc": "spend ÷ clicks", "cpa": "spend ÷ conversions",
             "revenue": f"ROAS {text(totals, 'roas')}"}
    labels = {name: label for label, name in COLUMNS.items()} | {"impressions": "Impressions",
                                                                 "conversions": "Conversions"}
    return {labels[name]: Tile(text(totals, name), _exact(totals, name), note) for name, note in notes.items()}


def _exact(totals: Totals, name: str) -> str:
    figure = amount(totals, name)
    if figure is None:
        return "undefined: the divisor is 0"
    if name in totals.counts:
        return text(totals, name)
    return exact_money(figure if isinstance(figure, int) else int(figure * 1_000_000))


def rows(shown: Slice, column: str, descending: bool) -> list[Line]:
    series = shown.series
    has_many = len({one.organization for one in series}) > 1
    return [Line((one.campaign, one.organization if has_many else "", one.channel), _texts(series[one], _FIGURES))
            for one in in_order(series, column, descending)[:MOST_ROWS]]


def totals(shown: Slice) -> tuple[str, ...]:
    return _texts(shown.totals, _FIGURES)


def campaigns(shown: Slice) -> list[Line]:
    sums = shown.campaigns
    has_many = len({organization for organization, _ in sums}) > 1
    order = sorted(sums, key=lambda one: (-sums[one].spend, *(name.encode() for name in one)))
    return [Line((one[1], one[0] if has_many else ""), _texts(sums[one], ["spend", "cpa", "roas"]))
            for one in order[:MOST_BARS]]


def channels(shown: Slice) -> list[Line]:
    sums = shown.channels
    order = sorted(sums, key=lambda one: (-sums[one].spend, one.encode()))
    return [Line((one, ""), _texts(sums[one], ["spend", "ctr", "cpc", "cpa"])) for one in order[:MOST_BARS]]


def points(shown: Slice, caption: str, labels_have_days: bool) -> dict[str, tuple[str, ...]]:
    """By label; the slices that no row is in are not there."""
    size, unit = re.match(r"per (\d+) (min|h),", caption).groups()
    minutes = int(size) * (60 if unit == "h" else 1)
    open_slices = {window // (minutes * 60_000) for window in shown.open_windows()}
    found = {}
    for start, sums in shown.buckets(minutes).items():
        partial = " (open)" if start // (minutes * 60_000) in open_slices else ""
        found[_label(start, labels_have_days) + partial] = _texts(sums, ["spend", "impressions", "clicks",
                                                                         "conversions"])
    return found


def _label(time: int, has_day: bool) -> str:
    moment = datetime.fromtimestamp(time // 1000, timezone.utc)
    return f"{moment.day} {moment:%b %H:%M}" if has_day else f"{moment:%H:%M}"


def _texts(sums: Totals, names: list[str]) -> tuple[str, ...]:
    return tuple(text(sums, name) for name in names)
