"""Requests made from Kafka's own schemas, as kafka-python carries them: valid in form, then spoilt with a seed."""

from __future__ import annotations

import random
import struct

from kafka.protocol import admin, consumer, metadata, producer  # noqa: F401  (they register their messages)
from kafka.protocol.api_message import ApiMessage
from kafka.record.memory_records import MemoryRecordsBuilder
from kafka.record.util import calc_crc32c

NAMES = ["victim", "victim-2", "", "..", "../../etc/passwd", "a" * 249, "b" * 300, "größe ✓", "a\0b", "x y\n"]
_INTS = {"int8": (1, ">b"), "int16": (2, ">h"), "uint16": (2, ">H"), "int32": (4, ">i"), "int64": (8, ">q")}
HUGE = 0x7FFFFFFF


def request_schemas() -> dict[int, dict]:
    """API key → the message's JSON schema."""
    return {message.API_KEY: message.json for message in ApiMessage.__subclasses__() if message.type == "request"}


def _has(versions: str, version: int) -> bool:
    if versions == "none":
        return False
    low, _, high = versions.partition("-")
    if low.endswith("+"):
        return version >= int(low[:-1])
    return int(low) <= version <= int(high or low)


def _uvarint(value: int) -> bytes:
    out = bytearray()
    value &= 0xFFFFFFFF
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


