"""Sees what is committed while all goes on: a commit may only name what the topics hold by then (DESIGN §6.1)."""

from __future__ import annotations

import threading
from datetime import datetime, timezone
from pathlib import Path
from typing import NamedTuple

from topics import DEAD_LETTERS, LIVE, LOGS, RESULTS
from wire import NoAnswer, Node


class Sight(NamedTuple):
    """Committed offsets of `logs`, and where `results.live` began and all topics ended a moment after."""
    committed: dict[int, int]
    ends: dict[str, dict[int, int]]
    live_starts: dict[int, int]


class Witness(threading.Thread):
    """Asks the broker itself, not through the proxy, some times a second; a broker that is away is asked later.

    - Parameter log: a file that gets a line for each change.
    """

    def __init__(self, address: str, group: str, log: Path):
        super().__init__(daemon=True)
        self.sights: list[Sight] = []
        self._log = log
        self._address, self._node, self._group = address, Node(address), group
        self._told = threading.Event()

    def run(self) -> None:
        while not self._told.wait(0.05):
            try:
                sight = self.look(self._node)
            except NoAnswer:
                continue
            if sight.committed and (not self.sights or sight.committed != self.sights[-1].committed):
                self.sights.append(sight)
                with open(self._log, "a", encoding="utf-8") as log:
                    log.write(f"{datetime.now(timezone.utc).isoformat()} committed {sight.committed}\n")
        self._node.close()

    def look(self, node: Node) -> Sight:
        partitions = node.partitions()
        committed = node.committed(self._group, LOGS, partitions.get(LOGS, 0))
        # After the commits: what they rest on was acknowledged before them. Ends last: they include what replaced the
        # rows that are trimmed by now.
        live_starts = node.starts(LIVE, partitions.get(LIVE, 0))
        ends = {topic: node.ends(topic, partitions.get(topic, 0)) for topic in (LOGS, RESULTS, LIVE, DEAD_LETTERS)}
        return Sight(committed, ends, live_starts)

    def look_now(self) -> Sight:
        """For another thread than the witness's own. Raises NoAnswer."""
        node = Node(self._address)
        try:
            return self.look(node)
        finally:
            node.close()

    def uncommitted(self) -> str:
        """The partitions of `logs` that are not committed to their ends; empty: all are."""
        try:
            sight = self.look_now()
        except NoAnswer as fault:
            return f"the broker does not say ({fault})"
        return ", ".join(f"partition {partition} is at {sight.committed.get(partition, 'nothing')} of {end}"
                         for partition, end in sorted(sight.ends[LOGS].items())
                         if sight.committed.get(partition, 0) < end)

    def finish(self) -> None:
        self._told.set()
        if self.ident:
            self.join(5)
