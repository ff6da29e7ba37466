"""The table by each of its columns, both ways: the order is the oracle's, undefined figures last."""

from __future__ import annotations

from case import COLUMNS, PageTest


class SortingTests(PageTest):
    def check_order(self, label: str, column: str, descending: bool) -> None:
        def is_shown():
            shown = self.check_figures(60, sort=(column, descending))
            self.assertEqual(shown.sorted_by, {label: "descending" if descending else "ascending"})
        self.eventually(is_shown)

    def test_every_column_both_ways(self):
        self.page.open("/?by=pair&rows=1000")
        for label, column in COLUMNS.items():
            with self.subTest(label):
                names = column in ("campaign", "channel")
                # Spend is the usual column: its first click turns it round.
                ways = [True, False] if column == "spend" else [not names, names]
                if column == "spend":
                    self.page.sort("Clicks")
                    self.check_order("Clicks", "clicks", True)
                for descending in ways:
                    self.page.sort(label)
                    self.check_order(label, column, descending)
                    way = "desc" if descending else "asc"
                    self.assertEqual(self.page.address,
                                     "/?by=pair&rows=1000" if (column, way) == ("spend", "desc")
                                     else f"/?by=pair&sort={column}&dir={way}&rows=1000")

    def test_from_the_address_and_with_a_range(self):
        self.page.open("/?range=6h&sort=cpa&dir=asc")
        shown = self.check_figures(360, sort=("cpa", False))
        self.assertEqual((shown.range, shown.sorted_by), ("6 h", {"CPA": "ascending"}))
        self.page.choose_range("15 min")
        self.eventually(lambda: self.check_figures(15, sort=("cpa", False)))
        self.assertEqual(self.page.address, "/?range=15m&sort=cpa&dir=asc")
