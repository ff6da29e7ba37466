"""What is published appears by itself, and moves nothing that a person looks at or holds."""

from __future__ import annotations

import time

from case import PageTest
from expected import text
from made import new_row
from model import Totals
from rows import Row, Series


class LiveTests(PageTest):
    def test_an_open_window_grows_and_nothing_moves(self):
        self.page.open()
        self.check_figures(60)
        self.browser.script("""
            window.stillHere = true;
            document.querySelectorAll("#ranges a")[2].focus();
            window.scrollTo(0, 400);
            document.querySelector(".main-table").parentElement.scrollLeft = 30;
        """)
        state = """return { here: window.stillHere, focus: document.activeElement.textContent, y: scrollY,
            x: document.querySelector(".main-table").parentElement.scrollLeft, rows: document.querySelectorAll("#rows tr").length,
            tiles: [...document.querySelectorAll("#tiles .tile")].map((tile) => tile.getBoundingClientRect().toJSON()) }"""
        before, row = self.browser.script(state), new_row(self.stage, revision=0)
        self.assertGreater(before["y"], 0)
        for place in range(4):
            self.publish(row)
            self.eventually(lambda: self.check_figures(60))
            row = row.later(Totals(row.totals.counts | {"clicks": 20 + place}, row.totals.spend * 2, row.totals.revenue))
        self.publish(row.later(row.totals, revision=1))
        self.eventually(lambda: self.check_figures(60))
        self.assertEqual(self.browser.script(state), before)
        # A longer name in a row of a list moves the organization behind it; a tenth of what counts as good is no jump.
        shifts = self.browser.script("return adtallySeen.shifts.filter((shift) => !shift.afterInput)")
        self.assertLess(sum(shift["value"] for shift in shifts), 0.01, shifts)

    def test_corrections_count_and_stale_rows_do_not(self):
        self.page.open("/?range=15m")
        row = new_row(self.stage, age=7)
        self.publish(row)
        self.eventually(lambda: self.check_figures(15))
        fixed = row.later(Totals(row.totals.counts | {"conversions": 7}, row.totals.spend + 1_000_000), 3, revision=2)
        self.publish(fixed)
        self.eventually(lambda: self.check_figures(15))
        spend = self.page.read().tiles["Spend"]
        # The first of them twice, and a last one so that it is known when they have all been read.
        self.publish(row, row, fixed, new_row(self.stage, spend=10_000, age=7))
        self.eventually(lambda: self.check_figures(15))
        self.assertNotEqual(self.page.read().tiles["Spend"], spend)

    def test_a_new_window_moves_every_range_on(self):
        self.page.open("/?range=15m")
        self.page.click("#chart-table summary")
        self.publish(new_row(self.stage, age=-1, revision=0))
        self.eventually(lambda: self.check_figures(15, points=True))

    def test_a_new_campaign_gets_a_row(self):
        self.page.open("/?range=15m&by=pair&sort=campaign&dir=asc")
        row = new_row(self.stage)
        fresh = Row(row.window, Series("org_9", "  first of all", "search"), row.totals, through_offset=1)
        self.publish(fresh)
        self.eventually(lambda: self.check_figures(15, sort=("campaign", False)))
        self.assertEqual(self.page.read().rows[0].names, ("  first of all", "org_9", "search"))

    def test_what_an_update_costs(self):
        """Printed, never asserted: it depends on the machine."""
        self.page.open()
        self.settle()
        row, count = new_row(self.stage, revision=0), 10
        before, began = self.browser.metrics(), time.monotonic()
        for _ in range(count):
            row = row.later(Totals(row.totals.counts, row.totals.spend + 1_000_000, row.totals.revenue))
            self.publish(row)
            spend = text(self.stage.expected.last(60).totals, "spend")
            # Not all of the page: reading it would cost more than the update does.
            self.eventually(lambda: self.assertEqual(self.page.element(".tile .value").text, spend))
        after = self.browser.metrics()
        said = {name: (after[name + "Duration"] - before[name + "Duration"]) * 1000 / count
                for name in ("Task", "Script", "RecalcStyle", "Layout")}
        print(f"     an update takes the page's main thread, in ms: "
              f"{', '.join(f'{name} {value:.1f}' for name, value in said.items())} (the test's own look included); "
              f"{before['Nodes']:.0f} nodes before, {after['Nodes']:.0f} after; "
              f"{(time.monotonic() - began) / count:.2f} s from publishing to the page")
