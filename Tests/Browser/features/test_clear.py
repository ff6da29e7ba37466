"""Clear data and its undo, by keyboard alone."""

from __future__ import annotations

from case import PageTest
from expected import difference, text
from focus import focused
from made import new_row


class ClearTests(PageTest):
    def setUp(self):
        super().setUp()
        self.addCleanup(self.stage.post, "/clear/undo")
        self.page.open()

    def is_asking(self) -> bool:
        return self.browser.script("return document.getElementById('clear-dialog').open")

    def ask(self) -> None:
        self.browser.script("document.getElementById('clear').focus()")
        self.browser.press("Enter")
        self.assertTrue(self.is_asking())

    def test_escape_and_cancel_clear_nothing(self):
        self.ask()
        self.assertEqual(focused(self.browser).name, "Cancel", "the harmless answer comes first")
        self.browser.press("Escape")
        self.assertFalse(self.is_asking())
        self.assertEqual(focused(self.browser).id, "clear", "the focus goes back to where it came from")
        self.ask()
        self.browser.press("Space")
        self.assertFalse(self.is_asking())
        self.check_figures(60)

    def test_the_focus_stays_in_the_dialog(self):
        self.ask()
        names = set()
        for _ in range(5):
            self.browser.press("Tab")
            stop = focused(self.browser)
            names.add(stop.name if stop else None)
        self.assertLessEqual(names, {"Cancel", "Clear data", None})

    def test_clear_count_on_and_undo(self):
        then = self.stage.expected.last(60).totals
        self.ask()
        self.browser.press("Tab")
        self.assertEqual(focused(self.browser).name, "Clear data")
        self.browser.press("Enter")
        self.eventually(lambda: self.assertIn("what came before is hidden", self.page.read().cleared))
        self.assertEqual(self.page.read().tiles["Spend"].value, "0.00")
        self.assertEqual(self.page.read().rows, [])
        self.publish(new_row(self.stage), new_row(self.stage, age=3))

        def only_the_new_is_shown():
            now = difference(self.stage.expected.last(60).totals, then)
            tiles = self.page.read().tiles
            self.assertEqual({name: tiles[name].value for name in ("Spend", "Clicks", "CPC", "CPA")},
                             {name: text(now, name.lower()) for name in ("Spend", "Clicks", "CPC", "CPA")})
        self.eventually(only_the_new_is_shown)
        self.inspect("cleared")
        self.browser.script("document.querySelector('#cleared button').focus()")
        self.browser.press("Enter")
        self.eventually(lambda: self.check_figures(60))
        self.assertEqual(self.page.read().cleared, "")
