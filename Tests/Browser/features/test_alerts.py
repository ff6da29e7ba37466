"""A rule is made by its form, fires, is seen on every page, and is gone again."""

from __future__ import annotations

from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

from case import PageTest


class AlertTests(PageTest):
    allowed_on_console = (r"/alerts .*(400|422)",)

    def setUp(self):
        super().setUp()
        self.addCleanup(self.delete_rules)

    def delete_rules(self) -> None:
        while True:
            self.page.open("/alerts")
            found = self.browser.driver.find_elements(By.CSS_SELECTOR, ".rules details")
            if not found:
                return
            found[0].find_element(By.TAG_NAME, "summary").click()
            found[0].find_element(By.CSS_SELECTOR, "button").click()

    def make(self, name: str, metric: str = "impressions", condition: str = "above", threshold: str = "0",
             minutes: str = "60", **filters: str) -> None:
        self.page.open("/alerts")
        for field, value in {"name": name, "threshold": threshold, "minutes": minutes, **filters}.items():
            box = self.page.element(f"#{field}")
            box.clear()
            box.send_keys(value)
        Select(self.page.element("#metric")).select_by_value(metric)
        Select(self.page.element("#condition")).select_by_value(condition)
        button = self.page.element(".rule-form .primary")
        self.browser.script("arguments[0].scrollIntoView({ block: 'center' })", button)
        button.click()

    def rules(self) -> list[str]:
        return [row.text for row in self.browser.driver.find_elements(By.CSS_SELECTOR, ".rules tbody tr")]

    def test_it_fires_is_seen_and_is_deleted(self):
        self.page.open()
        self.assertEqual((self.page.read().firing, self.page.read().badge), ([], ""))
        name = "<b>any</b> impressions"
        self.make(name)
        self.assertEqual(len(self.rules()), 1)
        self.assertIn(name, self.rules()[0])
        self.page.open()

        def is_told():
            shown = self.page.read()
            self.assertEqual((len(shown.firing), shown.badge), (1, "1"))
            self.assertTrue(shown.firing[0].startswith(name), shown.firing)
            self.assertRegex(shown.firing[0], r"Impressions was [\d,]+ over 60 min.*above 0.*since \d\d:\d\d:\d\d UTC")
        self.eventually(is_told, 30)
        self.page.open("/alerts")
        self.eventually(lambda: self.assertIn("Firing", self.rules()[0]))
        self.inspect("alerts")
        self.page.open("/?range=15m")
        self.eventually(is_told)
        self.check_figures(15)
        self.inspect("firing")
        self.delete_rules()
        self.assertEqual(self.rules(), [])
        self.page.open()
        self.eventually(lambda: self.assertEqual((self.page.read().firing, self.page.read().badge), ([], "")))

    def test_an_open_page_is_told(self):
        self.page.open()
        here = self.browser.driver.current_window_handle
        self.browser.driver.switch_to.new_window("tab")
        try:
            self.make("of one channel", "clicks", channel="search")
        finally:
            self.browser.driver.close()
            self.browser.driver.switch_to.window(here)
        self.eventually(lambda: self.assertEqual(self.page.read().badge, "1"), 30)
        self.assertIn("of one channel", self.page.read().firing[0])

    def test_what_does_not_fire(self):
        self.make("never", threshold="999999999999")
        self.page.open()
        self.assertEqual((self.page.read().firing, self.page.read().badge), ([], ""))

    def test_a_wrong_form_says_what_is_wrong(self):
        self.make("wrong", threshold="many")
        self.assertEqual(self.rules(), [])
        self.assertTrue(self.page.element("#threshold-fault").text)
        self.assertEqual(self.page.element("#threshold").get_attribute("value"), "many", "what was typed is kept")
        self.inspect("alerts-wrong")
