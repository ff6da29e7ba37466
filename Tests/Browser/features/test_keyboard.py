"""The Tab key goes through the page as it is read, and one always sees where it is."""

from __future__ import annotations

from browser import SCHEMES, WIDTHS
from case import COLUMNS, METRICS, RANGES, PageTest


class KeyboardTests(PageTest):
    HEADER = ["Skip to the figures", "AdTally", "Pause", "Refresh", "Theme: auto", "Wall", "Alerts", "Clear data",
              "Keyboard shortcuts", *RANGES, "Custom", "Compare", "Search campaigns"]

    def test_tab_visits_everything_in_the_order_of_reading(self):
        self.page.open("/?rows=5")
        names = [stop.name for stop in self.tab_stops()]
        count = len(self.HEADER)
        self.assertEqual(names[:count], self.HEADER)
        tiles = names[count:count + len(METRICS)]
        self.assertEqual([tile.startswith(label) for tile, label in zip(tiles, METRICS)], [True] * len(METRICS), tiles)
        self.assertEqual(names[count + len(METRICS)], "Show as a table")
        columns = [label + ("↓" if label == "Spend" else "") for label in COLUMNS if label != "Channel"]
        first = names.index("Campaign")
        self.assertEqual(names[first:first + len(columns)], columns)
        for name in ("CSV", "JSON", "Campaigns", "Channels", "Campaign × channel", "Next", "25", "100", "1000", "Hold"):
            self.assertIn(name, names)
        self.assertLess(names.index("CSV"), first)
        self.assertLess(names.index("Next"), names.index("Hold"))

    def test_the_header_is_visited_as_it_is_laid_out(self):
        for width in WIDTHS:
            with self.subTest(width):
                self.browser.view(width)
                self.page.open()
                header = self.tab_stops()[1:len(self.HEADER)]
                for one, next_one in zip(header, header[1:]):
                    self.assertTrue(one.comes_before(next_one), f"{one}\n{next_one}")

    def test_the_focus_is_always_seen(self):
        for width in (1440, 360):
            for scheme in SCHEMES:
                with self.subTest(f"{width} {scheme}"):
                    self.browser.view(width)
                    self.browser.scheme(scheme)
                    self.page.open("/?rows=5")
                    self.assertEqual([stop for stop in self.tab_stops() if not stop.is_seen], [])

    def test_everything_that_can_be_clicked_can_be_reached(self):
        self.page.open("/?rows=5")
        clickable = self.browser.script("""
            return [...document.querySelectorAll("a[href], button, input, select, summary")]
              .filter((one) => one.checkVisibility()).map((one) => (one.ariaLabel || one.textContent).trim().replace(/\\s+/g, " "))""")
        reached = [stop.name for stop in self.tab_stops()]
        self.assertEqual([name for name in clickable if name not in reached], [])
