"""Every page at every width, dark and light: pictures for the eye, and what a program can tell."""

from __future__ import annotations

from case import PageTest


class LooksTests(PageTest):
    allowed_on_console = (r"/nowhere .*404",)

    def test_the_dashboard(self):
        self.page.open()
        self.inspect("dashboard")

    def test_the_chart_as_a_table(self):
        self.page.open("/?range=6h")
        self.page.click("#chart-table summary")
        self.inspect("chart-table")

    def test_the_question(self):
        self.page.open()
        self.page.click("#clear")
        self.inspect("clear-dialog")

    def test_the_question_without_scripts(self):
        self.page.open("/clear")
        self.inspect("clear-page")

    def test_a_page_that_is_not_there(self):
        self.page.open("/nowhere")
        self.inspect("not-found")

    def test_no_figure_is_cut_off(self):
        for width in (1440, 768, 360):
            self.browser.view(width)
            self.page.open("/?range=all")
            cut = self.browser.script("""
                return [...document.querySelectorAll(".tile .value, #rows td, #totals td, .bars td, #funnel li")]
                  .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent)""")
            self.assertEqual(cut, [], width)
