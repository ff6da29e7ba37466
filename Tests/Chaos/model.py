"""What the oracle, the reader's merge and the checks speak of: records, events, keys, verdicts and sums."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

COUNTS = {"impression": "impressions", "click": "clicks", "conversion": "conversions", "view": "views",
          "engagement": "engagements", "completion": "completions", "skip": "skips"}
RATIOS = "ctr", "conversionRate", "cpc", "cpm", "cpa", "roas"


class Record(NamedTuple):
    """A record of a topic, as `adtally record` writes it."""
    topic: str
    partition: int
    offset: int
    time: int | None
    key: bytes | None
    value: bytes | None


class Event(NamedTuple):
    kind: str
    organization: str
    campaign: str
    channel: str
    time: int
    micros: int


class Key(NamedTuple):
    """Of a row; sorted as the rows of a replay are."""
    window: int
    organization: str
    campaign: str
    channel: str
    partition: int


class Verdict(NamedTuple):
    """What becomes of a record: counted in `key`, or rejected for `reason`. A late one has both event and reason."""
    record: Record
    event: Event | None
    key: Key | None
    reason: str | None


@dataclass(frozen=True)
class Rules:
    """Milliseconds."""
    window: int
    out_of_orderness: int
    lateness: int


@dataclass
class Totals:
    """Sums; money in whole micros."""
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTS.values(), 0))
    spend: int = 0
    revenue: int = 0

    def add(self, event: Event) -> None:
        self.counts[COUNTS[event.kind]] += 1
        if event.kind == "conversion":
            self.revenue += event.micros
        else:
            self.spend += event.micros

    def merge(self, other: Totals) -> None:
        for name, count in other.counts.items():
            self.counts[name] += count
        self.spend += other.spend
        self.revenue += other.revenue

    def ratios(self) -> dict[str, Fraction | None]:
        """To six decimals, half to even; None where the divisor is 0."""
        spend, revenue = Fraction(self.spend, 1_000_000), Fraction(self.revenue, 1_000_000)
        shown, clicks, bought = (self.counts[name] for name in ("impressions", "clicks", "conversions"))
        exact = ((100 * clicks, shown), (100 * bought, clicks), (spend, clicks), (1000 * spend, shown),
                 (spend, bought), (revenue, spend))
        return {name: Fraction(round(Fraction(above) / below * 1_000_000), 1_000_000) if below else None
                for name, (above, below) in zip(RATIOS, exact)}

    def __str__(self) -> str:
        counts = " ".join(f"{name} {count}" for name, count in self.counts.items() if count)
        return f"{counts or 'nothing'}, spend {self.spend} µ, revenue {self.revenue} µ"
