"""What a seed means: the settings, and the schedule of troubles. A pure function of the seed."""

from __future__ import annotations

import random
from dataclasses import dataclass

from model import Rules
from proxy import ALL

BROKER, PRODUCER = "broker", "producer"
NETWORK = "connections of "
EVERY_KIND = "aggregator", "broker", "network", "source"
# The two that a seed's own broker allows and a foreign one does not.
OURS_ONLY = "broker", "network"


@dataclass(frozen=True)
class Step:
    """One thing to do, seconds after the start."""
    at: float
    action: str
    target: str

    def __str__(self) -> str:
        return f"{self.at:6.2f} s  {self.action} {self.target}"


@dataclass(frozen=True)
class Piece:
    """Records that one publisher writes: those of `seconds` from `begin` on."""
    number: int
    begin: float
    seconds: float
    events: int
    speed: str

    @property
    def name(self) -> str:
        return f"publisher-{self.number}"

    @property
    def start(self) -> float:
        """At full speed all of it comes when its time is over; otherwise as it happens."""
        return self.begin + (self.seconds if self.speed == "max" else 0)


@dataclass(frozen=True)
class Plan:
    seed: int
    rules: Rules
    partitions: int
    threads: dict[str, int]
    """Of each aggregator"""
    pieces: tuple[Piece, ...]
    keying: str
    """campaign, none, or mixed: whose records of one campaign are in several partitions"""
    few_names: bool
    """So few campaigns that most partitions never get a record"""
    producer_rate: int
    """0: no producer"""
    steps: tuple[Step, ...]
    seconds: float
    """Of trouble"""

    def describe(self) -> str:
        names = ", ".join(f"{name} ({count} threads)" if count > 1 else name for name, count in self.threads.items())
        return (f"seed {self.seed}: {self.partitions} partitions, {names}, lateness {self.rules.lateness} ms, keys by "
                f"{self.keying}, {len(self.pieces)} pieces, producer at {self.producer_rate}/s")


def plan(seed: int, own_broker: bool = True) -> Plan:
    """- Parameter own_broker: False leaves its kills and the cuts out, and fixes what rows of all seeds depend on."""
    chance = random.Random(f"chaos {seed}")
    seconds = round(chance.uniform(6, 7), 2)
    partitions = chance.choice([1, 2, 3, 4, 6])
    lateness = chance.choice([1000, 2000, 4000, 6000])
    few_names = chance.random() < 0.15
    keying = "campaign" if few_names else chance.choice(["campaign", "none", "mixed"])
    threads = {f"aggregator-{number}": chance.choice([1, 1, 2]) for number in range(1, chance.randint(1, 3) + 1)}
    producer_rate = 0 if few_names else chance.choice([0, 40, 150])
    pieces = _pieces(chance, seconds)
    steps = _Schedule(chance, seconds, tuple(threads), [piece.name for piece in pieces], producer_rate > 0)
    for piece in pieces:
        steps.add(piece.start, "start", piece.name)
    steps.fill(EVERY_KIND if own_broker else tuple(kind for kind in EVERY_KIND if kind not in OURS_ONLY))
    return Plan(seed, Rules(2000, 500, lateness if own_broker else 4000), partitions, threads, pieces, keying,
                few_names, producer_rate, steps.sorted(), seconds)


def _pieces(chance: random.Random, seconds: float) -> tuple[Piece, ...]:
    """Side by side and one after another, with pauses in which windows close by silence."""
    pieces, at = [], 0.0
    while at < seconds - 1:
        length = chance.uniform(0.8, 2.5)
        for _ in range(chance.choice([1, 1, 2])):
            duration = min(length * chance.uniform(0.5, 1), seconds - at)
            speed = chance.choice(["1x", "1x", "max"])
            events = int(duration * chance.choice([60, 200, 500]))
            pieces.append(Piece(len(pieces) + 1, round(at, 2), round(duration, 2), events, speed))
        at += length + chance.choice([0, 0, 0, 1.8])
    return tuple(pieces)


