"""CSV and JSON: all pages of the table as it is filtered and ordered, with every decimal."""

from __future__ import annotations

import csv
import io
import json
from fractions import Fraction
from urllib.parse import urlencode

import expected_page
from case import METRICS, PageTest
from expected import amount, in_order
from expected_page import View
from model import Totals

_NAMES = {"campaign": ("organizationId", "campaignId"), "channel": ("channel",),
          "pair": ("organizationId", "campaignId", "channel")}
_MEMBERS = {"organizationId": "organization", "campaignId": "campaign", "channel": "channel"}


def _exact(totals: Totals, name: str) -> str | None:
    """A plain decimal without zeros at its end."""
    figure = amount(totals, name)
    if figure is None or name in totals.counts:
        return None if figure is None else str(figure)
    millionths = figure if name in ("spend", "revenue") else int(figure * 1_000_000)
    whole, rest = divmod(abs(millionths), 1_000_000)
    return f"{'-' if millionths < 0 else ''}{whole}.{rest:06}".rstrip("0").rstrip(".")


def _cell(name: str) -> str:
    return "'" + name if name.lstrip(" ")[:1] in ("=", "+", "-", "@") else name


class ExportTests(PageTest):
    CASES = (
        ({}, 60, {}, ("spend", True)),
        ({"range": "6h", "by": "pair", "sort": "cpa", "dir": "asc"}, 360, {}, ("cpa", False)),
        ({"range": "all", "by": "channel", "sort": "clicks", "dir": "desc"}, None, {}, ("clicks", True)),
        ({"range": "24h", "org": "org_1", "channel": "search", "by": "pair", "sort": "campaign", "dir": "asc"}, 1440,
         {"organizations": ["org_1"], "channels": ["search"]}, ("campaign", False)),
        ({"q": "CAMP_0", "rows": "1", "page": "7"}, 60, {"search": "camp_0"}, ("spend", True)),
    )

    def wanted(self, minutes: int | None, by: str, filters: dict, sort: tuple[str, bool]) -> tuple[View, list]:
        expected = self.stage.expected
        view = View(expected, expected.span(minutes), minutes is None, **filters)
        sums = expected_page.grouped(view.slice, by)
        return view, [(one, sums[one]) for one in in_order(sums, *sort)]

    def test_csv(self):
        for asked, minutes, filters, sort in self.CASES:
            with self.subTest(str(asked)):
                by = asked.get("by", "campaign")
                text = self.stage.get("/export.csv?" + urlencode(asked)).decode()
                self.assertTrue(text.endswith("\r\n"))
                head, *rows = csv.reader(io.StringIO(text, newline=""))
                self.assertEqual(head, [*_NAMES[by], *METRICS.values()])
                _, wanted = self.wanted(minutes, by, filters, sort)
                self.check_same("lines", rows, [
                    [_cell(getattr(one, _MEMBERS[name])) for name in _NAMES[by]]
                    + [_exact(sums, name) or "" for name in METRICS.values()] for one, sums in wanted])

    def test_json(self):
        for asked, minutes, filters, sort in self.CASES:
            with self.subTest(str(asked)):
                by = asked.get("by", "campaign")
                found = json.loads(self.stage.get("/export.json?" + urlencode(asked)), parse_float=str, parse_int=str)
                view, wanted = self.wanted(minutes, by, filters, sort)
                self.check_same("rows", found["rows"], [
                    {name: getattr(one, _MEMBERS[name]) for name in _NAMES[by]}
                    | {name: _exact(sums, name) for name in METRICS.values()} for one, sums in wanted])
                self.assertEqual(found["totals"], {name: _exact(view.slice.totals, name) for name in METRICS.values()})
                self.assertEqual(found["groupedBy"], by)
                # Adding up the file's own rows gives its own totals, without a float.
                self.assertEqual(sum(Fraction(row["spend"]) for row in found["rows"]), Fraction(found["totals"]["spend"]))

    def test_formulas_are_names(self):
        text = self.stage.get("/export.csv?range=all").decode()
        campaigns = [row[1] for row in csv.reader(io.StringIO(text, newline=""))]
        for name in ('=HYPERLINK("http://evil.example","click")', "+1", "-1", "@SUM(1+1)*cmd|' /C calc'!A0"):
            self.assertIn("'" + name, campaigns)
            self.assertNotIn(name, campaigns)

    def test_by_click_the_file_is_what_the_page_shows(self):
        self.page.open("/?range=6h")
        self.page.click_name("#channels", "search")
        self.eventually(lambda: self.check_figures(360, channels=["search"]))
        for link, suffix in (("#export-csv", ".csv"), ("#export-json", ".json")):
            self.browser.script("document.querySelector(arguments[0]).scrollIntoView({ block: 'center' })", link)
            file = self.browser.download(lambda: self.page.click(link))
            self.assertRegex(file.name, r"^adtally-campaign-\d{8}T\d{4}-\d{8}T\d{4}" + suffix + "$")
            self.assertEqual(file.read_bytes(), self.stage.get(f"/export{suffix}?range=6h&channel=search"))
