"""The members of a group, as the tests see them: what each one owns and has read."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
import time
from pathlib import Path

from broker_process import eventually
from clients import ALL

_HERE = Path(__file__).resolve().parent


class Member:
    """One member, in a process (and process group) of its own."""

    def __init__(self, client: str, brokers: str, group: str, topic: str, instance_id: str | None = None):
        self.client = client
        self.events: list[dict] = []
        self.owned: set[int] = set()
        self._process = subprocess.Popen(
            ALL[client].member_command(brokers, group, topic, instance_id), cwd=_HERE, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
        self._complaints: list[str] = []
        threading.Thread(target=self._listen, daemon=True).start()
        threading.Thread(target=lambda: self._complaints.extend(self._process.stderr), daemon=True).start()

    def _listen(self) -> None:
        for line in self._process.stdout:
            event = json.loads(line)
            if event["event"] == "assigned":
                self.owned = set(event["partitions"])
            elif event["event"] == "revoked":
                self.owned = set()
            self.events.append(event)

    def count(self, event: str) -> int:
        return sum(1 for e in self.events if e["event"] == event)

    def values(self) -> list[str]:
        return [e["value"] for e in self.events if e["event"] == "record"]

    def seconds_to_join(self) -> float:
        """From before the subscription to the first assignment."""
        at = {e["event"]: e["at"] for e in reversed(self.events)}
        return at["assigned"] - at["start"]

    def freeze(self) -> None:
        """It no longer does anything, heartbeats included, yet its connections stay open."""
        os.killpg(self._process.pid, signal.SIGSTOP)

    def leave(self, timeout: float = 15) -> None:
        """Leaves the group in order, as far as its client does that."""
        self._process.terminate()
        self._process.wait(timeout)

    def end(self) -> None:
        # kcat's wrapper may be gone before kcat: the group is what has to go.
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self._process.wait(5)

    def __repr__(self) -> str:
        complaints = "".join(self._complaints[-5:])
        return f"<{self.client} owns {sorted(self.owned)}{'; ' + complaints if complaints else ''}>"


def settled(members: list[Member], partitions: int, timeout: float) -> None:
    """Waits until every partition has exactly one owner, every member at least one, for a moment."""
    def is_settled() -> bool:
        owned = [p for m in members for p in m.owned]
        return sorted(owned) == list(range(partitions)) and all(m.owned for m in members)

    def state() -> str:
        return f"all of 0..{partitions - 1} owned once by {members}"

    eventually(state, is_settled, timeout)
    # A rebalance that is still under way may look settled between two of its rounds.
    while time.sleep(0.3) or not is_settled():
        eventually(state, is_settled, timeout)
