"""The pictures of docs/dashboard.md: what fits a window of each width, by day and by night."""

from __future__ import annotations

import time
from pathlib import Path

from browser import SCHEMES, Browser
from stage import Stage

SIZES = {1440: 1200, 768: 1024, 360: 800}
_SETTLED = "const done = arguments[0]; document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(() => done())))"


def take(browser: Browser, stage: Stage, folder: Path) -> None:
    """- Parameter stage: with the rows of `showcase.py`."""
    folder.mkdir(parents=True, exist_ok=True)
    browser.reset(stage.url)
    for width in SIZES:
        for scheme in SCHEMES:
            _take(browser, stage.url + "/", width, scheme, folder / f"dashboard-{width}-{scheme}.png")
    _take(browser, f"{stage.url}/?campaign=spring_sale&by=channel&compare=previous&metric=cpa", 1440, "light",
          folder / "campaign-1440-light.png")
    for name, metric, condition, threshold in (("CPA too high", "cpa", "above", "5"), ("Spend limit", "spend", "above", "1000"),
                                               ("Clicks collapse", "clicks", "falls", "40")):
        stage.post("/alerts", name=name, metric=metric, condition=condition, threshold=threshold, minutes="60",
                   campaign="", channel="search" if metric == "cpa" else "", organization="")
    deadline = time.monotonic() + 30
    while b'"firing":{"count":""' in (stage.get("/api/snapshot") or b"") and time.monotonic() < deadline:
        time.sleep(0.2)
    _take(browser, f"{stage.url}/alerts", 1440, "light", folder / "alerts-1440-light.png")


def _take(browser: Browser, address: str, width: int, scheme: str, file: Path) -> None:
    browser.view(width, SIZES[width])
    browser.scheme(scheme)
    browser.driver.get(address)
    browser.driver.execute_async_script(_SETTLED)
    browser.screenshot(file, tallest=SIZES[width])
