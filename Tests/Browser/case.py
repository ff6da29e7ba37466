"""What every browser test starts from, and what is checked of every page without being asked."""

from __future__ import annotations

import re
import time
import unittest
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import axe
import expected_page
from browser import SCHEMES, WIDTHS, Browser
from expected_page import View
from focus import Stop, tab_stops
from page import COLUMNS, METRICS, RANGES, SIZES, Page, Shown
from rows import Row
from stage import Stage


class PageTest(unittest.TestCase):
    """A test of the page over the shared stage, whose rows only grow; one that breaks things makes a stage of its own.

    After each test, passed so far: nothing on the console, no CSP violation, no dialog.
    """

    maxDiff = 4000
    browser: Browser
    stage: Stage
    folder: Path
    """Of what is kept"""
    allowed_on_console: tuple[str, ...] = ()
    """Patterns of lines that a test brings about itself, such as a refused connection"""
    accepted_by_axe: dict[str, str] = {}
    """Rules that a page breaks for a reason, and the reason"""
    seen_by_axe: dict[str, set[str]] = {}
    """What is not serious, or accepted, and in which looks: said at the end, failing nothing"""

    @classmethod
    def has_begun(cls) -> bool:
        return hasattr(cls, "browser")

    def setUp(self):
        self._console: list[str] = []
        self._known: tuple[tuple, View] | None = None
        self.browser.reset(self.stage.url)
        self.page = Page(self.browser, self.stage.url)

    def tearDown(self):
        self.check_quiet()

    # Waiting

    def eventually(self, check: Callable[[], object], seconds: float = 15) -> None:
        """Until the check, a function of assertions, passes; its last failure is the test's."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                check()
                return
            except AssertionError:
                if time.monotonic() > deadline:
                    raise
            time.sleep(0.05)

    # Figures

    def publish(self, *rows: Row) -> None:
        self.stage.publish(rows)

    def check_figures(self, minutes: int | None = 60, sort: tuple[str, bool] = ("spend", True), points: bool = False,
                      span: tuple[int, int] | None = None, **filters: Collection[str]) -> Shown:
        """Every figure of the page, to the cent.

        What the table's rows are, how many a page has, what the chart draws and whether periods are compared is what the
        address says.

        - Parameters:
          - minutes: the range; None: all that is held.
          - sort: the column by its name in a row, and whether it is descending.
          - points: the chart's table too, which follows the page while it is open.
          - span: a range by hand, in place of `minutes`.
          - filters: of `Expected.between`.
        """
        asked = {name: values[0] for name, values in self.page.parameters.items()}
        shown, expected = self.page.read(), self.stage.expected
        is_all = span is None and minutes is None
        view = self._view(span or expected.span(minutes), is_all, filters)
        compares = asked.get("compare") == "previous"
        self.check_same("tiles", shown.tiles, expected_page.tiles(view))
        self.check_same("funnel", shown.funnel, expected_page.funnel(view))
        self.check_same("totals", shown.totals, expected_page.totals(view))
        self.check_rows(shown, expected_page.rows(view, asked.get("by", "campaign"), *sort, compares),
                        int(asked.get("rows", SIZES[0])), int(asked.get("page", 1)))
        self.check_same("top campaigns", shown.campaigns, expected_page.campaigns(view))
        self.check_same("channels", shown.channels, expected_page.channels(view))
        if points:
            self.check_points(shown, view, asked.get("metric", "spend"), compares, is_all)
        return shown

    def _view(self, span: tuple[int, int], is_all: bool, filters: dict) -> View:
        """Kept until rows come: `eventually` asks often."""
        key = id(self.stage), len(self.stage.expected), span, is_all, repr(filters)
        if self._known is None or self._known[0] != key:
            self._known = key, View(self.stage.expected, span, is_all, **filters)
        return self._known[1]

    def check_rows(self, shown: Shown, wanted: list, size: int, page: int) -> None:
        first = (page - 1) * size
        lines = wanted[first:first + size]
        self.check_same("rows", shown.rows, lines)
        said = f"{first + 1:,}–{first + len(lines):,} of {len(wanted):,}" if lines else "No rows"
        self.assertEqual(shown.page_text, said)

    def check_same(self, what: str, shown: Sequence | dict, wanted: Sequence | dict) -> None:
        """Names the first difference only: a diff of a whole table takes a second, and `eventually` asks often."""
        if shown == wanted:
            return
        one, other = (list(texts.items()) if isinstance(texts, dict) else list(texts) for texts in (shown, wanted))
        for place, (found, right) in enumerate(zip(one, other)):
            self.assertEqual(found, right, f"{what}, the one at {place}: shown, and wanted")
        self.fail(f"{what}: {len(one)} are shown, and {len(other)} wanted")

    def check_points(self, shown: Shown, view: View, metric: str, compares: bool, is_all: bool) -> None:
        size, unit = re.match(r"per (\d+) (min|h),", shown.caption).groups()
        minutes, count = int(size) * (60 if unit == "h" else 1), len(shown.points)
        self.assertLessEqual(count, expected_page.MOST_POINTS)
        wanted = expected_page.points(view, minutes, count, metric, compares, is_all)
        # Nothing is left out at their begin: all that counts is in one of them.
        self.assertEqual(sum(int(point.figures[3].replace(",", "")) for point in wanted),
                         view.slice.totals.counts["clicks"])
        self.check_same("points", shown.points, wanted)

    # Looks

    def inspect(self, name: str, prepare: Callable[[], object] = lambda: None) -> None:
        """The page as it stands, at every width, dark and light: pictures are kept, nothing sticks out, axe is content.

        - Parameter prepare: before each look; for a page that does not stay as it is.
        """
        faults = []
        for width in WIDTHS:
            self.browser.view(width)
            for scheme in SCHEMES:
                self.browser.scheme(scheme)
                looks = f"{name}-{width}-{scheme}"
                prepare()
                self.settle()
                self.browser.screenshot(self.folder / f"{looks}.png")
                faults += [f"{looks}: {fault}" for fault in [*self._sticking_out(), *self._axe(looks, width, scheme)]]
        self.browser.view(1440)
        self.browser.scheme("light")
        if faults:
            self.fail("\n" + "\n".join(faults))

    def settle(self) -> None:
        """Returns once what was changed is drawn."""
        self.browser.driver.execute_async_script(
            "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()))")

    def _axe(self, looks: str, width: int, scheme: str) -> list[axe.Violation]:
        """At the widest and the narrowest: what is between is laid out as one of them. By night only colours differ."""
        if width not in (max(WIDTHS), min(WIDTHS)):
            return []
        found = axe.violations(self.browser, None if scheme == "light" else ["color-contrast"])
        for violation in found:
            if not violation.is_serious or violation.rule in self.accepted_by_axe:
                self.seen_by_axe.setdefault(f"{violation.impact} {violation.rule}: {violation.places[0][:160]}",
                                            set()).add(looks)
        return [violation for violation in found
                if violation.is_serious and violation.rule not in self.accepted_by_axe]

    def _sticking_out(self) -> list[str]:
        """What makes the page scroll sideways."""
        wide, culprits = self.browser.script("""
            const root = document.documentElement, width = root.clientWidth;
            const scrolls = (element) => element && element !== document.body
              && (getComputedStyle(element).overflowX !== "visible" || scrolls(element.parentElement));
            const culprits = [...document.body.querySelectorAll("*")]
              .filter((one) => one.getBoundingClientRect().right > width + 0.5 && !scrolls(one.parentElement));
            return [root.scrollWidth - width, culprits.slice(0, 5).map((one) => one.outerHTML.slice(0, 120))];
        """)
        return [f"the page is {wide} px wider than its window: {culprits}"] if wide > 0 else []

    def tab_stops(self, most: int = 400) -> list[Stop]:
        """All that Tab reaches, from the page's begin to its end."""
        return tab_stops(self.browser, most)

    # What must never happen

    def check_quiet(self) -> None:
        """Nothing on the console, no CSP violation, no dialog, since the test began."""
        self._console += self.browser.console()
        wrong = [line for line in self._console if not line.startswith(("INFO", "DEBUG"))
                 and not any(re.search(pattern, line) for pattern in self.allowed_on_console)]
        seen = self.browser.script("return window.adtallySeen ?? { violations: [], dialogs: [] }")
        self.assertEqual(wrong + seen["violations"] + seen["dialogs"], [])

    def keep_evidence(self) -> None:
        """The test has failed, and what it failed at is still there."""
        if not self.has_begun() or not hasattr(self, "_console"):
            return
        folder = self.folder / "failed" / self.id()
        folder.mkdir(parents=True, exist_ok=True)
        self._console += self.browser.console()
        (folder / "console.txt").write_text("\n".join(self._console) + "\n")
        driver = self.browser.driver
        (folder / "page.html").write_text(f"<!-- {driver.current_url} -->\n{driver.page_source}")
        self.browser.screenshot(folder / "screen.png")
        for log in (self.stage.dashboard.log, self.stage.broker.log):
            if log.exists():
                (folder / log.name).write_bytes(log.read_bytes())


__all__ = ["COLUMNS", "METRICS", "RANGES", "SIZES", "PageTest"]
