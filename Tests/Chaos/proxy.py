"""A TCP proxy between the services and the broker, so that connections can be cut, stalled and refused.

A connection belongs to the service whose client id its first request names (Kafka sends it in every request's header).
"""

from __future__ import annotations

import socket
import struct
import threading

ALL = "all"


class _Link:
    """A client's connection and its other half."""

    def __init__(self, client: socket.socket, broker: socket.socket):
        self.ends = (client, broker)
        self.name = ""
        self.is_cut = False

    def cut(self) -> None:
        self.is_cut = True
        for end in self.ends:
            try:
                # Wakes who waits in recv or send; closing alone would not.
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


class Proxy:
    """Listens from the start until `close`. A disturbance lasts until its opposite, or `heal`."""

    def __init__(self, broker_port: int):
        self._broker = ("127.0.0.1", broker_port)
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = self._listener.getsockname()[1]
        self._changed = threading.Condition()
        self._links: set[_Link] = set()
        self._stalled: set[str] = set()
        self._refuses = False
        threading.Thread(target=self._accept, daemon=True).start()

    def disturb(self, action: str, name: str) -> None:
        """- Parameters:
          - action: `cut` ends the connections, new ones are welcome; `stall` keeps what is sent, until `flow`; `refuse`
            ends them and takes no new ones from anybody, until `accept`.
          - name: a service's client id, or `all`.
        """
        with self._changed:
            if action == "stall":
                self._stalled.add(name)
            elif action == "flow":
                self._stalled.discard(name)
            elif action in ("refuse", "accept"):
                self._refuses = action == "refuse"
            elif action != "cut":
                raise ValueError(action)
            if action in ("cut", "refuse"):
                for link in self._links:
                    if name in (ALL, link.name):
                        link.cut()
            self._changed.notify_all()

    @property
    def is_disturbed(self) -> bool:
        """Whether anybody is stalled or refused right now."""
        return self._refuses or bool(self._stalled)

    def heal(self) -> None:
        with self._changed:
            self._refuses = False
            self._stalled.clear()
            self._changed.notify_all()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread in accept; closing alone would not
        self._listener.close()
        self.heal()
        self.disturb("cut", ALL)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._connect, args=(client,), daemon=True).start()

    def _connect(self, client: socket.socket) -> None:
        try:
            if self._refuses:
                raise ConnectionRefusedError
            broker = socket.create_connection(self._broker, 5)
        except OSError:
            _reset(client)
            return
        broker.settimeout(None)
        for end in (client, broker):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        link = _Link(client, broker)
        with self._changed:
            self._links.add(link)
        answers = threading.Thread(target=self._pump, args=(link, broker, client), daemon=True)
        answers.start()
        self._pump(link, client, broker)
        answers.join()
        with self._changed:
            self._links.discard(link)
        for end in link.ends:
            end.close()

    def _pump(self, link: _Link, source: socket.socket, target: socket.socket) -> None:
        try:
            while data := source.recv(1 << 16):
                if not link.name and source is link.ends[0]:
                    link.name = _client_id(data)
                with self._changed:
                    self._changed.wait_for(lambda: link.is_cut or not self._stalled & {ALL, link.name})
                if link.is_cut:
                    break
                target.sendall(data)
        except OSError:
            pass
        link.cut()


def _client_id(request: bytes) -> str:
    """Of a request's first bytes: length, API key, version, correlation id, client id."""
    if len(request) < 14:
        return "?"
    [length] = struct.unpack_from(">h", request, 12)
    return request[14:14 + length].decode(errors="replace") if length > 0 else "?"


def _reset(client: socket.socket) -> None:
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()
