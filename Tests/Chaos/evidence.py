"""What a trial leaves behind for the checks, and what they say of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from merge import Row
from model import Key, Rules, Verdict
from topics import DeadLetter
from witness import Sight


class Finding(NamedTuple):
    """What is wrong, and the key whose histories explain it."""
    text: str
    key: Key | None = None


class Published(NamedTuple):
    """What a publisher was given, by key and value, and how it went."""
    name: str
    records: Counter[tuple[bytes | None, bytes | None]]
    starts: int
    is_acknowledged: bool
    """All of it: the publisher ended with 0"""


@dataclass
class Evidence:
    """All that was read once it was quiet, and what the witness saw before."""
    rules: Rules
    verdicts: list[Verdict]
    rows: list[Row]
    letters: list[DeadLetter] = field(default_factory=list)
    sights: list[Sight] = field(default_factory=list)
    published: list[Published] = field(default_factory=list)
    log_begins: dict[int, int] = field(default_factory=dict)
    """Where each partition of `logs` ended before the trial; 0 where it is not named"""
    live_starts: dict[int, int] = field(default_factory=dict)
    """The first offset of each partition of `results.live`: what stood below is trimmed. 0 where it is not named"""

    def counted(self) -> dict[Key, list[Verdict]]:
        """What counts for each row, in the order of the log."""
        by_key: dict[Key, list[Verdict]] = defaultdict(list)
        for verdict in self.verdicts:
            if verdict.reason is None:
                by_key[verdict.key].append(verdict)
        return by_key

    def log_ends(self) -> dict[int, int]:
        ends: dict[int, int] = defaultdict(int)
        for verdict in self.verdicts:
            ends[verdict.record.partition] = max(ends[verdict.record.partition], verdict.record.offset + 1)
        return ends
