"""The oracle and the reader's merge, on cases small enough to be done by hand."""

from __future__ import annotations

import unittest
from dataclasses import replace
from fractions import Fraction

from merge import by_partition, newest_rows, over_partitions, read_row
from model import Key, Totals
from oracle import Rejected, expected_rows, judge, parse, parse_time
from small_log import BASE, LOG, RULES, event, write_row
from topics import LIVE, RESULTS


class OracleTests(unittest.TestCase):
    def test_verdicts_and_sums(self):
        verdicts = judge(LOG, RULES)
        self.assertEqual([(v.record.offset, v.reason) for v in verdicts if v.reason], [(4, "json"), (6, "late")])
        rows = expected_rows(verdicts)
        self.assertEqual(len(rows), 5)
        first = rows[Key(BASE, "default", "c", "unknown", 0)]
        self.assertEqual((first.counts["clicks"], first.counts["impressions"], first.spend), (2, 1, 3_750_000))
        self.assertEqual(first.ratios()["cpm"], Fraction(3750))
        self.assertIsNone(first.ratios()["cpa"])
        self.assertEqual(rows[Key(BASE + 2000, "default", "c", "unknown", 0)].revenue, 9_500_000)

    def test_late_begins_where_the_window_is_dropped(self):
        # Dropped when the watermark reaches 3000: with an event at 3500, and not at 3499.
        for newest_time, reason in ((3499, None), (3500, "late")):
            verdicts = judge([event(0, newest_time), event(1, 1999)], RULES)
            self.assertEqual(verdicts[1].reason, reason)

    def test_future_is_judged_by_the_record(self):
        for ahead, reason in ((300_000, None), (300_001, "future")):
            self.assertEqual(judge([event(0, ahead)], RULES)[0].reason, reason)

    def test_reasons_in_their_order(self):
        for members, reason in (
                ({"eventType": "Click", "value": -1}, "eventType"), ({"value": -1, "campaignId": None}, "value"),
                ({"organizationId": "", "campaignId": 7}, "organizationId"), ({"campaignId": None}, "campaignId"),
                ({"channel": "\x7f", "timestamp": "x"}, "channel"), ({"timestamp": 1.5}, "timestamp"),
                ({"value": True}, "value"), ({"campaignId": "\ud800"}, "json"), ({"channel": "x" * 129}, "channel")):
            with self.assertRaises(Rejected, msg=members) as rejected:
                parse(event(0, 0, **members).value)
            self.assertEqual(str(rejected.exception), reason)

    def test_money_is_rounded_half_to_even(self):
        for text, micros in (("0.0000005", 0), ("0.0000015", 2), ("5.00000050000000000000000000001e-1", 500_000),
                             ("0.00000050000000000000000000000000001", 1), ("1E3", 1_000_000_000), ("null", 0)):
            self.assertEqual(parse(event(0, 0).value.replace(b"1.25", text.encode())).micros, micros, text)

    def test_times(self):
        for text in ("2026-11-18T11:06:40Z", "2026-11-18t13:06:40.0009+02:00", "2026-11-18 11:06:40.000999999z", BASE):
            self.assertEqual(parse_time(text), BASE)
        for wrong in ("2026-11-18T11:06:40", "2026-02-29T00:00:00Z", "2026-11-18T11:06:60Z", True, 1e12, 1):
            with self.assertRaises(Rejected):
                parse_time(wrong)


class MergeTests(unittest.TestCase):
    def test_largest_offset_then_final_then_later(self):
        key = Key(BASE, "o", "c", "h", 0)
        made = [(LIVE, 5, 3), (RESULTS, 4, 9), (RESULTS, 5, 4), (LIVE, 5, 8), (RESULTS, 5, 6)]
        rows = [read_row(write_row(topic, place, key, Totals(spend=spend), 1, through))
                for place, (topic, through, spend) in enumerate(made)]
        self.assertEqual(newest_rows(rows)[key, 0].totals.spend, 6)
        self.assertEqual(newest_rows(rows[:2])[key, 0].totals.spend, 3)

    def test_epochs_and_partitions_add_up(self):
        keys = [Key(BASE, "o", "c", "h", partition) for partition in (0, 1)]
        rows = [read_row(write_row(RESULTS, 0, key, Totals(spend=7), 1, 1)) for key in keys]
        rows.append(replace(rows[0], epoch=1))
        merged = over_partitions(by_partition(newest_rows(rows)))
        self.assertEqual(merged, {keys[0]._replace(partition=-1): Totals(spend=21)})
