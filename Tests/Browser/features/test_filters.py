"""Filters: a click on any name, the chips above, the search; all of them in the address, every figure as the oracle says."""

from __future__ import annotations

from itertools import islice
from urllib.parse import urlencode

from case import RANGES, PageTest
from names import CHANNELS, ORGANIZATIONS

_FILTERS = {
    "an organization": {"org": ["org_2"]},
    "two campaigns": {"campaign": ["camp_003", "100% of A&B + C/D #7? a=b;c"]},
    "a channel": {"channel": ["<svg onload=alert(2)>"]},
    "a search in any case": {"q": ["CAMP_00"]},
    "a search for what is not there": {"q": ["no such campaign"]},
    "all at once": {"org": list(ORGANIZATIONS[:2]), "campaign": ["camp_001", "camp_002", "camp_010"],
                    "channel": list(CHANNELS[:3]), "q": ["_01"]},
}
_KINDS = {"org": ("organizations", "Organization"), "campaign": ("campaigns", "Campaign"),
          "channel": ("channels", "Channel")}


def _oracle(names: dict[str, list[str]]) -> dict:
    """The parameters of an address as those of the oracle."""
    filters = {_KINDS[kind][0]: values for kind, values in names.items() if kind in _KINDS}
    return filters | ({"search": names["q"][0]} if "q" in names else {})


def _chips(names: dict[str, list[str]]) -> list[list[str]]:
    chips = [[label, name] for kind, (_, label) in _KINDS.items()
             for name in sorted(names.get(kind, []), key=str.encode)]
    return chips + [["Name has", text] for text in names.get("q", [])]


class FilterTests(PageTest):
    def check_filtered(self, minutes: int | None = 60, **names: list[str]) -> None:
        def is_shown():
            shown = self.check_figures(minutes, **_oracle(names))
            self.assertEqual(shown.chips, _chips(names))
            asked = {kind: sorted(self.page.parameters.get(kind, [])) for kind in (*_KINDS, "q")}
            self.assertEqual({kind: values for kind, values in asked.items() if values},
                             {kind: sorted(values) for kind, values in names.items()})
        self.eventually(is_shown)

    def test_every_filter_in_every_range_from_its_address(self):
        for what, names in _FILTERS.items():
            for label, (code, minutes) in RANGES.items():
                with self.subTest(f"{what}, {label}"):
                    self.page.open("/?" + urlencode({"range": code, "by": "pair", "rows": 1000} | names, doseq=True))
                    shown = self.check_figures(minutes, points=True, **_oracle(names))
                    self.assertEqual((shown.chips, shown.range), (_chips(names), label))

    def test_clicks_on_names_filter_and_back_and_forward_follow(self):
        self.page.open("/?org=org_1&by=pair&rows=1000")
        self.browser.script("window.stillHere = true")
        start = {"org": ["org_1"]}
        self.check_filtered(**start)
        row = next(row for row in self.page.read().rows if row.names[0].startswith("camp_"))
        campaign = row.names[0]
        self.page.click_name("#rows", campaign)
        one = start | {"campaign": [campaign]}
        self.check_filtered(**one)
        channel = self.page.read().channels[0].names[0]
        self.page.click_name("#channels", channel)
        both = one | {"channel": [channel]}
        self.check_filtered(**both)
        for names in (one, start):
            self.browser.driver.back()
            self.check_filtered(**names)
        for names in (one, both):
            self.browser.driver.forward()
            self.check_filtered(**names)
        self.assertTrue(self.browser.script("return window.stillHere"), "the page was loaded anew")

    def test_a_bar_filters_by_campaign_and_organization(self):
        self.page.open()
        bar = self.page.read().campaigns[0]
        self.page.click_name("#campaigns", bar.names[0])
        self.check_filtered(campaign=[bar.names[0]], org=[bar.names[1]])
        # Its rows would be one: the table shows its channels.
        self.assertEqual(self.page.parameters["by"], ["channel"])

    def test_chips_are_taken_away_one_by_one(self):
        names = {"org": ["org_1", "org_2"], "channel": ["search", "video"], "q": ["camp"]}
        self.page.open("/?" + urlencode(names, doseq=True))
        self.check_filtered(**names)
        self.page.click_name("#chips", "video")
        names["channel"] = ["search"]
        self.check_filtered(**names)
        self.page.click_name("#chips", "org_1")
        names["org"] = ["org_2"]
        self.check_filtered(**names)
        self.page.click_name("#chips", "camp")
        del names["q"]
        self.check_filtered(**names)
        self.page.click("#clear-filters")
        self.check_filtered()
        self.assertEqual(self.page.address, "/")
        self.assertEqual(self.browser.script("return document.activeElement.id"), "search",
                         "what was pressed is gone: the focus goes to where filters begin")

    def test_a_chip_by_keyboard_leaves_the_focus_at_the_next(self):
        self.page.open("/?org=org_1&channel=search")
        self.browser.script("document.querySelector('#chips a').focus()")
        self.browser.press("Enter")
        self.check_filtered(channel=["search"])
        self.assertTrue(self.browser.script("return document.querySelector('#chips').contains(document.activeElement)"))

    def test_search_while_typing_keeps_the_focus(self):
        self.page.open()
        before = self.browser.script("return history.length")
        self.page.click("#search")
        for letter in "Camp_01":
            self.browser.press(letter)
        self.check_filtered(q=["Camp_01"])
        self.assertEqual(self.browser.script("return [document.activeElement.id, document.activeElement.value]"),
                         ["search", "Camp_01"])
        self.assertEqual(self.browser.script("return history.length"), before, "no step of history for each letter")
        self.browser.press("2", "x")
        self.check_filtered(q=["Camp_012x"])
        for _ in range(9):
            self.browser.press("Backspace")
        self.check_filtered()
        self.assertEqual(self.page.address, "/")

    def test_clicks_keep_everything_else(self):
        self.page.open("/?range=6h&metric=cpa&by=pair&sort=clicks&dir=desc&rows=100&page=2")
        self.page.click_name("#channels", self.page.read().channels[0].names[0])
        self.eventually(lambda: self.assertIn("channel", self.page.parameters))
        kept = dict(islice(((name, values[0]) for name, values in self.page.parameters.items() if name != "channel"), 9))
        self.assertEqual(kept, {"range": "6h", "metric": "cpa", "by": "pair", "sort": "clicks", "dir": "desc",
                                "rows": "100"})
