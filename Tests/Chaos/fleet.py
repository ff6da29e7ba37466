"""All services of a trial and the proxy between them and the broker: who runs, who ended, and whether it was to be."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from evidence import Published
from plan import BROKER, NETWORK, PRODUCER, Piece, Plan, Step
from proxy import Proxy
from services import GROUP, Exit, Service, free_port, program
from topics import read_envelopes


class Fleet:
    """Of one plan. `close` whatever happened."""

    def __init__(self, plan: Plan, folder: Path, foreign: str | None):
        self._plan, self._folder, self._foreign = plan, folder, foreign
        port = free_port()
        self.direct = foreign or f"127.0.0.1:{port}"
        """The broker itself; services are told `brokers`"""
        self._proxy = None if foreign else Proxy(port)
        self.brokers = foreign or f"127.0.0.1:{self._proxy.port}"
        commands = self._commands(port)
        self._services = {name: Service(name, command, folder) for name, command in commands.items()}
        self._troubles: list[float] = []
        """When the broker was not to be reached, or its connections were disturbed"""
        self._done_pieces: set[str] = set()
        self._is_broker_due = False
        self._is_healed = False
        self.exits: list[Exit] = []
        self.faults: list[str] = []
        """Who ended though nobody had told it to, or not as it should"""

    # Command lines

    def _commands(self, port: int) -> dict[str, Callable[[], list[str]]]:
        plan, rules = self._plan, self._plan.rules
        rests: dict[str, list[str]] = {}
        if not self._foreign:
            rests[BROKER] = ["--port", str(port), "--data-dir", str(self._folder / "broker-data"),
                             "--advertise", self.brokers]
        for name, threads in plan.threads.items():
            rests[name] = [
                "--window", f"{rules.window}ms", "--out-of-orderness", f"{rules.out_of_orderness}ms", "--lateness",
                f"{rules.lateness}ms", "--idle-timeout", "500ms", "--emit-interval", "100ms", "--threads", str(threads),
                "--group", GROUP, "--log-level", "debug", "-X", "heartbeat.interval.ms=300",
                # So that a killed member's partitions move while the trial lasts; Kafka takes no less than 6 s.
                "-X", f"session.timeout.ms={6000 if self._foreign else 1500}",
                # There are brokers that wait so long for a killed member.
                "-X", f"max.poll.interval.ms={8000 if self._foreign else 300000}", "-X", "reconnect.backoff.max.ms=500"]
        if plan.producer_rate:
            rests[PRODUCER] = ["--rate", str(plan.producer_rate), "--seed", str(plan.seed)]
        built = {name: lambda name=name, rest=rest: self._command(name.split("-")[0], name, rest)
                 for name, rest in rests.items()}
        return built | {piece.name: lambda piece=piece: self._publish(piece) for piece in plan.pieces}

    def _command(self, command: str, client: str, rest: list[str]) -> list[str]:
        shared = [] if command == BROKER else [
            "--brokers", self.brokers, "--partitions", str(self._plan.partitions), "-X", f"client.id={client}"]
        return [program(), command, *rest, *shared]

    def _publish(self, piece: Piece) -> list[str]:
        speed = "max" if self._is_healed else piece.speed
        return self._command("publish", piece.name, [str(self._file(piece)), "--speed", speed])

    def _file(self, piece: Piece) -> Path:
        return self._folder / f"{piece.name}.ndjson"

    # Troubles

    def do(self, step: Step) -> None:
        if step.target.startswith(NETWORK):
            self._troubles.append(time.monotonic())
            self._proxy.disturb(step.action, step.target.removeprefix(NETWORK))
        elif step.action == "start":
            self.start(step.target)
        else:
            self._services[step.target].signal(step.action)
        self._note_trouble()

    def start(self, name: str) -> None:
        """A broker that still stops holds its folder; the next starts when it has ended."""
        for service in self._named(name):
            if name == BROKER and service.is_running:
                self._is_broker_due = not service.is_wanted
            else:
                service.start()

    def _note_trouble(self) -> None:
        broker = self._services.get(BROKER)
        if broker and (not broker.is_wanted or broker.is_stopped) or self._proxy and self._proxy.is_disturbed:
            self._troubles.append(time.monotonic())

    def heal(self) -> None:
        """Everybody goes on, the broker is there, an aggregator runs, and the producer is told to end."""
        self._is_healed = True
        if self._proxy:
            self._proxy.heal()
        for service in self._services.values():
            service.signal("SIGCONT")
        self.start(BROKER)
        aggregators = [self._services[name] for name in self._plan.threads]
        if not any(service.is_wanted for service in aggregators):
            aggregators[0].start()
        self.tell(PRODUCER)

    def is_published(self) -> bool:
        """Whether everything has been written to `logs`. A piece that is not is begun again."""
        sources = [self._services[piece.name] for piece in self._plan.pieces]
        for source in sources:
            if source.name not in self._done_pieces and not source.is_running:
                source.start()
        return not any(source.is_running for source in [*sources, *self._named(PRODUCER)])

    def published(self) -> list[Published]:
        def records(piece: Piece) -> Counter:
            return Counter((record.key, record.value) for record in read_envelopes(self._file(piece)))

        return [Published(piece.name, records(piece), self._services[piece.name].starts,
                          piece.name in self._done_pieces) for piece in self._plan.pieces]

    def _named(self, name: str) -> list[Service]:
        return [self._services[name]] if name in self._services else []

    # The end

    def tell(self, *names: str) -> None:
        """SIGTERM; who does not run is not told."""
        for name in names:
            for service in self._named(name):
                service.signal("SIGTERM")

    def stop(self, seconds: float) -> None:
        """Everybody but the broker: told to stop when all is quiet, they must end, and with 0."""
        self._stop([name for name in self._services if name != BROKER], seconds)

    def stop_broker(self, seconds: float) -> None:
        self._is_broker_due = False
        self._stop([service.name for service in self._named(BROKER)], seconds)

    def _stop(self, names: list[str], seconds: float) -> None:
        self.tell(*names)
        services = [self._services[name] for name in names]
        if not self.wait(seconds, lambda: not any(service.is_running for service in services)):
            self.faults += [f"{service.name} still runs {seconds} s after SIGTERM:\n{service.last_lines()}"
                            for service in services if service.is_running]

    def close(self) -> None:
        for service in self._services.values():
            service.kill()
        if self._proxy:
            self._proxy.close()

    @property
    def restarts(self) -> int:
        return sum(max(0, service.starts - 1) for service in self._services.values())

    # Waiting, and who ends meanwhile

    def wait(self, seconds: float, condition: Callable[[], bool] = lambda: False) -> bool:
        """- Returns: whether the condition came true in time."""
        deadline = time.monotonic() + seconds
        while True:
            self._reap()
            if condition():
                return True
            if time.monotonic() >= deadline:
                return False
            time.sleep(max(0.0, min(0.02, deadline - time.monotonic())))

    def _reap(self) -> None:
        self._note_trouble()
        for service in self._services.values():
            for end in service.reap():
                self.exits.append(end)
                self._judge(service, end)
        if self._is_broker_due and not self._services[BROKER].is_running:
            self._is_broker_due = False
            self._services[BROKER].start()

    def _judge(self, service: Service, end: Exit) -> None:
        is_publisher = service.name.startswith("publisher")
        if end.told is None and end.status == 0 and is_publisher:
            self._done_pieces.add(service.name)
        elif end.told == "kill -9" or end.told == "SIGTERM" and end.status == 0:
            pass
        elif end.told == "SIGTERM" and end.status == 1 and (is_publisher or self._was_disturbed(end)):
            pass  # a publisher that had not published all, or one that needed the broker to end well
        elif end.told == "SIGTERM" and end.status == -15 and service.is_silent:
            pass  # it had not begun: nothing is done, or said, before it listens to signals
        else:
            self.faults.append(f"{service.name} ended with {end.status}, "
                               f"{'told by SIGTERM' if end.told else 'and nobody had told it to'}:\n"
                               f"{service.last_lines()}")
            if end.told is None:
                service.start()

    def _was_disturbed(self, end: Exit) -> bool:
        return any(end.told_at - 1 < moment <= end.ended_at for moment in self._troubles)
