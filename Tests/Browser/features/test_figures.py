"""Figures equal the oracle's, to the cent, however the page is reached."""

from __future__ import annotations

import json

import expected_page
from expected_page import View
from case import METRICS, RANGES, PageTest


class FigureTests(PageTest):
    def test_every_range_from_its_address(self):
        for label, (code, minutes) in RANGES.items():
            with self.subTest(label):
                self.page.open(f"/?range={code}&by=pair&rows=1000")
                # What the server wrote, before the stream says the same.
                shown = self.check_figures(minutes, points=True)
                self.assertEqual(shown.range, label)

    def test_the_usual_page_is_an_hour_by_spend(self):
        self.page.open()
        shown = self.check_figures(60)
        self.assertEqual((shown.range, shown.sorted_by), ("60 min", {"Spend": "descending"}))
        self.assertEqual((shown.status, shown.cleared, shown.is_empty), ("Live", "", False))
        # It is a while since the rows came, if others were tried first.
        self.assertEqual([notice for notice in shown.notices if not notice.startswith("No event has been written to logs")], [])

    def test_an_unknown_address_shows_the_usual_page(self):
        self.page.open("/?range=%3Cscript%3E&sort=none&dir=up")
        self.check_figures(60)

    def test_the_same_figures_as_json(self):
        for code, minutes in RANGES.values():
            expected = self.stage.expected
            wanted = expected_page.tiles(View(expected, expected.span(minutes), minutes is None))
            tiles = json.loads(self.stage.get(f"/api/snapshot?range={code}"))["tiles"]
            self.assertEqual({tile["label"]: tile["value"] for tile in tiles},
                             {label: tile.value for label, tile in wanted.items()})

    def test_refresh_shows_the_newest_figures(self):
        self.page.open()
        self.page.click("#refresh")
        self.check_figures(60)
        self.assertEqual(self.page.address, "/")
        self.assertEqual(list(self.page.read().tiles), list(METRICS))
        self.assertEqual(len(self.page.read().totals), len(METRICS))