class _Schedule:
    """Troubles, each with its end; no target has two at a time."""

    def __init__(self, chance: random.Random, seconds: float, aggregators: tuple[str, ...], publishers: list[str],
                 has_producer: bool):
        self._chance, self._seconds = chance, seconds
        self._aggregators, self._publishers = aggregators, publishers
        self._sources = publishers + ([PRODUCER] if has_producer else [])
        self._steps: list[Step] = []
        self._busy: dict[str, float] = {}
        for number, name in enumerate(aggregators):
            # The later ones join while the others work, or at once.
            begin = 0.0 if number == 0 else chance.choice([0.0, chance.uniform(0.3, 3)])
            self.add(begin, "start", name)
            self._busy[name] = begin + 0.3
        if has_producer:
            self.add(0.3, "start", PRODUCER)

    def add(self, at: float, action: str, target: str) -> None:
        self._steps.append(Step(round(at, 2), action, target))

    def sorted(self) -> tuple[Step, ...]:
        """By time. What would come after the trouble is left out: the healing does it."""
        within = [step for step in self._steps if step.at < self._seconds]
        return tuple(sorted(within, key=lambda step: step.at))

    def fill(self, kinds: tuple[str, ...]) -> None:
        weights = {"aggregator": 12, "broker": 4, "network": 4, "source": 4}
        for at in sorted(self._chance.uniform(0.6, self._seconds - 0.1) for _ in range(self._chance.randint(10, 22))):
            [kind] = self._chance.choices(kinds, [weights[kind] for kind in kinds])
            getattr(self, f"_{kind}")(at)

    def _trouble(self, at: float, lasts: float, target: str, action: str, *ends: str) -> None:
        """Draws nothing: whether there is room for it changes no later choice.

        - Parameter ends: what mends it, after `lasts`; the second 0.1 s later.
        """
        if at < self._busy.get(target, 0):
            return
        self.add(at, action, target)
        for number, end in enumerate(ends):
            self.add(at + lasts + number / 10, end, target)
        self._busy[target] = at + lasts + len(ends) / 10

    def _aggregator(self, at: float) -> None:
        target, draw = self._chance.choice(self._aggregators), self._chance.uniform
        self._trouble(at, *self._chance.choice([
            *[(draw(0.05, longest), target, "kill -9", "start") for longest in (0.3, 0.3, 0.6, 1, 1.5)],
            (draw(0.05, 2), target, "SIGTERM", "start"), (self._seconds, target, "SIGTERM", "start"),
            (draw(0.3, 1.5), target, "SIGSTOP", "SIGCONT"), (draw(3, 5), target, "SIGSTOP", "SIGCONT"),
            (draw(0.3, 2), target, "SIGSTOP", "kill -9", "start")]))

    def _broker(self, at: float) -> None:
        draw = self._chance.uniform
        self._trouble(at, *self._chance.choice([
            (draw(0.05, 1.5), BROKER, "kill -9", "start"), (draw(0.05, 0.3), BROKER, "kill -9", "start"),
            (draw(0.2, 1), BROKER, "SIGTERM", "start"), (draw(0.3, 2.5), BROKER, "SIGSTOP", "SIGCONT")]))

    def _network(self, at: float) -> None:
        draw = self._chance.uniform
        whose = self._chance.choice([ALL, *self._aggregators * 2, self._chance.choice(self._sources)])
        target, everyone = NETWORK + whose, NETWORK + ALL
        self._trouble(at, *self._chance.choice([
            (0, target, "cut"), (0, target, "cut"), (draw(0.3, 2.5), target, "stall", "flow"),
            (draw(0.3, 2), target, "stall", "cut", "flow"), (draw(0.2, 1.5), everyone, "refuse", "accept")]))

    def _source(self, at: float) -> None:
        target, draw = self._chance.choice(self._sources), self._chance.uniform
        action = self._chance.choice([
            (draw(0.05, 1), target, "kill -9", "start"), (draw(0.05, 1), target, "SIGTERM", "start"),
            (draw(0.3, 2), target, "SIGSTOP", "SIGCONT")])
        [begin, *_] = [step.at for step in self._steps if (step.target, step.action) == (target, "start")]
        if at > begin + 0.1:
            self._trouble(at, *action)
