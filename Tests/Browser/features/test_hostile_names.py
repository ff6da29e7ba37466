"""A name is text, whatever it says: no element, no attribute, no dialog and no line of the page's own comes of it."""

from __future__ import annotations

from case import PageTest
from made import new_row
from names import CAMPAIGNS, CHANNELS, HOSTILE_CAMPAIGNS, ORGANIZATIONS
from rows import Series

# Of a page whose names are harmless; `data-*` and `aria-*` are the page's own too.
_INVENTORY = """
  const names = {};
  for (const element of document.querySelectorAll("*")) {
    const name = element.tagName.toLowerCase();
    names[name] = (names[name] ?? 0) + 1;
    for (const { name: attribute } of element.attributes) if (attribute.startsWith("on")) names["on…"] = 1;
  }
  return names;
"""


class HostileNameTests(PageTest):
    def shown_names(self) -> set[str]:
        shown = self.page.read()
        return {name for line in [*shown.rows, *shown.campaigns, *shown.channels] for name in line.names}

    def test_all_are_shown_as_they_are(self):
        seen = set()
        for address in ("/?by=pair&rows=1000",):
            self.page.open(address)
            # Reading textContent says what the name is; that it is text, the inventory says.
            seen |= self.shown_names()
        self.assertEqual({*CAMPAIGNS, *ORGANIZATIONS, *CHANNELS} - seen, set())

    def test_no_element_comes_of_them(self):
        for address in ("/?range=all&by=pair&rows=1000", "/?range=all&by=pair&sort=campaign&dir=asc&rows=1000"):
            self.page.open(address)
            inventory = self.browser.script(_INVENTORY)
            self.assertEqual(inventory.get("img"), 1, "the logo")
            self.assertEqual(inventory["script"], 3)
            self.assertNotIn("on…", inventory)
            plain = self.browser.script("return document.querySelectorAll(`input:not([id]):not([type=hidden])`).length")
            self.assertEqual(plain, 0, "inputs that are not of the page")
            self.assertEqual(set(inventory) & {"b", "iframe", "object", "style", "base", "embed"}, set())

    def test_neither_when_the_stream_brings_them(self):
        self.page.open("/?by=pair&sort=campaign&dir=asc&rows=1000")
        before = self.browser.script(_INVENTORY)
        # Not one after another: each is a new campaign of a new organization, so that rows are made and reused.
        rows = [new_row(self.stage, series=Series(name, name, name)) for name in HOSTILE_CAMPAIGNS]
        self.publish(*rows)
        self.eventually(lambda: self.check_figures(60, sort=("campaign", False)))
        self.assertEqual(self.browser.script(_INVENTORY).get("img"), before["img"])
        self.assertEqual(self.browser.script(_INVENTORY)["script"], before["script"])

    def test_right_to_left_stays_within_its_name(self):
        self.page.open("/?range=all&sort=campaign&dir=asc")
        loose = self.browser.script("""
            const turns = /[\\u0590-\\u08ff\\u202a-\\u202e\\u2066-\\u2069]/, found = [];
            const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
              const { data, parentElement } = walker.currentNode;
              if (!turns.test(data) || parentElement.closest("bdi, [dir=auto]")) continue;
              found.push(parentElement.outerHTML.slice(0, 200));
            }
            return found;""")
        self.assertEqual(loose, [])

    def test_how_they_look(self):
        self.page.open("/?range=all&sort=campaign&dir=asc")
        self.inspect("hostile-names")
