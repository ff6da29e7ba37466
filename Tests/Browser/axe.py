"""axe-core's rules in the page that is shown. Nothing else is used of the PyPI package that bundles the newest of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from browser import Browser

_RUN = """
const done = arguments[arguments.length - 1];
const tail = [...document.querySelectorAll("tbody tr:nth-child(n+13)")];
for (const row of tail) row.style.display = "none";
axe.run(document, { resultTypes: ["violations"], ...(arguments[0] ? { runOnly: arguments[0] } : {}) })
  .then(({ violations }) => violations.map((found) => ({
    rule: found.id, impact: found.impact, help: found.help,
    places: found.nodes.map(({ target, failureSummary }) =>
      [].concat(...target).join(" ") + "  " + failureSummary.replace(/\\s+/g, " ")),
  })), String)
  .then((found) => {
    for (const row of tail) row.style.display = "";
    done(found);
  });
"""


@dataclass(frozen=True)
class Violation:
    rule: str
    impact: str
    """`minor`, `moderate`, `serious` or `critical`"""
    help: str
    places: tuple[str, ...]
    """A selector each, and what is wrong there"""

    @property
    def is_serious(self) -> bool:
        return self.impact in ("serious", "critical")

    def __str__(self) -> str:
        shown = "".join(f"\n    {place[:300]}" for place in self.places[:5])
        more = f"\n    and {len(self.places) - 5} more" if len(self.places) > 5 else ""
        return f"{self.impact} {self.rule}: {self.help}{shown}{more}"


def violations(browser: Browser, rules: list[str] | None = None) -> list[Violation]:
    """Of the rules, or every rule of axe's: WCAG 2 A and AA, and its best practices.

    Of a table the first dozen rows: the next ones are made alike, and hundreds of them would take it half a minute.
    """
    if not browser.script("return typeof window.axe === 'object'"):
        browser.script(_source())
    found = browser.driver.execute_async_script(_RUN, rules)
    if isinstance(found, str):
        raise RuntimeError(f"axe failed: {found}")
    return [Violation(one["rule"], one["impact"] or "minor", one["help"], tuple(one["places"])) for one in found]


@cache
def _source() -> str:
    package = find_spec("axe_playwright_python")
    return (Path(package.submodule_search_locations[0]) / "axe.min.js").read_text(encoding="utf-8")
