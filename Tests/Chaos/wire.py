"""Three requests of Kafka's protocol by hand: partitions, ends and committed offsets, asked of one node."""

from __future__ import annotations

import socket
import struct

METADATA, LIST_OFFSETS, OFFSET_FETCH = 3, 2, 9


class NoAnswer(Exception):
    """The broker is away, or refuses."""


def _text(text: str) -> bytes:
    raw = text.encode()
    return struct.pack(">h", len(raw)) + raw


class _Reply:
    def __init__(self, raw: bytes):
        self._raw, self._at = raw, 0

    def take(self, form: str) -> int:
        [value] = struct.unpack_from(">" + form, self._raw, self._at)
        self._at += struct.calcsize(">" + form)
        return value

    def text(self) -> str | None:
        length = self.take("h")
        if length < 0:
            return None
        self._at += length
        return self._raw[self._at - length:self._at].decode()

    def array(self, read) -> list:
        return [read() for _ in range(self.take("i"))]


class Node:
    """A connection that is made anew after a failure. Not for several threads."""

    def __init__(self, address: str, timeout: float = 2):
        host, port = address.rsplit(":", 1)
        self._address, self._timeout = (host, int(port)), timeout
        self._socket: socket.socket | None = None

    def close(self) -> None:
        if self._socket:
            self._socket.close()
        self._socket = None

    def _exactly(self, count: int) -> bytes:
        parts = b""
        while len(parts) < count:
            part = self._socket.recv(count - len(parts))
            if not part:
                raise ConnectionError("closed")
            parts += part
        return parts

    def _ask(self, api: int, version: int, body: bytes) -> _Reply:
        frame = struct.pack(">hhi", api, version, 1) + _text("chaos") + body
        try:
            if not self._socket:
                self._socket = socket.create_connection(self._address, self._timeout)
            self._socket.sendall(struct.pack(">i", len(frame)) + frame)
            [length] = struct.unpack(">i", self._exactly(4))
            return _Reply(self._exactly(length)[4:])
        except OSError as gone:
            self.close()
            raise NoAnswer(str(gone)) from gone

    def partitions(self) -> dict[str, int]:
        """Of every topic."""
        reply = self._ask(METADATA, 1, struct.pack(">i", -1))
        reply.array(lambda: (reply.take("i"), reply.text(), reply.take("i"), reply.text()))
        reply.take("i")
        return dict(reply.array(lambda: self._topic(reply)))

    @staticmethod
    def _topic(reply: _Reply) -> tuple[str, int]:
        def integers() -> list:
            return reply.array(lambda: reply.take("i"))

        reply.take("h")
        name = reply.text()
        reply.take("b")
        parts = reply.array(lambda: (reply.take("h"), reply.take("i"), reply.take("i"), integers(), integers()))
        return name, len(parts)

    def ends(self, topic: str, partitions: int) -> dict[int, int]:
        """The offset after the last record of each partition."""
        return self._offsets(topic, partitions, -1)

    def starts(self, topic: str, partitions: int) -> dict[int, int]:
        """The offset of the first record that was not deleted of each partition."""
        return self._offsets(topic, partitions, -2)

    def _offsets(self, topic: str, partitions: int, time: int) -> dict[int, int]:
        asked = b"".join(struct.pack(">iq", partition, time) for partition in range(partitions))
        reply = self._ask(LIST_OFFSETS, 1, struct.pack(">ii", -1, 1) + _text(topic) + struct.pack(">i", partitions)
                          + asked)
        found = reply.array(lambda: (reply.text(), reply.array(
            lambda: (reply.take("i"), reply.take("h"), reply.take("q"), reply.take("q")))))
        return self._without_errors({part: (error, end) for _, parts in found for part, error, _, end in parts})

    def committed(self, group: str, topic: str, partitions: int) -> dict[int, int]:
        """Only those of partitions that have a commit."""
        return {part: offset for part, (offset, _) in self.commits(group, topic, partitions).items() if offset >= 0}

    def commits(self, group: str, topic: str, partitions: int) -> dict[int, tuple[int, str | None]]:
        """Offset and metadata; -1 where nothing is committed."""
        asked = struct.pack(f">i{partitions}i", partitions, *range(partitions))
        reply = self._ask(OFFSET_FETCH, 1, _text(group) + struct.pack(">i", 1) + _text(topic) + asked)
        found = reply.array(lambda: (reply.text(), reply.array(
            lambda: (reply.take("i"), reply.take("q"), reply.text(), reply.take("h")))))
        return self._without_errors(
            {part: (error, (offset, note)) for _, parts in found for part, offset, note, error in parts})

    @staticmethod
    def _without_errors(found: dict) -> dict:
        for part, (error, _) in found.items():
            if error:
                raise NoAnswer(f"error {error} for partition {part}")
        return {part: answer for part, (_, answer) in found.items()}


def answers(address: str) -> bool:
    """Whether a broker is there."""
    node = Node(address)
    try:
        return node.partitions() is not None
    except NoAnswer:
        return False
    finally:
        node.close()
