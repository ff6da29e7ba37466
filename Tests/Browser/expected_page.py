"""The oracle's figures in the places where the page has them: the layout is here, the words are in `expected.py`."""

from __future__ import annotations

from datetime import datetime, timezone

from expected import Expected, Slice, amount, change, in_order, text
from figures import UNDEFINED, exact_money
from model import Totals
from page import METRICS, Line, Tile
from rows import MINUTE, Series

MOST_BARS, MOST_POINTS = 8, 100
_FIGURES = list(METRICS.values())
_FORMULAS = {"spend": "what all events but conversions cost", "revenue": "what conversions earned",
             "roas": "revenue ÷ spend", "impressions": "ads shown", "clicks": "ads clicked",
             "conversions": "goals reached", "ctr": "clicks ÷ impressions", "conversionRate": "conversions ÷ clicks",
             "cpc": "spend ÷ clicks", "cpm": "spend ÷ impressions × 1000", "cpa": "spend ÷ conversions"}
_SIGNS = {"better": "✓", "worse": "✗", "": ""}
_NOTHING = Totals()


class View:
    """What a page shows of a span and a filter."""

    def __init__(self, expected: Expected, span: tuple[int, int], is_all: bool = False, **filters):
        self.expected, self.span, self.filters = expected, span, filters
        self.slice = expected.between(*span, **filters)
        self.periods = expected.periods(span, is_all)
        self.shown, self.before = (self._period(period) for period in
                                   ((self.periods.shown, self.periods.before) if self.periods else (None, None)))

    def _period(self, span: tuple[int, int] | None) -> Slice | None:
        return span and self.expected.between(*span, **self.filters)


def tiles(view: View) -> dict[str, Tile]:
    totals = view.slice.totals
    then, now = (view.before.totals, view.shown.totals) if view.periods else (None, None)
    found = {}
    for label, name in METRICS.items():
        moved, verdict = change(name, then, now) if view.periods else (UNDEFINED, "")
        found[label] = Tile(text(totals, name), f"{_exact(totals, name)} ({_FORMULAS[name]})",
                            f"{moved} {verdict}".strip(), verdict)
    return found


def _exact(totals: Totals, name: str) -> str:
    figure = amount(totals, name)
    if figure is None:
        return "undefined: the divisor is 0"
    if name in totals.counts:
        return text(totals, name)
    return exact_money(figure if isinstance(figure, int) else int(figure * 1_000_000))


def funnel(view: View) -> list[list[str]]:
    totals = view.slice.totals
    return [["Impressions", text(totals, "impressions"), ""],
            ["Clicks", text(totals, "clicks"), text(totals, "ctr")],
            ["Conversions", text(totals, "conversions"), text(totals, "conversionRate")]]


def grouped(shown: Slice, by: str) -> dict[Series, Totals]:
    """What the table has a row for; a name that is not part of the grouping is empty."""
    sums = {"pair": lambda: shown.series,
            "campaign": lambda: {Series(*names, ""): sums for names, sums in shown.campaigns.items()},
            "channel": lambda: {Series("", "", name): sums for name, sums in shown.channels.items()}}[by]()
    return {one: totals for one, totals in sums.items() if totals != _NOTHING}


def rows(view: View, by: str, column: str, descending: bool, compares: bool = False) -> list[Line]:
    """All pages of the table."""
    sums, has_many = grouped(view.slice, by), _has_many(view)
    then, now = ({}, {}) if not (compares and view.periods) else (
        grouped(view.before, by), grouped(view.shown, by))
    lines = []
    for one in in_order(sums, column, descending):
        changes = ()
        if compares and view.periods:
            moved = [change(name, then.get(one, _NOTHING), now.get(one, _NOTHING)) for name in _FIGURES]
            changes = tuple(f"{words} {_SIGNS[verdict]}".strip() for words, verdict in moved)
        lines.append(Line(_names(one, by, has_many), _texts(sums[one], _FIGURES), changes))
    return lines


def _names(one: Series, by: str, has_many: bool) -> tuple[str, ...]:
    organization = one.organization if has_many else ""
    return {"pair": (one.campaign, organization, one.channel), "campaign": (one.campaign, organization),
            "channel": (one.channel, "")}[by]


def _has_many(view: View) -> bool:
    return len({organization for organization, _ in view.slice.campaigns}) > 1


def totals(view: View) -> tuple[str, ...]:
    return _texts(view.slice.totals, _FIGURES)


def campaigns(view: View) -> list[Line]:
    sums = grouped(view.slice, "campaign")
    return [Line(_names(one, "campaign", _has_many(view)), _texts(sums[one], ["spend", "cpa", "roas"]))
            for one in in_order(sums, "spend", True)[:MOST_BARS]]


def channels(view: View) -> list[Line]:
    sums = grouped(view.slice, "channel")
    return [Line((one.channel, ""), _texts(sums[one], ["spend", "ctr", "cpc", "cpa"]))
            for one in in_order(sums, "spend", True)[:MOST_BARS]]


def points(view: View, minutes: int, count: int, metric: str, compares: bool, is_all: bool) -> list[Line]:
    """So many slices without a gap, the last of them with the span's last window in it."""
    size = minutes * MINUTE
    end = min(view.span[1], view.expected.end)
    last = (end - 1) // size * size
    starts = [last - place * size for place in reversed(range(count))]
    sums, open_slices = view.slice.buckets(minutes), {window // size * size for window in
                                                      view.expected.between(*view.span).open_windows()}
    has_days = starts[0] // (24 * 60 * MINUTE) != starts[-1] // (24 * 60 * MINUTE)
    lines = []
    for start in starts:
        is_cut = any(start < edge < start + size for edge in view.span)
        note = " (not complete)" if is_cut or start in open_slices else ""
        before = ""
        if compares and view.periods and start < view.periods.shown[1]:
            before = text(_before(view, start, size), metric)
        figures = _texts(sums.get(start, _NOTHING), [metric, "impressions", "clicks", "conversions"])
        lines.append(Line((_label(start, has_days) + note,), (figures[0], before, *figures[1:])))
    return lines


def _before(view: View, start: int, size: int) -> Totals:
    shift = view.periods.shown[0] - view.periods.before[0]
    first, end = view.periods.before
    return view.expected.between(max(start - shift, first), min(start + size - shift, end), **view.filters).totals


def _label(time: int, has_day: bool) -> str:
    moment = datetime.fromtimestamp(time // 1000, timezone.utc)
    return f"{moment.day} {moment:%b %H:%M}" if has_day else f"{moment:%H:%M}"


def _texts(sums: Totals, names: list[str]) -> tuple[str, ...]:
    return tuple(text(sums, name) for name in names)
