"""A seed always means the same."""

from __future__ import annotations

import unittest

import chaos
from plan import plan
from small_log import BASE
from traffic import piece_lines


class PlanTests(unittest.TestCase):
    def test_a_seed_is_always_the_same(self):
        for seed in range(1, 4):
            again = plan(seed)
            self.assertEqual(plan(seed), again)
            for piece in again.pieces:
                self.assertEqual(piece_lines(again, piece, BASE), piece_lines(plan(seed), piece, BASE))
        self.assertNotEqual(plan(1).steps, plan(2).steps)

    def test_a_foreign_broker_is_left_alone(self):
        for seed in range(1, 21):
            foreign = plan(seed, own_broker=False)
            self.assertFalse([step for step in foreign.steps if step.target.startswith(("broker", "connections"))])
            self.assertEqual(foreign.rules, plan(1, own_broker=False).rules)

    def test_seeds_as_they_are_written(self):
        self.assertEqual(chaos.seeds("7"), [7])
        self.assertEqual(chaos.seeds("1-3,9"), [1, 2, 3, 9])
        for wrong in ("", "x", "3-1", "-4"):
            with self.assertRaises(ValueError):
                chaos.seeds(wrong)
