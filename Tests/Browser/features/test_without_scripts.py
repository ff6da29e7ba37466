"""Where no script runs the page says the same, links and forms do the rest, and it loads itself anew."""

from __future__ import annotations

from case import RANGES, PageTest


class WithoutScriptsTests(PageTest):
    accepted_by_axe = {"meta-refresh": "without scripts there is no other way to stay current"}

    def setUp(self):
        super().setUp()
        self.browser.scripts(False)
        self.addCleanup(self.browser.scripts, True)

    def test_figures_ranges_and_order(self):
        self.page.open()
        self.assertEqual(self.check_figures(60, points=True).range, "60 min")
        self.page.choose_range("15 min")
        self.assertEqual(self.check_figures(RANGES["15 min"][1], points=True).range, "15 min")
        self.page.sort("CPA")
        self.check_figures(15, sort=("cpa", True))
        self.assertEqual(self.page.address, "/?range=15m&sort=cpa&dir=desc")

    def test_it_loads_itself_anew(self):
        self.page.open()
        refresh = "return document.querySelector('meta[http-equiv=refresh]')?.content"
        self.assertEqual(self.browser.script(refresh), "10")

    def test_clear_and_undo(self):
        self.addCleanup(self.stage.post, "/clear/undo")
        self.page.open()
        self.page.click("#clear")
        self.assertEqual(self.page.address, "/clear")
        self.page.click("button.danger")
        self.assertEqual(self.page.address, "/")
        self.assertIn("what came before is hidden", self.page.read().cleared)
        self.page.click("#cleared button")
        self.check_figures(60)

    def test_how_it_looks(self):
        def load():
            self.browser.scripts(False)
            self.page.open()
            self.browser.scripts(True)  # axe is one; those of the page were not run, and will not be
        self.inspect("without-scripts", prepare=load)
        self.assertFalse(self.browser.script("return document.getElementById('canvas-box').checkVisibility()"))
