"""Whether the checks find what is wrong: a perfect aggregator's rows, and each kind of damage to them."""

from __future__ import annotations

import json
import unittest
from collections import Counter
from dataclasses import replace

from checks import all_findings
from evidence import Evidence
from merge import read_row
from model import Record, Totals
from report import explain
from small_log import BASE, newest, perfect, write_row
from topics import DEAD_LETTERS, LIVE, RESULTS, Unreadable, rows_of
from witness import Sight


class CheckTests(unittest.TestCase):
    def test_the_perfect_aggregator_passes(self):
        self.assertEqual(all_findings(perfect()), [])

    def damaged(self, damage) -> str:
        """What is said of the damage; it must be said of the right thing."""
        evidence = perfect()
        damage(evidence)
        findings = all_findings(evidence)
        self.assertTrue(findings, "the damage was not found")
        return explain(findings, evidence)

    def replaced(self, **changes):
        def damage(evidence: Evidence) -> None:
            row = newest(evidence)
            evidence.rows[evidence.rows.index(row)] = replace(row, **changes)
        return self.damaged(damage)

    def test_a_lost_row(self):
        def both(evidence: Evidence) -> None:
            key, through = newest(evidence).key, newest(evidence).through_offset
            evidence.rows = [row for row in evidence.rows if (row.key, row.through_offset) != (key, through)]

        said = self.damaged(both)
        self.assertIn("expected impressions 1 clicks 2, spend 3750000 µ", said)
        self.assertIn("got impressions 1 clicks 1, spend 2500000 µ", said)
        # The two histories: what counts and what was written.
        self.assertIn("logs[0]@3 ts 2026-11-18T11:06:40.000Z: click at 2026-11-18T11:06:40.200Z, 1250000 µ, counted",
                      said)
        self.assertIn("click at 2026-11-18T11:06:41.900Z, 1250000 µ, late\n", said)
        self.assertIn("results.live[0]@1", said)
        self.assertIn("committed to 8 when nothing written covered its offset 3", said)

    def test_a_lost_key(self):
        def damage(evidence: Evidence) -> None:
            evidence.rows = [row for row in evidence.rows if row.key.campaign != "d|e"]
        self.assertIn("got no row", self.damaged(damage))

    def test_a_key_too_many(self):
        def damage(evidence: Evidence) -> None:
            row = newest(evidence)
            evidence.rows.append(replace(row, key=row.key._replace(campaign="nobody")))
        self.assertIn("expected no row", self.damaged(damage))

    def test_the_only_final_row_lost(self):
        def damage(evidence: Evidence) -> None:
            evidence.rows.remove(newest(evidence))
        self.assertIn("the newest row is open, not final", self.damaged(damage))

    def test_a_micro_too_many(self):
        totals = newest(perfect()).totals
        self.assertIn("got impressions 1 clicks 2, spend 3750001 µ",
                      self.replaced(totals=replace(totals, spend=totals.spend + 1)))

    def test_an_event_counted_twice(self):
        totals = newest(perfect()).totals
        self.assertIn("clicks 3", self.replaced(totals=replace(totals, counts=totals.counts | {"clicks": 3})))

    def test_a_row_that_was_wrong_for_a_while(self):
        def damage(evidence: Evidence) -> None:
            row = evidence.rows[0]
            evidence.rows[0] = replace(row, totals=Totals(row.totals.counts, row.totals.spend + 1))
        self.assertIn("results.live[0]@0, through offset 1: expected", self.damaged(damage))

    def test_a_later_epoch_counts_again(self):
        def damage(evidence: Evidence) -> None:
            evidence.rows.append(replace(newest(evidence), epoch=1))
        self.assertIn("clicks 4", self.damaged(damage))

    def test_wrong_shapes(self):
        for changes, text in (
                ({"ratios": {}}, "its ratios are"), ({"revision": 0}, "its revision is 0"),
                ({"window_end": BASE}, "its window is not the rules'"), ({"status": "open"}, "not final")):
            self.assertIn(text, self.replaced(**changes))

    def test_wrong_dead_letters(self):
        def change(index: int, **changes):
            def damage(evidence: Evidence) -> None:
                evidence.letters[index] = evidence.letters[index]._replace(**changes)
            return self.damaged(damage)

        self.assertIn("should be for json", change(0, reason="size"))
        self.assertIn("is not to be rejected", change(0, offset=5))
        self.assertIn("is not untouched", change(1, record=Record(DEAD_LETTERS, 0, 1, BASE, b"", b"{}")))
        self.assertIn("not in logs.dlq", self.damaged(lambda evidence: evidence.letters.pop()))

    def test_a_dead_letter_may_repeat(self):
        evidence = perfect()
        evidence.letters.append(evidence.letters[0])
        self.assertEqual(all_findings(evidence), [])

    def test_a_commit_before_its_rows(self):
        def early(evidence: Evidence) -> None:
            ends = {RESULTS: {0: 0, 1: 0}, LIVE: {0: 1, 1: 0}, DEAD_LETTERS: {0: 0}}
            evidence.sights.insert(0, Sight({0: 2}, ends, {}))
        self.assertIn("committed to 2 when nothing written covered its offset 1", self.damaged(early))

    def test_a_commit_that_goes_back(self):
        said = self.damaged(lambda evidence: evidence.sights.append(evidence.sights[0]._replace(committed={0: 7})))
        self.assertIn("went back from 8 to 7", said)

    def test_a_commit_whose_rows_were_trimmed(self):
        # The final rows came later than the commit, and the open ones that it rested on are trimmed.
        evidence = perfect()
        ends = {RESULTS: {0: 0, 1: 0}, LIVE: {0: 3, 1: 0}, DEAD_LETTERS: {0: 0}}
        evidence.rows = [row for row in evidence.rows if row.record.topic == RESULTS or row.record.offset > 2]
        evidence.sights.insert(0, Sight({0: 2}, ends, {0: 0}))
        self.assertIn("nothing written covered its offset 0", explain(all_findings(evidence), evidence))
        evidence.live_starts = {0: 3}
        self.assertEqual(all_findings(evidence), [])
        # One that saw them trimmed already saw what replaced them.
        evidence.sights[0] = Sight({0: 2}, ends, {0: 3})
        self.assertIn("nothing written covered its offset 0", explain(all_findings(evidence), evidence))

    def test_an_epoch_without_a_reason(self):
        # Alone in its key, so that the sums are right.
        row = newest(perfect())

        def damage(evidence: Evidence) -> None:
            evidence.rows = [replace(each, epoch=1) if each.key == row.key else each for each in evidence.rows]
        self.assertIn("its epoch is 1, and nobody recreated logs", self.damaged(damage))

    def test_revisions(self):
        def of(*written: tuple[int, int]) -> str:
            """Final rows of the key with events at 0, 1 and 3: throughOffset, revision."""
            evidence = perfect()
            key, sums = newest(evidence).key, {row.through_offset: row.totals for row in evidence.rows
                                               if row.key == newest(evidence).key}
            evidence.rows = [row for row in evidence.rows if (row.key, row.status) != (key, "final")]
            evidence.rows += [read_row(write_row(RESULTS, place, key, sums[through], revision, through))
                              for place, (through, revision) in enumerate(written)]
            return "\n".join(finding.text for finding in all_findings(evidence))

        for fine in ([(2, 1), (4, 2)], [(1, 1), (2, 3), (4, 4)], [(4, 2), (4, 1)], [(2, 1), (4, 1), (2, 2)]):
            self.assertEqual(of(*fine), "", fine)
        self.assertIn("its revision fell from 2 to 1", of((2, 2), (4, 1)))
        self.assertIn("its revision is 4, of 2 events", of((2, 4), (4, 4)))
        self.assertIn("its revision is 0", of((4, 0)))

    def test_a_row_that_covers_more_than_there_is(self):
        self.assertIn("its throughOffset is 9, and logs ends at 8", self.replaced(through_offset=9))

    def test_acknowledged_and_not_in_logs(self):
        lost = (b"c", b"lost")

        def damage(evidence: Evidence, **changes) -> None:
            records = evidence.published[0].records + Counter([lost])
            evidence.published = [evidence.published[0]._replace(records=records, **changes)]

        self.assertIn("logs has 0 times what was acknowledged 1 times by publisher-1 (started 1 times): b'c' b'lost'",
                      self.damaged(damage))
        unfinished = perfect()
        damage(unfinished, is_acknowledged=False)
        self.assertEqual(all_findings(unfinished), [])

    def test_a_record_too_many(self):
        def damage(evidence: Evidence) -> None:
            records = Counter({record: count for record, count in evidence.published[0].records.items()})
            records[b"c", evidence.verdicts[1].record.value] -= 1
            records[b"c", evidence.verdicts[0].record.value] += 1
            evidence.published = [evidence.published[0]._replace(records=records)]

        self.assertIn("logs has 1 times what was sent at most 0 times", self.damaged(damage))
        again = perfect()
        damage(again)
        again.published = [again.published[0]._replace(starts=2)]
        self.assertIn("what was acknowledged 3 times", explain(all_findings(again), again))

    def test_what_stood_in_logs_before(self):
        evidence = perfect()
        evidence.log_begins = {0: 1}
        self.assertIn("was acknowledged 2 times", explain(all_findings(evidence), evidence))


