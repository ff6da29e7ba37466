"""The records of a piece: good events, late, early and broken ones. A function of the seed, the piece and its time."""

from __future__ import annotations

import base64
import json
import random
from datetime import datetime, timedelta, timezone

from model import COUNTS
from oracle import FUTURE_MS, MAX_BYTES
from plan import Piece, Plan

_HOSTILE = (
    "camp|1", "camp%7C1", "caf\u00e9", "cafe\u0301", "\U0001f469\u200d\U0001f4bb", '"quoted\\"', "</script>", " space ",
    "null", "default", "unknown", "x" * 128, "\u65e5\u672c" * 21, "a\u2028b", "%00", "\u0080", "=1+1", "\ufeffbom",
    "0", "-", "\uffff", "..\\/", "{}", "$(x)",
)
_MONEY = (
    "0", "0.0", "-0.0", "0.25", "1.25", "0.0000005", "0.0000015", "0.00000050000000000000000001", "1e-7", "1E3",
    "12.5e-3", "999999999.9999995", "1000000000", "0.1", "0.2", "3.3333333333333333333333333", "17.000001", "1e9",
    "2.5E+2", "0e99",
)
_BAD_MEMBERS = (
    ("eventType", ('"purchase"', '"Click"', "7", "null", None, '" click"', "[]", '""')),
    ("value", ('"1.25"', "-0.01", "1000000000.0000001", "true", "[]", "1e10", "{}", "-1e-9")),
    ("organizationId", ("5", '""', '"' + "y" * 129 + '"', '"a\\u0007"', "[]", "false", '"\u007f"')),
    ("campaignId", (None, "null", '""', "{}", '"tab\\t"', "17", '"' + "\u65e5" * 43 + '"')),
    ("channel", ("1.5", '""', '"\\u0000"', "[1]", '"' + "z" * 200 + '"')),
    ("timestamp", (None, "null", '"yesterday"', '"2026-11-21T01:23:45"', "1.7e12", '"1999-12-31T23:59:59.999Z"',
                   "4102444800000", "true", '"2026-13-01T00:00:00Z"', '"2026-11-21T24:00:00Z"', '"2026-11-21"',
                   '"2026-02-29T00:00:00Z"', '"2026-11-21T01:23:45.1234567890Z"', "946684799999", '"1795000000000"')),
)


def piece_lines(plan: Plan, piece: Piece, base: int) -> list[str]:
    """Envelopes for `adtally publish`; their `ts` is when they are due.

    - Parameter base: ms since 1970 of the schedule's 0.
    """
    maker = _Maker(random.Random(f"chaos {plan.seed} piece {piece.number}"), plan)
    dues = sorted(maker.chance.uniform(piece.begin, piece.begin + piece.seconds) for _ in range(piece.events))
    lines: list[str] = []
    for due in dues:
        at = base + round(due * 1000)
        if lines and maker.chance.random() < 0.02:
            lines.append(maker.chance.choice(lines))  # the same bytes once more
        lines.append(_envelope(at, *maker.record(at)))
    return lines


def _envelope(at: int, key: bytes | None, value: bytes | None) -> str:
    line: dict = {"topic": "logs", "partition": 0, "offset": 0, "ts": at}
    for name, content in (("key", key), ("payload", value)):
        try:
            line[name] = None if content is None else content.decode("utf-8")
        except UnicodeDecodeError:
            line[name + "Base64"] = base64.b64encode(content).decode()
    return json.dumps(line)


