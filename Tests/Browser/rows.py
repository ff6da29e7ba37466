"""A row of `results` or `results.live` (DESIGN §3) as the aggregator writes it, made by hand."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from fractions import Fraction
from urllib.parse import quote

from model import COUNTS, Totals

RESULTS, LIVE = "results", "results.live"
MINUTE = 60_000


@dataclass(frozen=True)
class Series:
    """What the page's table has a row for."""
    organization: str
    campaign: str
    channel: str

    @property
    def names(self) -> tuple[bytes, bytes, bytes]:
        """Their order, as all names': by bytes."""
        return self.organization.encode(), self.campaign.encode(), self.channel.encode()


@dataclass(frozen=True)
class Row:
    """Money in micros, times in ms since 1970."""
    window: int
    series: Series
    totals: Totals
    partition: int = 0
    epoch: int = 0
    through_offset: int = 0
    revision: int = 1
    """0: still open, and so in `results.live`"""
    topic: str = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "topic", RESULTS if self.revision else LIVE)

    def later(self, totals: Totals, by: int = 1, **changes) -> Row:
        """The row that replaces this one, `by` events of its partition later."""
        return replace(self, totals=totals, through_offset=self.through_offset + by, **changes)

    @property
    def envelope(self) -> str:
        """For `adtally publish`. The key has no partition, so the rows that replace one another stay in their order."""
        return json.dumps({"topic": self.topic, "partition": 0, "offset": 0, "ts": 0, "key": self.key,
                           "payload": self.payload}, ensure_ascii=False)

    @property
    def key(self) -> str:
        parts = time_text(self.window), self.series.organization, self.series.campaign, self.series.channel
        return "|".join(quote(part, safe="") for part in parts)

    @property
    def payload(self) -> str:
        members = {"windowStart": time_text(self.window), "windowEnd": time_text(self.window + MINUTE),
                   "organizationId": self.series.organization, "campaignId": self.series.campaign,
                   "channel": self.series.channel, "partition": self.partition}
        members |= {name: self.totals.counts[name] for name in COUNTS.values()}
        tail = {"status": "final" if self.revision else "open", "revision": self.revision, "epoch": self.epoch,
                "throughOffset": self.through_offset}
        money = {"spend": Fraction(self.totals.spend, 1_000_000), "revenue": Fraction(self.totals.revenue, 1_000_000)}
        texts = [f'"{name}":{_decimal(number)}' for name, number in (money | self.totals.ratios()).items()]
        return f"{_members(members)[:-1]},{','.join(texts)},{_members(tail)[1:]}"


def _members(values: dict) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _decimal(number: Fraction | None) -> str:
    """Of a number with up to six decimals: no float is ever involved."""
    if number is None:
        return "null"
    micros = int(number * 1_000_000)
    whole, rest = divmod(abs(micros), 1_000_000)
    text = f"{'-' if micros < 0 else ''}{whole}"
    return f"{text}.{rest:06}".rstrip("0") if rest else text


def time_text(time: int) -> str:
    moment = datetime.fromtimestamp(time // 1000, timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{time % 1000:03}Z"
