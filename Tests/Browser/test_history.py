"""Whether the made-up rows hold what they are made up for."""

from __future__ import annotations

import unittest

import names
from expected import Expected
from history import HOUR, PARTITIONS, all_series, history
from model import Totals
from rows import LIVE, MINUTE, Row, Series

NEWEST = 1_795_000_020_000


class RowTests(unittest.TestCase):
    def test_bytes(self):
        totals = Totals(spend=123_456_700, revenue=1_840_500_000)
        totals.counts |= {"impressions": 812, "clicks": 170, "conversions": 30}
        row = Row(1_795_224_180_000, Series("org_1", "camp|42", "search"), totals, 3, 0, 184_467, 7)
        self.assertEqual(row.key, "2026-11-21T01%3A23%3A00.000Z|org_1|camp%7C42|search")
        self.assertEqual(
            row.payload,
            '{"windowStart":"2026-11-21T01:23:00.000Z","windowEnd":"2026-11-21T01:24:00.000Z","organizationId":"org_1",'
            '"campaignId":"camp|42","channel":"search","partition":3,"impressions":812,"clicks":170,"conversions":30,'
            '"views":0,"engagements":0,"completions":0,"skips":0,"spend":123.4567,"revenue":1840.5,"ctr":20.935961,'
            '"conversionRate":17.647059,"cpc":0.726216,"cpm":152.040271,"cpa":4.115223,"roas":14.908061,'
            '"status":"final","revision":7,"epoch":0,"throughOffset":184467}')


class HistoryTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.rows = history(NEWEST)
        cls.expected = Expected(cls.rows)

    def test_is_a_function_of_its_moment(self):
        moved = history(NEWEST + HOUR)
        self.assertEqual(len(moved), len(self.rows))
        self.assertEqual({row.window - HOUR for row in moved}, {row.window for row in self.rows})
        self.assertEqual([row.totals for row in moved], [row.totals for row in self.rows])

    def test_names_are_ones_that_an_aggregator_lets_through(self):
        names.check()
        self.assertGreater(len(all_series()), 200)

    def test_holds_every_trouble(self):
        rows = self.rows
        self.assertEqual({row.partition for row in rows}, set(range(PARTITIONS)))
        self.assertEqual({row.epoch for row in rows}, {0, 1})
        self.assertGreater(sum(row.revision > 1 for row in rows), 100)
        self.assertGreater(len(rows) - len(set(map(id, rows))), 100, "rows that come twice")
        self.assertGreater(sum(row.topic == LIVE and row.window < NEWEST - MINUTE for row in rows), 100)
        self.assertEqual(NEWEST - min(row.window for row in rows), 26 * HOUR)
        self.assertLess(len(rows), 40_000, "a test build has to read them")

    def test_counting_every_row_would_be_wrong(self):
        # Otherwise a page that merges nothing passes.
        expected = self.expected.last(60).totals.spend
        naive = sum(row.totals.spend for row in self.rows if row.window > NEWEST - HOUR)
        self.assertNotEqual(expected, naive)

    def test_all_ratios_are_undefined_somewhere(self):
        per_series = self.expected.last(15).series.values()
        for name in ("ctr", "conversionRate", "cpc", "cpm", "cpa", "roas"):
            self.assertTrue(any(totals.ratios()[name] is None for totals in per_series), name)
            self.assertTrue(any(totals.ratios()[name] is not None for totals in per_series), name)
