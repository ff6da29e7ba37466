"""Where the Tab key leads, and whether a person sees it."""

from __future__ import annotations

from dataclasses import dataclass

from browser import Browser

_STOP = """
const it = document.activeElement;
if (!it || it === document.body || it === document.documentElement) return null;
const box = it.getBoundingClientRect(), style = getComputedStyle(it);
const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1 || style.boxShadow !== "none";
const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1);
const y = Math.min(Math.max(box.top + Math.min(box.height / 2, 20), 0), innerHeight - 1);
const top = document.elementFromPoint(x, y);
it.adtallyStop ??= (window.adtallyStops = (window.adtallyStops ?? 0) + 1);
return {
  number: it.adtallyStop,
  name: (it.ariaLabel || it.textContent || it.value || it.title || "").trim().replace(/\\s+/g, " "),
  tag: it.tagName.toLowerCase(), id: it.id, within: it.parentElement.closest("[id]")?.id ?? "",
  left: box.left + scrollX, top: box.top + scrollY, width: box.width, height: box.height,
  has_ring: it.matches(":focus-visible") && ring,
  is_in_view: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  is_covered: !(top && (it.contains(top) || top.contains(it))),
};
"""


@dataclass(frozen=True)
class Stop:
    """An element that has the focus; its box in px from the page's corner."""
    number: int
    """Of its element in the page; the same again where the focus is caught"""
    name: str
    tag: str
    id: str
    within: str
    """The nearest element around it that has an id"""
    left: float
    top: float
    width: float
    height: float
    has_ring: bool
    is_in_view: bool
    is_covered: bool
    """By something that lies over it"""

    @property
    def is_seen(self) -> bool:
        return self.has_ring and self.is_in_view and not self.is_covered

    def comes_before(self, other: Stop) -> bool:
        """As people read: further up, or in the same line further left."""
        if self.top + self.height <= other.top + 1:
            return True
        return self.top < other.top + other.height and self.left <= other.left


def focused(browser: Browser) -> Stop | None:
    """None: nothing has it, or the page as a whole."""
    found = browser.script(_STOP)
    return Stop(**found) if found else None


def tab_stops(browser: Browser, most: int) -> list[Stop]:
    """From the page's begin on, until the focus leaves the page or comes round.

    - Raises AssertionError where it goes on for longer than `most`.
    """
    browser.script("document.activeElement?.blur(); window.scrollTo(0, 0); getSelection().removeAllRanges();"
                   "document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')")
    stops: list[Stop] = []
    while len(stops) <= most:
        browser.press("Tab")
        stop = focused(browser)
        if stop is None or any(stop.number == known.number for known in stops):
            return stops
        stops.append(stop)
    raise AssertionError(f"more than {most} stops: {[stop.name for stop in stops]}")
