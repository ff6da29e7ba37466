"""Single keys do what their buttons do; never while one types, and not at all where they are switched off."""

from __future__ import annotations

from case import RANGES, PageTest


class KeyTests(PageTest):
    def press(self, key: str) -> None:
        self.browser.script("document.activeElement?.blur()")
        self.browser.press(key)

    def check_address(self, address: str) -> None:
        self.eventually(lambda: self.assertEqual(self.page.address, address))

    def is_open(self) -> bool:
        return self.browser.script("return document.getElementById('help-dialog').open")

    def look(self) -> list:
        return self.browser.script("""
            const { theme, density } = document.documentElement.dataset;
            return [theme ?? "auto", density ?? "", document.getElementById("theme").textContent,
                    document.getElementById("density").ariaPressed]""")

    def test_spans(self):
        self.page.open("/?channel=search")
        for number, (label, (code, minutes)) in enumerate(RANGES.items(), 1):
            with self.subTest(label):
                self.press(str(number))
                self.eventually(lambda: self.assertEqual(self.check_figures(minutes, channels=["search"]).range, label))
                self.check_address("/?channel=search" if code == "1h" else f"/?range={code}&channel=search")

    def test_compare_clear_and_pages(self):
        self.page.open("/?by=pair&org=org_1")
        self.press("x")
        self.check_address("/?org=org_1&compare=previous&by=pair")
        self.eventually(lambda: self.check_figures(60, organizations=["org_1"]))
        self.press("c")
        self.check_address("/?compare=previous&by=pair")
        self.eventually(lambda: self.check_figures(60))
        self.press("]")
        self.check_address("/?compare=previous&by=pair&page=2")
        self.eventually(lambda: self.check_figures(60))
        self.press("]")
        self.check_address("/?compare=previous&by=pair&page=3")
        self.eventually(lambda: self.check_figures(60))
        self.press("[")
        self.check_address("/?compare=previous&by=pair&page=2")
        self.eventually(lambda: self.check_figures(60))
        self.press("X")  # in any case
        self.eventually(lambda: self.assertNotIn("compare", self.page.parameters))

    def test_search_and_typing(self):
        self.page.open()
        self.press("/")
        self.assertEqual(self.browser.script("return [document.activeElement.id, document.activeElement.value]"),
                         ["search", ""], "the slash itself is not typed")
        self.browser.press("1", "x", "p", "?")
        self.check_address("/?q=1xp%3F")
        self.assertEqual((self.page.element("#pause").text, self.is_open()), ("Pause", False))

    def test_pause_and_refresh(self):
        self.page.open()
        self.press("p")
        self.assertEqual(self.page.read().status, "Paused")
        self.press("r")
        self.eventually(lambda: self.check_figures(60))
        self.press("p")
        self.eventually(lambda: self.assertEqual(self.page.read().status, "Live"))

    def test_theme_and_wall_are_remembered(self):
        self.page.open()
        self.assertEqual(self.look(), ["auto", "", "Theme: auto", "false"])
        self.press("t")
        self.press("t")
        self.press("d")
        self.assertEqual(self.look(), ["dark", "wall", "Theme: dark", "true"])
        self.browser.driver.refresh()
        self.assertEqual(self.look(), ["dark", "wall", "Theme: dark", "true"])
        self.assertEqual(self._sticking_out(), [])
        self.press("t")
        self.press("d")
        self.assertEqual(self.look(), ["auto", "", "Theme: auto", "false"])
        self.browser.driver.refresh()
        self.assertEqual(self.look(), ["auto", "", "Theme: auto", "false"])

    def test_the_list_of_keys(self):
        self.page.open()
        self.browser.script("document.getElementById('compare').focus()")
        self.browser.press("?")
        self.assertTrue(self.is_open())
        self.browser.press("1")
        self.assertEqual(self.page.address, "/", "keys do not act behind a dialog")
        self.browser.press("Escape")
        self.assertFalse(self.is_open())
        self.assertEqual(self.browser.script("return document.activeElement.id"), "compare")

    def test_switched_off_and_remembered(self):
        self.page.open()
        self.press("?")
        self.page.click("#keys-on")
        self.page.click("#help-close")
        for reload in (False, True):
            if reload:
                self.browser.driver.refresh()
            self.press("1")
            self.press("?")
            self.assertEqual((self.page.address, self.is_open()), ("/", False))
            self.check_figures(60)
        self.page.click("#help")
        self.page.click("#keys-on")
        self.page.click("#help-close")
        self.press("1")
        self.check_address("/?range=5m")
