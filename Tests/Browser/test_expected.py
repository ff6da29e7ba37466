"""The oracle of the browser tests, on cases small enough to be done by hand."""

from __future__ import annotations

import unittest

from expected import Expected, change, difference, in_order, text
from model import Totals
from rows import LIVE, MINUTE, RESULTS, Row, Series

A, B = Series("o", "a", "x"), Series("p", "b", "y")
START = 1_795_000_020_000


def totals(spend: int = 0, **counts: int) -> Totals:
    made = Totals(spend=spend)
    made.counts |= counts
    return made


class MergeTests(unittest.TestCase):
    def test_partitions_and_epochs_add_up(self):
        rows = [Row(START, A, totals(7), partition, epoch) for partition in (0, 1) for epoch in (0, 1)]
        self.assertEqual(Expected(rows).last(5).totals.spend, 28)

    def test_the_largest_offset_counts_whenever_it_came(self):
        first = Row(START, A, totals(1), through_offset=5)
        self.assertEqual(Expected([first.later(totals(9), 3), first]).last(5).totals.spend, 9)
        self.assertEqual(Expected([first, first]).last(5).totals.spend, 1)

    def test_rows_may_come_bit_by_bit(self):
        first = Row(START, A, totals(1), through_offset=5)
        expected = Expected([first])
        expected.add([first.later(totals(4)), Row(START + MINUTE, B, totals(2))])
        self.assertEqual(expected.last(5).totals.spend, 6)
        self.assertEqual(expected.newest, START + MINUTE)

    def test_of_equal_offsets_the_final_one_counts_then_the_later(self):
        final = Row(START, A, totals(1), through_offset=5)
        opened = final.later(totals(2), 0, revision=0)
        self.assertEqual((final.topic, opened.topic), (RESULTS, LIVE))
        for rows in ([final, opened], [opened, final]):
            self.assertEqual(Expected(rows).last(5).totals.spend, 1)
        self.assertEqual(Expected([final, final.later(totals(3), 0)]).last(5).totals.spend, 3)


