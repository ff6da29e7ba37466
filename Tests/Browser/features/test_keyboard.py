"""The Tab key goes through the page as it is read, and one always sees where it is."""

from __future__ import annotations

from browser import SCHEMES, WIDTHS
from case import COLUMNS, RANGES, PageTest


class KeyboardTests(PageTest):
    def test_tab_visits_everything_in_the_order_of_reading(self):
        self.page.open()
        stops = self.tab_stops()
        names = [stop.name for stop in stops]
        self.assertEqual(names[:3 + len(RANGES)], ["AdTally", *RANGES, "Refresh", "Clear data"])
        self.assertEqual(names[-len(COLUMNS):], [label + ("↓" if label == "Spend" else "") for label in COLUMNS])
        self.assertIn("Show as a table", names)

    def test_the_header_is_visited_as_it_is_laid_out(self):
        for width in WIDTHS:
            with self.subTest(width):
                self.browser.view(width)
                self.page.open()
                header = self.tab_stops()[:3 + len(RANGES)]
                for one, next_one in zip(header, header[1:]):
                    self.assertTrue(one.comes_before(next_one), f"{one}\n{next_one}")

    def test_the_focus_is_always_seen(self):
        for width in (1440, 360):
            for scheme in SCHEMES:
                with self.subTest(f"{width} {scheme}"):
                    self.browser.view(width)
                    self.browser.scheme(scheme)
                    self.page.open()
                    self.assertEqual([stop for stop in self.tab_stops() if not stop.is_seen], [])

    def test_everything_that_can_be_clicked_can_be_reached(self):
        self.page.open()
        clickable = self.browser.script("""
            return [...document.querySelectorAll("a[href], button, input, select, summary")]
              .filter((one) => one.checkVisibility()).map((one) => one.textContent.trim())""")
        reached = [stop.name for stop in self.tab_stops()]
        self.assertEqual([name for name in clickable if name not in reached], [])
