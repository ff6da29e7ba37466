"""Ranges are links that change the figures in place; the address says which, and back and forward follow."""

from __future__ import annotations

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from case import RANGES, PageTest


class RangeTests(PageTest):
    def setUp(self):
        super().setUp()
        self.page.open()
        self.page.click("#chart-table summary")
        self.browser.script("window.stillHere = true")

    def check_in_place(self, label: str) -> None:
        code, minutes = RANGES[label]

        def is_shown():
            self.assertEqual(self.check_figures(minutes, points=True).range, label)
        self.eventually(is_shown)
        self.assertEqual(self.page.address, "/" if code == "1h" else f"/?range={code}")
        self.assertTrue(self.browser.script("return window.stillHere"), "the page was loaded anew")

    def test_each_changes_in_place_and_back_and_forward_follow(self):
        visited = ["60 min", "15 min", "24 h", "All", "6 h", "60 min"]
        for label in visited[1:]:
            self.page.choose_range(label)
            self.check_in_place(label)
        for label in visited[-2::-1]:
            self.browser.driver.back()
            self.check_in_place(label)
        self.browser.driver.forward()
        self.check_in_place(visited[1])

    def test_by_keyboard_and_the_focus_stays(self):
        self.browser.script("document.querySelectorAll('#ranges a')[1].focus()")
        self.browser.press("Enter")
        self.check_in_place("15 min")
        self.assertEqual(self.browser.script("return document.activeElement.textContent"), "15 min")
        self.browser.press("Tab", "Tab", "Tab", "Enter")
        self.check_in_place("24 h")

    def test_a_reload_keeps_the_range(self):
        self.page.choose_range("15 min")
        self.check_in_place("15 min")
        self.browser.driver.refresh()
        self.assertEqual(self.check_figures(15).range, "15 min")

    def test_a_new_tab_is_the_browsers_business(self):
        link = self.page.element("#ranges a")
        ActionChains(self.browser.driver).key_down(Keys.CONTROL).click(link).key_up(Keys.CONTROL).perform()
        here, *others = self.browser.driver.window_handles
        try:
            self.assertEqual(len(others), 1)
            self.check_in_place("60 min")
        finally:
            for other in others:
                self.browser.driver.switch_to.window(other)
                self.browser.driver.close()
            self.browser.driver.switch_to.window(here)
