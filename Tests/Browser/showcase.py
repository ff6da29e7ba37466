"""Rows for pictures: a few campaigns as they might be, over three hours. The tests' own names would frighten readers."""

from __future__ import annotations

import math
import random

from made import totals
from rows import MINUTE, Row, Series

HOURS = 3
_CAMPAIGNS = {"spring_sale": 1.0, "new_arrivals": 0.8, "brand_2026": 0.65, "retargeting": 0.5, "outlet": 0.42,
              "newsletter": 0.3, "app_install": 0.24, "city_guides": 0.17, "gift_cards": 0.12, "winter_rest": 0.07}
_CHANNELS = {"search": (1.0, 0.052, 0.95), "social": (1.5, 0.021, 0.40), "video": (0.8, 0.009, 0.62),
             "display": (1.9, 0.006, 0.22)}
"""Share, clicks per impression, and what a click costs"""


def showcase(newest: int) -> list[Row]:
    """- Parameter newest: start of the newest window, which is open as is the one before."""
    chance, rows = random.Random("adtally showcase"), []
    for age in range(HOURS * 60, -1, -1):
        tide = 1 + 0.25 * math.sin(age / 23) + 0.1 * math.sin(age / 7) - age / 4000
        for campaign, weight in _CAMPAIGNS.items():
            for channel, (share, rate, cost) in _CHANNELS.items():
                impressions = int(900 * tide * weight * share * chance.uniform(0.85, 1.15) * (0.4 if not age else 1))
                clicks = int(impressions * rate * chance.uniform(0.8, 1.2))
                conversions = sum(chance.random() < 0.07 for _ in range(clicks))
                spend = int(clicks * cost * chance.uniform(0.9, 1.1) * 1_000_000)
                rows.append(Row(
                    newest - age * MINUTE, Series("acme", campaign, channel),
                    totals(spend, conversions * chance.randint(9_000_000, 42_000_000), impressions=impressions,
                           clicks=clicks, conversions=conversions),
                    through_offset=1, revision=0 if age < 2 else 3 if chance.random() < 0.01 else 1))
    return rows
