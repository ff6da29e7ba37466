"""Who is started when."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path

from fleet import Fleet
from plan import BROKER, Step, plan
from services import Service

_STOPS_SLOWLY = "trap 'sleep 0.3; exit 0' TERM; echo ready; while :; do sleep 0.02; done"


class FleetTests(unittest.TestCase):
    def test_a_broker_starts_when_the_one_before_has_ended(self):
        with tempfile.TemporaryDirectory() as folder:
            fleet = Fleet(plan(1), Path(folder), None)
            broker = Service(BROKER, lambda: ["sh", "-c", _STOPS_SLOWLY], Path(folder))
            fleet._services[BROKER] = broker
            try:
                fleet.start(BROKER)
                self.assertTrue(fleet.wait(10, lambda: broker.log.read_text().count("ready") == 1))
                fleet.do(Step(0, "SIGTERM", BROKER))
                fleet.do(Step(0, "start", BROKER))
                fleet.wait(0.05)
                self.assertEqual((broker.starts, broker.is_wanted), (1, False))
                self.assertTrue(fleet.wait(10, lambda: broker.log.read_text().count("ready") == 2))
                self.assertEqual([end.status for end in fleet.exits], [0])
                # Where one runs already, none is due.
                fleet.start(BROKER)
                fleet.stop_broker(10)
                fleet.wait(0.1)
                self.assertEqual((broker.starts, broker.is_running), (2, False))
                self.assertEqual(fleet.faults, [])
            finally:
                fleet.close()
