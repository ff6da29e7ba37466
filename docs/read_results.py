#!/usr/bin/env python3
"""Adds up AdTally's result rows by campaign: NDJSON rows on standard input, a table on standard output.

A row is a total, not a difference: of the rows for one window, series, partition and epoch only the newest counts.
Counts and money of those are then added up; ratios come from the sums.
"""
import json
import sys
from collections import defaultdict
from decimal import Decimal

PLACE = ("windowStart", "organizationId", "campaignId", "channel", "partition", "epoch")

newest = {}
for line in sys.stdin:
    row = json.loads(line, parse_float=Decimal)  # money stays exact: never a binary float
    place = tuple(row[name] for name in PLACE)
    age = (row["throughOffset"], row["status"] == "final")
    if place not in newest or age >= newest[place][0]:
        newest[place] = (age, row)

campaigns = defaultdict(lambda: defaultdict(int))
for _, row in newest.values():
    for name in ("impressions", "clicks", "conversions", "spend", "revenue"):
        campaigns[row["campaignId"]][name] += row[name]

print(f"{'campaign':12} {'impressions':>12} {'clicks':>8} {'spend':>14} {'CPC':>8}")
for campaign, sums in sorted(campaigns.items()):
    clicks, spend = sums["clicks"], Decimal(sums["spend"])
    cpc = f"{spend / clicks:.4f}" if clicks else "–"  # no clicks: no CPC, not 0
    print(f"{campaign:12} {sums['impressions']:12} {clicks:8} {spend:14} {cpc:>8}")
