"""Changes against the period before: what still counts is left out on both sides, and words say better or worse."""

from __future__ import annotations

from case import METRICS, RANGES, PageTest
from expected import change
from made import new_row


class CompareTests(PageTest):
    def test_tiles_of_every_range_change_as_the_oracle_says(self):
        # `check_figures` holds every tile's change against the oracle; here is that it is no dash where rows are held.
        for label, (code, minutes) in RANGES.items():
            with self.subTest(label):
                self.page.open(f"/?range={code}")
                shown, expected = self.check_figures(minutes), self.stage.expected
                periods = expected.periods(expected.span(minutes), minutes is None)
                if minutes is None or minutes == 1440:
                    self.assertIsNone(periods)
                    self.assertEqual({tile.change for tile in shown.tiles.values()}, {"—"})
                    self.assertTrue(shown.comparison)
                    continue
                now, then = (expected.between(*span).totals for span in (periods.shown, periods.before))
                for name in ("spend", "cpa", "clicks"):
                    tile = shown.tiles[next(one for one in METRICS if METRICS[one] == name)]
                    words, verdict = change(name, then, now)
                    self.assertEqual(tile.change, f"{words} {verdict}".strip())
                    self.assertEqual(tile.verdict, verdict)
                self.assertEqual(shown.tiles["Spend"].verdict, "", "spend is neither good nor bad")
                self.assertRegex(shown.comparison, "^Changes: .* against .*, UTC$")

    def check_compared(self, address: str, minutes: int | None = 60, **filters) -> None:
        def is_shown():
            self.assertEqual(self.page.address, address)
            shown = self.check_figures(minutes, points=True, **filters)
            compares = "compare=previous" in address
            self.assertEqual(any(row.changes for row in shown.rows), compares)
            self.assertEqual(any(point.figures[1] for point in shown.points), compares)
        self.eventually(is_shown)

    def test_by_click_and_by_key(self):
        self.page.open()
        self.page.click("#chart-table summary")
        self.page.click("#compare")
        self.check_compared("/?compare=previous")
        self.browser.script("document.activeElement.blur()")
        self.browser.press("x")
        self.check_compared("/")
        self.browser.press("x")
        self.check_compared("/?compare=previous")
        self.browser.driver.back()
        self.check_compared("/")

    def test_from_the_address_with_a_filter_and_by_each_grouping(self):
        for by in ("campaign", "channel", "pair"):
            with self.subTest(by):
                self.page.open(f"/?range=6h&org=org_1&channel=search&metric=clicks&compare=previous&by={by}&rows=1000")
                self.check_figures(360, points=True, organizations=["org_1"], channels=["search"])

    def test_what_still_counts_is_left_out_as_it_comes(self):
        self.page.open("/?range=15m&compare=previous")
        for age in (-1, 3):  # a new window; and one further back that is open again, behind which all is left out
            self.publish(new_row(self.stage, age=age, revision=0))
            self.eventually(lambda: self.check_figures(15))
        self.publish(new_row(self.stage, age=30))
        self.eventually(lambda: self.check_figures(15))