class RowTests(unittest.TestCase):
    def test_what_is_no_row_is_said(self):
        row = newest(perfect()).record
        for name, wrong in (
                ("windowStart", "yesterday"), ("windowStart", BASE), ("windowEnd", None), ("campaignId", ["c"]),
                ("campaignId", "\ud800"), ("spend", float("inf")), ("spend", "1"), ("spend", 1e-7), ("clicks", True),
                ("clicks", 1.5), ("ctr", float("nan")), ("revision", "1"), ("throughOffset", None), ("partition", [])):
            body = json.loads(row.value) | {name: wrong}
            with self.assertRaisesRegex(Unreadable, "is no row", msg=(name, wrong)):
                rows_of([row._replace(value=json.dumps(body).encode())])
        for value in (None, b"", b"{}", b"[]", b"\xff", b"7"):
            with self.assertRaisesRegex(Unreadable, "is no row"):
                rows_of([row._replace(value=value)])

    def test_keys_that_are_none(self):
        for key in (None, b"", b"yesterday|a|b|c", b"%FF|a|b|c", b"1795000000000|default|c|unknown"):
            evidence = perfect()
            row = newest(evidence)
            evidence.rows[evidence.rows.index(row)] = replace(row, record=row.record._replace(key=key))
            self.assertIn("its key is", explain(all_findings(evidence), evidence))