class Fuzzer:
    def __init__(self, seed: int, offered: dict[int, tuple[int, int]]):
        self.chance = random.Random(seed)
        schemas = request_schemas()
        self.offered = {key: versions for key, versions in offered.items() if key in schemas}
        self._schemas = schemas
        self._spoil = 0.0
        """How likely each length is to be a lie"""

    # A request that is right in form
    def request(self, key: int | None = None, spoil: float = 0.0) -> tuple[int, int, bytes]:
        """API key, version, and the request without its length."""
        key = self.chance.choice(sorted(self.offered)) if key is None else key
        version = self.chance.randint(*self.offered[key])
        schema = self._schemas[key]
        flexible = _has(schema["flexibleVersions"], version)
        client = b"fuzzer"
        header = struct.pack(">hhih", key, version, self.chance.getrandbits(31), len(client)) + client
        self._spoil = spoil
        common = {one["name"]: one for one in schema.get("commonStructs", [])}
        body = self._struct(schema["fields"], common, version, flexible)
        return key, version, header + (b"\0" if flexible else b"") + body

    def _struct(self, fields: list[dict], common: dict, version: int, flexible: bool) -> bytes:
        out = bytearray()
        for field in fields:
            if not _has(field["versions"], version) or ("taggedVersions" in field
                                                        and _has(field["taggedVersions"], version)):
                continue
            out += self._field(field, field["type"], common, version, flexible)
        if flexible:
            out += self._tags()
        return bytes(out)

    def _tags(self) -> bytes:
        if self.chance.random() > 0.05:
            return b"\0"
        tags = [(tag, self.chance.randbytes(self.chance.randrange(20)))
                for tag in range(50, 50 + self.chance.randint(1, 3))]
        return _uvarint(len(tags)) + b"".join(_uvarint(tag) + _uvarint(len(value)) + value for tag, value in tags)

    def _field(self, field: dict, kind: str, common: dict, version: int, flexible: bool) -> bytes:
        nullable = _has(field.get("nullableVersions", "none"), version)
        if kind.startswith("[]"):
            if nullable and self.chance.random() < 0.2:
                return self._length(None, flexible, wide=True)
            count = self.chance.choice((0, 1, 1, 1, 2, 3))
            items = b"".join(self._field(field, kind[2:], common, version, flexible) for _ in range(count))
            return self._length(count, flexible, wide=True) + items
        if kind in _INTS:
            return self._integer(field["name"], kind)
        if kind == "bool":
            return self.chance.choice((b"\0", b"\1"))
        if kind == "float64":
            return struct.pack(">d", self.chance.random())
        if kind == "uuid":
            return self.chance.choice((bytes(16), self.chance.randbytes(16)))
        if kind in ("string", "bytes", "records"):
            if nullable and self.chance.random() < 0.2:
                return self._length(None, flexible, wide=kind != "string")
            value = (self._name() if kind == "string" else self._records() if kind == "records"
                     else self.chance.randbytes(self.chance.randrange(64)))
            return self._length(len(value), flexible, wide=kind != "string") + value
        fields = field.get("fields") or common[kind]["fields"]
        return self._struct(fields, common, version, flexible)

    def _length(self, count: int | None, flexible: bool, wide: bool) -> bytes:
        said = -1 if count is None else count
        if self._spoil and self.chance.random() < self._spoil:
            said = self.chance.choice((-1, -2, -HUGE, HUGE, HUGE - 1, 1 << 24, 1 << 16, said + 1, max(said - 1, -1)))
        if flexible:
            return _uvarint(said + 1)
        if wide:
            return struct.pack(">i", max(-HUGE, min(said, HUGE)))
        return struct.pack(">h", max(-0x8000, min(said, 0x7FFF)))

    def _integer(self, name: str, kind: str) -> bytes:
        size, form = _INTS[kind]
        top = 1 << (8 * size - 1)
        if form.isupper() or kind == "uint16":
            return struct.pack(form, self.chance.choice((0, 1, 80, 0xFFFF)))
        choices = [0, 0, 1, 1, 2, 3, 100, -1]
        # A wait that is truly long would only make this test long.
        if name not in ("MaxWaitMs", "TimeoutMs", "SessionTimeoutMs", "RebalanceTimeoutMs"):
            choices += [-2, top - 1, -top, top // 2]
        return struct.pack(form, max(-top, min(self.chance.choice(choices), top - 1)))

    def _name(self) -> bytes:
        return self.chance.choice(NAMES * 2 + ["victim"] * 10).encode()

    def _records(self) -> bytes:
        builder = MemoryRecordsBuilder(2, self.chance.choice((0, 0, 1)), 1 << 16)
        if self.chance.random() < 0.3:
            builder.set_producer_state(self.chance.choice((0, 1, 1 << 40)), self.chance.choice((0, 5)),
                                       self.chance.choice((0, 7)), self.chance.random() < 0.1)
        for _ in range(self.chance.choice((1, 1, 5, 50))):
            builder.append(self.chance.choice((0, -1, 1_700_000_000_000)), b"key", self.chance.randbytes(100), [])
        builder.close()
        batch = bytearray(builder.buffer())
        if self.chance.random() < 0.4:
            batch = self._flip(batch)
            if self.chance.random() < 0.7:  # a lie that the checksum does not give away
                batch[17:21] = struct.pack(">I", calc_crc32c(bytes(batch[21:])))
        return bytes(batch)

    def _flip(self, data: bytes | bytearray) -> bytearray:
        out = bytearray(data)
        for _ in range(self.chance.choice((1, 1, 2, 8))):
            if out:
                out[self.chance.randrange(len(out))] ^= 1 << self.chance.randrange(8)
        return out

    # Wrong in some way
    def hostile(self) -> tuple[str, bytes]:
        """What is wrong with it, and the frame."""
        ways = {"valid": 3, "lying lengths": 4, "flipped": 4, "cut": 3, "extended": 2, "wrong frame length": 2,
                "huge frame length": 1, "unknown api": 1, "unknown version": 2, "noise": 2, "deep": 1, "huge array": 1}
        [way] = self.chance.choices(list(ways), list(ways.values()))
        key, version, request = self.request(spoil=0.2 if way == "lying lengths" else 0.0)
        length = len(request)
        match way:
            case "flipped":
                request = bytes(self._flip(request))
            case "cut":  # and the length says so, or the rest never comes
                request = request[:self.chance.randrange(len(request))]
                length = len(request) if self.chance.random() < 0.8 else length
            case "extended":
                request += self.chance.randbytes(self.chance.choice((1, 3, 100, 5000)))
                length = len(request)
            case "wrong frame length":
                length = max(0, length + self.chance.choice((-length, -5, -1, 1, 1000)))
            case "huge frame length":
                length = self.chance.choice((HUGE, 1 << 30, 200 << 20, -1, -HUGE))
            case "unknown api":
                unknown = self.chance.choice((-1, 4, 5, 6, 7, 17, 30, 99, 0x7FFF, -0x8000))
                request = struct.pack(">h", unknown) + request[2:]
            case "unknown version":
                wrong = self.chance.choice((-1, -0x8000, self.offered[key][1] + 1, 0x7FFF))
                request = request[:2] + struct.pack(">h", wrong) + request[4:]
            case "noise":
                request = self.chance.randbytes(self.chance.choice((0, 1, 4, 8, 14, 200, 70_000)))
                length = len(request)
            case "deep":  # what looks like arrays in arrays, all the way down
                request = request[:16] + b"\0\0\0\1" * 5_000 + b"\2" * 5_000
                length = len(request)
            case "huge array":  # many elements, at a byte each or fewer
                request = request[:16] + struct.pack(">i", 1 << 20) + bytes(1 << self.chance.choice((12, 12, 16, 20)))
                length = len(request)
        return f"{way}, api {key} v{version}", struct.pack(">i", length) + request