class _Maker:
    def __init__(self, chance: random.Random, plan: Plan):
        self.chance = chance
        # The names are the seed's, so that pieces share them.
        names = random.Random(f"chaos {plan.seed} names")
        self._campaigns = names.sample(_HOSTILE, 1 if plan.few_names else 3) + [
            f"camp_{number}" for number in range(1 if plan.few_names else 4)]
        self._organizations = ["org_1", None, *names.sample(_HOSTILE, 1)]
        self._channels = ["search", "social", None, *names.sample(_HOSTILE, 1)]
        self._keying = plan.keying
        # How disturbed a piece is; some are as clean as can be.
        self._faulty = chance.choice([0.0, 0.05, 0.2])
        self._late = chance.choice([0.0, 0.05, 0.3])

    def record(self, at: int) -> tuple[bytes | None, bytes | None]:
        """Key and value."""
        members = self._event(at)
        campaign = json.loads(members["campaignId"])
        if self.chance.random() < self._faulty:
            value = self._broken(members, at)
        else:
            value = self._text(members)
        return self._key(campaign), value

    def _key(self, campaign: str) -> bytes | None:
        keying = self.chance.choice(["campaign", "none", "odd"]) if self._keying == "mixed" else self._keying
        if keying == "odd":
            return self.chance.choice([b"", b"\xff\xfe", b"k%d" % self.chance.randrange(50)])
        return campaign.encode() if keying == "campaign" else None

    def _event(self, at: int) -> dict[str, str]:
        """Members and their JSON text."""
        kind = self.chance.choices(list(COUNTS), [40, 20, 8, 3, 3, 3, 3])[0]
        members = {"eventId": f'"{self.chance.getrandbits(64):x}"', "eventType": f'"{kind}"',
                   "campaignId": self._quoted(self.chance.choice(self._campaigns)),
                   "timestamp": self._stamp(self._time(at))}
        organization, channel = self.chance.choice(self._organizations), self.chance.choice(self._channels)
        if organization is not None or self.chance.random() < 0.3:
            members["organizationId"] = self._quoted(organization)
        if channel is not None or self.chance.random() < 0.3:
            members["channel"] = self._quoted(channel)
        if self.chance.random() < 0.85:
            members["value"] = self._money()
        return members

    def _money(self) -> str:
        if self.chance.random() < 0.2:
            return self.chance.choice(_MONEY)
        return f"{self.chance.uniform(0, 50):.{self.chance.choice([0, 2, 4, 6, 9])}f}"

    def _time(self, at: int) -> int:
        luck = self.chance.random()
        if luck < self._late / 4:
            return at - self.chance.choice([9_000, 20_000, 60_000, 86_400_000])
        if luck < self._late:
            return at - self.chance.randint(500, 9_000)
        return at - self.chance.randint(0, 400) + (self.chance.randint(0, 900) if luck > 0.95 else 0)

    def _quoted(self, text: str | None) -> str:
        return json.dumps(text, ensure_ascii=self.chance.random() < 0.3)

    def _stamp(self, time: int) -> str:
        form = self.chance.randrange(6)
        if form == 0:
            return str(time)
        hours = self.chance.choice([0, 2, -7]) if form == 1 else 0
        moment = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(milliseconds=time, hours=hours)
        text = moment.strftime("%Y-%m-%d" + self.chance.choice(["T", "T", "t", " "]) + "%H:%M:%S")
        text += f".{time % 1000:03}" + self.chance.choice(["", "", "999", "000000"])
        return f'"{text}{f"{hours:+03}:00" if form == 1 else self.chance.choice("Zz")}"'

    def _text(self, members: dict[str, str]) -> bytes:
        order = list(members.items())
        self.chance.shuffle(order)
        if self.chance.random() < 0.1:
            order.insert(0, ("campaignId", '"of the same name, the last counts"'))
        if self.chance.random() < 0.3:
            order.append(("metadata", '{"sessionId":"s","timestamp":[1,{"value":2}]}'))
        if self.chance.random() < 0.1:
            order = [(name.replace("T", "\\u0054"), text) for name, text in order]
        gap = self.chance.choice(["", "", " ", "\n\t "])
        return (gap + "{" + ("," + gap).join(f'"{name}":{gap}{text}' for name, text in order) + gap + "}").encode()

    def _broken(self, members: dict[str, str], at: int) -> bytes | None:
        kind = self.chance.choice(["bytes", "member", "member", "two", "future", "size"])
        if kind == "bytes":
            return self._broken_bytes(self._text(members))
        if kind == "future":
            members["timestamp"] = str(at + FUTURE_MS + self.chance.choice([20_000, 3_600_000, 86_400_000 * 365]))
        elif kind == "size":
            text = self._text(members)
            # Exactly as large as may be, or larger by one or more.
            return text + b" " * (MAX_BYTES - len(text) + self.chance.choice([0, 1, 20_000]))
        else:
            for name, wrong in self.chance.sample(_BAD_MEMBERS, 2 if kind == "two" else 1):
                members.pop(name, None)
                if (text := self.chance.choice(wrong)) is not None:
                    members[name] = text
        return self._text(members)

    def _broken_bytes(self, text: bytes) -> bytes | None:
        return self.chance.choice([
            None, b"", b"null", b"[]", b"[" + text + b"]", text[:-1], text[:len(text) // 2], text + b"x", text + text,
            b"\xef\xbb\xbf" + text, text.replace(b'"', b"'"), text.replace(b"camp", b"\xff\xfe"), b"\x00\x01\xfe",
            text[:-1] + b",}", b'{"campaignId":"\\ud800","eventType":"view","timestamp":1795000000000}'])