class SliceTests(unittest.TestCase):
    def test_ranges_end_with_the_newest_window(self):
        rows = [Row(START - age * MINUTE, A, totals(10**age)) for age in range(5)]
        self.assertEqual(Expected(rows).last(1).totals.spend, 1)
        self.assertEqual(Expected(rows).last(3).totals.spend, 111)
        self.assertEqual(Expected(rows).between(START - MINUTE, START).totals.spend, 10)

    def test_history_is_counted_from_the_newest_start(self):
        rows = [Row(START - age * MINUTE, A, totals(10**age)) for age in range(5)]
        self.assertEqual(Expected(rows, history=2 * MINUTE).last(None).totals.spend, 111)

    def test_filters(self):
        expected = Expected([Row(START, A, totals(1)), Row(START, B, totals(2))])
        self.assertEqual(expected.last(5, organizations=["p"]).totals.spend, 2)
        self.assertEqual(expected.last(5, campaigns=["a", "z"]).totals.spend, 1)
        self.assertEqual(expected.last(5, channels=[]).totals.spend, 0)
        self.assertEqual(expected.last(5, organizations=["o"], channels=["y"]).series, {})

    def test_groups(self):
        rows = [Row(START, A, totals(1)), Row(START - MINUTE, A, totals(2), revision=0), Row(START, B, totals(4))]
        last = Expected(rows).last(5)
        self.assertEqual({one: sums.spend for one, sums in last.series.items()}, {A: 3, B: 4})
        self.assertEqual({name: sums.spend for name, sums in last.channels.items()}, {"x": 3, "y": 4})
        self.assertEqual(last.campaigns[("o", "a")].spend, 3)
        self.assertEqual({start: sums.spend for start, sums in last.buckets(5).items()},
                         {START // (5 * MINUTE) * (5 * MINUTE): 7})
        self.assertEqual(last.open_windows(), {START - MINUTE})

    def test_difference(self):
        rest = difference(totals(10, clicks=3), totals(4, clicks=3))
        self.assertEqual((rest.spend, rest.counts["clicks"]), (6, 0))


class TextTests(unittest.TestCase):
    def test_money_is_rounded_half_to_even(self):
        for spend, said in ((5_000, "0.00"), (15_000, "0.02"), (15_001, "0.02"), (25_000, "0.02"),
                            (1_234_567_895_000, "1,234,567.90"), (-15_000, "−0.02"), (-5_000, "0.00")):
            self.assertEqual(text(totals(spend), "spend"), said)

    def test_ratios(self):
        said = totals(726_216, impressions=812, clicks=170)
        self.assertEqual([text(said, name) for name in ("impressions", "ctr", "cpc", "cpa", "roas", "cpm")],
                         ["812", "20.94%", "0.0043", "—", "0.00×", "0.89"])
        self.assertEqual(text(totals(), "roas"), "—")

    def test_prices_have_cents_from_ten_cents_on(self):
        for spend, said in ((99_999, "0.1000"), (100_000, "0.10"), (50, "0.0000"), (150, "0.0002"), (0, "0.0000")):
            self.assertEqual(text(totals(spend, clicks=1), "cpc"), said)

    def test_a_ratio_has_six_decimals_before_it_is_cut_to_two(self):
        # 0.12499999… is 0.125000 in a row, and half to even from there.
        self.assertEqual(text(totals(124_999_999_999, clicks=1_000_000), "cpc"), "0.12")
        self.assertEqual(text(totals(134_999_999_999, clicks=1_000_000), "cpc"), "0.14")


class ChangeTests(unittest.TestCase):
    CHEAP = totals(1_000_000, impressions=1000, clicks=10, conversions=2)
    DEAR = totals(2_000_000, impressions=1000, clicks=10, conversions=2)

    def test_a_lower_cost_is_better_and_spend_is_neither(self):
        self.assertEqual(change("cpa", self.DEAR, self.CHEAP), ("▼ 50.0%", "better"))
        self.assertEqual(change("cpa", self.CHEAP, self.DEAR), ("▲ 100.0%", "worse"))
        self.assertEqual(change("spend", self.CHEAP, self.DEAR), ("▲ 100.0%", ""))
        self.assertEqual(change("clicks", self.CHEAP, self.DEAR), ("= 0.0%", ""))
        self.assertEqual(change("clicks", totals(clicks=4), totals(clicks=3)), ("▼ 25.0%", "worse"))

    def test_nothing_is_a_percentage_of_nothing(self):
        self.assertEqual(change("clicks", totals(), self.DEAR), ("—", ""))
        self.assertEqual(change("cpa", self.DEAR, totals(5)), ("—", ""))

    def test_periods_leave_out_what_still_counts_and_all_after_it(self):
        rows = [Row(START - age * MINUTE, A, totals(1), revision=0 if age in (1, 3, 12) else 1) for age in range(30)]
        expected = Expected(rows)
        end = START + MINUTE
        periods = expected.periods(expected.span(15))
        self.assertEqual(periods.shown, (end - 15 * MINUTE, START - 3 * MINUTE), "the one of age 12 is not waited for")
        self.assertEqual(periods.before, (end - 30 * MINUTE, START - 18 * MINUTE))
        self.assertIsNone(expected.periods(expected.span(16)), "not all of the period before is held")
        self.assertIsNone(expected.periods(expected.span(None), is_all=True))
        self.assertIsNone(Expected(rows[:2] + rows[3:4]).periods((START - 3 * MINUTE, end)), "nothing is complete")


class OrderTests(unittest.TestCase):
    SERIES = {A: totals(5, clicks=5), B: totals(9), Series("o", "a", "w"): totals(5, clicks=1)}

    def test_figures_and_ties(self):
        self.assertEqual([one.channel for one in in_order(self.SERIES, "spend", descending=True)], ["y", "w", "x"])
        self.assertEqual([one.channel for one in in_order(self.SERIES, "spend", descending=False)], ["w", "x", "y"])

    def test_undefined_is_last_both_ways(self):
        self.assertEqual([one.channel for one in in_order(self.SERIES, "cpc", descending=True)], ["w", "x", "y"])
        self.assertEqual([one.channel for one in in_order(self.SERIES, "cpc", descending=False)], ["x", "w", "y"])

    def test_names_go_by_bytes(self):
        names = {Series("o", name, "x"): totals() for name in ("\uffff", "\U0001f680", "b", "B")}
        self.assertEqual([one.campaign for one in in_order(names, "campaign", descending=False)],
                         ["B", "b", "\uffff", "\U0001f680"])
