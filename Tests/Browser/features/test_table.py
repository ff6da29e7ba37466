"""The large table: by any column, by campaign, channel or both, in pages; always the oracle's rows in the oracle's order."""

from __future__ import annotations

from case import COLUMNS, SIZES, PageTest


class TableTests(PageTest):
    def test_every_column_both_ways(self):
        """Of campaigns; `test_sorting` has campaigns by channel."""
        for column in COLUMNS.values():
            if column == "channel":
                continue
            for way in ("asc", "desc"):
                with self.subTest(f"{column} {way}"):
                    self.page.open(f"/?sort={column}&dir={way}&rows=1000")
                    self.check_figures(60, sort=(column, way == "desc"))

    def test_groupings_by_click(self):
        self.page.open()
        for label, code in (("Channels", "channel"), ("Campaign × channel", "pair"), ("Campaigns", "campaign")):
            with self.subTest(label):
                self.page.choose("#groupings", label)

                def is_shown():
                    self.check_figures(60)
                    self.assertEqual(self.page.element("#table-title").text, label)
                    heads = self.browser.script("return document.getElementById('columns').textContent")
                    self.assertEqual(("Campaign" in heads, "Channel" in heads), (code != "channel", code != "campaign"))
                self.eventually(is_shown)
                self.assertEqual(self.page.address, "/" if code == "campaign" else f"/?by={code}")

    def test_an_order_that_the_rows_do_not_have_is_by_spend(self):
        self.page.open("/?by=pair&sort=channel&dir=asc")
        self.check_figures(60, sort=("channel", False))
        self.page.choose("#groupings", "Campaigns")
        self.eventually(lambda: self.check_figures(60))
        self.assertEqual(self.page.address, "/")

    def test_all_pages_one_after_another(self):
        self.page.open("/?by=pair")
        wanted = len(self.stage.expected.last(60).series)
        pages, seen = -(-wanted // SIZES[0]), []
        for page in range(1, pages + 1):
            self.eventually(lambda: self.check_figures(60))
            self.assertEqual(self.page.parameters.get("page", ["1"]), [str(page)])
            seen += [row.names for row in self.page.read().rows]
            self.page.click("#page-next")
        self.assertEqual(len(seen), len(set(seen)))
        self.assertEqual(len(seen), wanted)
        # The last click did nothing: there is no next page.
        self.assertEqual(self.page.parameters["page"], [str(pages)])
        self.assertEqual(self.page.element("#page-next").get_attribute("aria-disabled"), "true")
        self.page.click("#page-previous")
        self.eventually(lambda: self.check_figures(60))
        self.assertEqual(self.page.parameters["page"], [str(pages - 1)])

    def test_sizes_and_a_new_order_begin_at_the_first_page(self):
        self.page.open("/?by=pair&page=3")
        self.check_figures(60)
        for size in SIZES[1:]:
            self.page.choose("#sizes", str(size))
            self.eventually(lambda: self.check_figures(60))
            self.assertEqual(self.page.address, f"/?by=pair&rows={size}")
        self.page.open("/?by=pair&page=3")
        self.page.sort("Clicks")
        self.eventually(lambda: self.check_figures(60, sort=("clicks", True)))
        self.assertEqual(self.page.address, "/?by=pair&sort=clicks&dir=desc")

    def test_a_page_past_the_last_shows_the_last(self):
        self.page.open("/?by=pair&page=900000")
        count = len(self.stage.expected.last(60).series)
        self.assertRegex(self.page.read().page_text, f"–{count} of {count}$")
