"""The dashboard's page as a person reads it. Everything that knows the page's markup is here and in `reading.js`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from browser import Browser

_READING = (Path(__file__).resolve().parent / "reading.js").read_text(encoding="utf-8")
METRICS = {"Spend": "spend", "Revenue": "revenue", "ROAS": "roas", "Impressions": "impressions", "Clicks": "clicks",
           "Conversions": "conversions", "CTR": "ctr", "Conv. rate": "conversionRate", "CPC": "cpc", "CPM": "cpm",
           "CPA": "cpa"}
"""The tiles, and the figures' names in a row; the order is that of the columns"""
_SHORT = {"Impressions": "Impr.", "Conversions": "Conv.", "Conv. rate": "CVR"}
COLUMNS = {"Campaign": "campaign", "Channel": "channel"} | {_SHORT.get(label, label): name
                                                            for label, name in METRICS.items()}
"""The heads of the table of campaigns on channels, and the figures' names in a row"""
RANGES = {"5 min": ("5m", 5), "15 min": ("15m", 15), "60 min": ("1h", 60), "6 h": ("6h", 360), "24 h": ("24h", 1440),
          "All": ("all", None)}
"""The range picker: in the address, and in minutes"""
SIZES = 25, 100, 1000
"""Rows of a page of the table"""


@dataclass(frozen=True)
class Tile:
    value: str
    exact: str
    """Shown on hover"""
    change: str
    """`▲ 12.3% better`; a dash where there is nothing to compare with"""
    verdict: str


@dataclass(frozen=True)
class Line:
    """A row of a table: names, and figures in the order of the columns."""
    names: tuple[str, ...]
    """Campaign, its organization or an empty text, and the channel, as far as the table has them"""
    figures: tuple[str, ...]
    changes: tuple[str, ...] = ()
    """Of each figure, where periods are compared"""


@dataclass(frozen=True)
class Shown:
    """All texts of the page at one moment."""
    tiles: dict[str, Tile]
    range: str
    """The label of the current one"""
    period: str
    comparison: str
    funnel: list[list[str]]
    chips: list[list[str]]
    """Kind and name of each"""
    sorted_by: dict[str, str]
    """The head that is not `none`, and its `aria-sort`"""
    rows: list[Line]
    totals: tuple[str, ...]
    campaigns: list[Line]
    channels: list[Line]
    points: list[Line]
    """The chart's table, if it is open or nothing has changed since the page came"""
    caption: str
    page_text: str
    windows: list[list[str]]
    """Of a campaign that is shown by itself, all cells of each"""
    corrections: list[list[str]]
    feed: list[list[str]]
    firing: list[str]
    badge: str
    notices: list[str]
    status: str
    tone: str
    cleared: str
    is_empty: bool


class Page:
    def __init__(self, browser: Browser, url: str):
        self._browser, self._url = browser, url

    def open(self, address: str = "/") -> Page:
        self._browser.driver.get(self._url + address)
        return self

    def read(self) -> Shown:
        found = self._browser.script(_READING)
        for name in ("rows", "campaigns", "channels", "points"):
            found[name] = [_line(line) for line in found[name]]
        found["tiles"] = {label: Tile(*texts) for label, *texts in found["tiles"]}
        found["totals"] = tuple(found["totals"])
        return Shown(**found)

    @property
    def parameters(self) -> dict[str, list[str]]:
        """Of the address."""
        return parse_qs(urlsplit(self._browser.driver.current_url).query, keep_blank_values=True)

    @property
    def address(self) -> str:
        """From the path on."""
        return self._browser.driver.current_url.removeprefix(self._url)

    def element(self, selector: str) -> WebElement:
        return self._browser.driver.find_element(By.CSS_SELECTOR, selector)

    def click(self, selector: str) -> None:
        self.element(selector).click()

    def choose_range(self, label: str) -> None:
        self._link("#ranges", label).click()

    def choose(self, within: str, label: str) -> None:
        """One of several links."""
        self._link(within, label).click()

    def sort(self, label: str) -> None:
        """A click on a head of the table."""
        self._link("#columns", label).click()

    def click_name(self, within: str, name: str) -> None:
        """A click on the first link there of that campaign, channel or chip."""
        for link in self.element(within).find_elements(By.CSS_SELECTOR, "a"):
            if self._browser.script("return arguments[0].querySelector('bdi')?.textContent", link) == name:
                self._browser.script("arguments[0].scrollIntoView({ block: 'center' })", link)
                return link.click()
        raise AssertionError(f"{within} has no name {name!r}")

    def _link(self, within: str, label: str) -> WebElement:
        places = self.element(within).find_elements(By.CSS_SELECTOR, "a")
        for link in places:
            if self._browser.script("return arguments[0].firstChild.textContent", link) == label:
                return link
        raise AssertionError(f"{within} has no link {label!r}")


def _line(line: dict) -> Line:
    return Line(tuple(line["names"]), tuple(line["figures"]), tuple(line["changes"]))
