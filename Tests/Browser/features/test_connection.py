"""Brokers and dashboards that go away and come back, on a stage of their own."""

from __future__ import annotations

import tempfile
from pathlib import Path

from case import PageTest
from history import all_series
from made import totals
from rows import MINUTE, Row
from stage import Stage


class ConnectionTests(PageTest):
    allowed_on_console = (r"net::ERR_(CONNECTION_REFUSED|INCOMPLETE_CHUNKED_ENCODING|EMPTY_RESPONSE|CONNECTION_RESET)",)

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="adtally-browser-", ignore_cleanup_errors=True)
        cls.addClassCleanup(folder.cleanup)
        shared = PageTest.stage
        cls.stage = Stage(Path(folder.name) / "stage")
        cls.addClassCleanup(cls.stage.close)
        cls.stage.start([])
        cls.newest = shared.expected.newest

    def row(self, number: int, spend: int) -> Row:
        return Row(self.newest - number * MINUTE, all_series()[abs(number)], totals(spend, impressions=5, clicks=2))

    def check_status(self, tone: str, words: str) -> None:
        shown = self.page.read()
        self.assertEqual(shown.tone, tone)
        self.assertRegex(shown.status, words)

    def test_1_an_empty_page_fills_by_itself(self):
        self.page.open()
        shown = self.page.read()
        self.assertEqual((shown.is_empty, shown.status), (True, "Live"))
        self.inspect("empty")
        self.publish(self.row(0, 1_500_000))
        self.eventually(lambda: self.check_figures(60))
        self.assertFalse(self.page.read().is_empty)

    def test_2_the_broker_goes_away_and_comes_back(self):
        self.page.open()
        self.stage.stop(self.stage.broker)
        self.eventually(lambda: self.check_status("away", r"^Broker away since \d\d:\d\d:\d\d UTC$"), 30)
        self.assertRegex(self.page.read().notices[0], "^The broker has been away since")
        self.check_figures(60)
        self.inspect("broker-away")
        self.stage.broker.start()
        self.eventually(lambda: self.check_status("live", "^Live$"), 60)
        self.publish(self.row(1, 2_500_000))
        self.eventually(lambda: self.check_figures(60))

    def test_3_the_dashboard_goes_away_and_comes_back(self):
        self.page.open("/?range=15m")
        self.browser.script("window.stillHere = true")
        self.stage.stop(self.stage.dashboard)
        self.eventually(lambda: self.check_status("wait", "^Reconnecting$"))
        self.check_figures(15)
        self.publish(self.row(2, 4_000_000))
        self.stage.start_dashboard()
        self.eventually(lambda: self.check_figures(15), 40)
        self.eventually(lambda: self.check_status("live", "^Live$"))
        self.assertTrue(self.browser.script("return window.stillHere"), "the page was loaded anew")

    def test_4_a_page_that_is_not_looked_at_holds_no_stream(self):
        self.page.open()

        def streams() -> str:
            metrics = self.stage.get("/metrics").decode()
            return next(line for line in metrics.splitlines() if line.startswith("adtally_dashboard_streams"))
        self.eventually(lambda: self.assertTrue(streams().endswith(" 1"), streams()))
        here = self.browser.driver.current_window_handle
        self.browser.driver.switch_to.new_window("tab")
        try:
            self.eventually(lambda: self.assertTrue(streams().endswith(" 0"), streams()))
        finally:
            self.browser.driver.close()
            self.browser.driver.switch_to.window(here)
        self.eventually(lambda: self.assertTrue(streams().endswith(" 1"), streams()))

    def test_5_rows_from_the_future_are_left_out_and_told(self):
        self.page.open()
        self.stage.publish([self.row(-120, 9_000_000)], counts=False)
        self.eventually(lambda: self.assertIn(
            "1 rows are left out: their window starts over an hour ahead of this clock.", self.page.read().notices))
        self.check_figures(60)
