"""A span by hand: two times in UTC, for which the page says the same as the oracle."""

from __future__ import annotations

from datetime import datetime, timezone

from case import PageTest
from rows import MINUTE


def _typed(time: int) -> str:
    return datetime.fromtimestamp(time // 1000, timezone.utc).strftime("%Y-%m-%dT%H:%M")


class CustomTests(PageTest):
    def fill(self, start: int, end: int) -> None:
        """As a date picker does it: typing goes through the browser's own language."""
        if not self.browser.script("return document.getElementById('custom').open"):
            self.page.click("#custom summary")
        self.browser.script("""
            for (const [id, value] of [["custom-from", arguments[0]], ["custom-to", arguments[1]]]) {
              const input = document.getElementById(id);
              input.value = value;
              input.dispatchEvent(new Event("input", { bubbles: true }));
            }""", _typed(start), _typed(end))
        self.page.click("#custom-form button")

    def is_open(self) -> bool:
        return self.browser.script("return document.getElementById('custom').open")

    def focused(self) -> str:
        return self.browser.script("return document.activeElement.textContent")

    def test_figures_of_several_spans(self):
        end = self.stage.expected.end
        self.page.open()
        self.browser.script("window.stillHere = true")
        self.page.click("#chart-table summary")
        for start, until in ((95, 35), (7 * 60 + 3, 61), (20 * 60, 20 * 60 - 3), (3, 0)):
            with self.subTest(f"{start} to {until} min ago"):
                span = end - start * MINUTE, end - until * MINUTE
                self.fill(*span)
                self.eventually(lambda: self.check_figures(span=span, points=True))
                self.assertEqual(self.page.parameters, {"from": [_typed(span[0])], "to": [_typed(span[1])]})
                self.assertEqual(self.page.read().range, "")
                self.assertFalse(self.is_open())
                self.assertEqual(self.focused(), "Custom")
        self.browser.driver.back()
        span = end - 20 * 60 * MINUTE, end - (20 * 60 - 3) * MINUTE
        self.eventually(lambda: self.check_figures(span=span, points=True))
        self.assertTrue(self.browser.script("return window.stillHere"), "the page was loaded anew")

    def test_with_filters_kept(self):
        end = self.stage.expected.end
        span = end - 200 * MINUTE, end - 50 * MINUTE
        self.page.open("/?channel=search&compare=previous")
        self.fill(*span)
        self.eventually(lambda: self.check_figures(span=span, channels=["search"]))
        self.assertEqual(self.page.parameters["channel"], ["search"])

    def test_the_wrong_way_round_is_told(self):
        end = self.stage.expected.end
        self.page.open()
        self.fill(end, end - 60 * MINUTE)
        self.assertTrue(self.is_open())
        problem = self.page.element("#custom-problem")
        self.assertTrue(problem.is_displayed())
        self.assertEqual(problem.text, "“From” must lie before “To”.")
        self.assertEqual(self.page.address, "/")
        self.check_figures(60)
        span = end - 60 * MINUTE, end - 30 * MINUTE
        self.fill(*span)
        self.eventually(lambda: self.check_figures(span=span))
        self.assertFalse(problem.is_displayed())

    def test_escape_closes_and_the_focus_returns(self):
        self.page.open()
        self.page.click("#custom summary")
        self.page.click("#custom-from")
        self.assertTrue(self.is_open())
        self.browser.press("Escape")
        self.assertFalse(self.is_open())
        self.assertEqual(self.focused(), "Custom")

    def test_a_span_outside_of_all_that_is_held(self):
        end = self.stage.expected.end
        span = end - 90 * 24 * 60 * MINUTE, end - 89 * 24 * 60 * MINUTE
        self.page.open(f"/?from={_typed(span[0])}&to={_typed(span[1])}")
        self.check_figures(span=span)
        self.assertEqual(self.page.element("#fruitless").text, "Nothing was counted in this span.")
