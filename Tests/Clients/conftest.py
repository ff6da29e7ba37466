"""The broker of a run, the clients, and names that no other test has."""

from __future__ import annotations

import itertools
import os
import tempfile

import pytest

from broker_process import BrokerFailed, BrokerProcess, clean_up_when_terminated, program
from clients import ALL, Client, Confluent
from clients.base import BrokerError
from membership import Member

clean_up_when_terminated()
_RUN = os.urandom(3).hex()
_numbers = itertools.count(1)


def unique(what: str) -> str:
    return f"{what}-{_RUN}-{next(_numbers)}"


@pytest.fixture(scope="session")
def own_broker():
    """The broker that this run started; None when ADTALLY_BROKERS names another one."""
    if os.environ.get("ADTALLY_BROKERS"):
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="adtally-clients-") as folder:
        try:
            with BrokerProcess(folder) as broker:
                broker.wait_ready()
                yield broker
        except BrokerFailed as failure:
            pytest.exit(str(failure), returncode=1)


@pytest.fixture(scope="session")
def brokers(own_broker) -> str:
    return own_broker.address if own_broker else os.environ["ADTALLY_BROKERS"]


@pytest.fixture(autouse=True)
def broker_lives(own_broker):
    """The test after which the broker is gone is the one that fails."""
    yield
    if own_broker and not own_broker.alive:
        pytest.exit(f"the broker ended with {own_broker.exit_code}; it said:\n{own_broker.said()}", returncode=1)


@pytest.fixture(scope="session")
def clients(brokers):
    """name → client, made when first asked for."""
    made: dict[str, Client] = {}

    def get(name: str) -> Client:
        if name == "adtally":
            try:
                program()
            except BrokerFailed as failure:
                pytest.skip(str(failure))
        if name not in made:
            made[name] = ALL[name](brokers)
        return made[name]

    yield get
    for client in made.values():
        client.close()


@pytest.fixture
def client(request, clients) -> Client:
    """The one under test: parametrize it indirectly, by name."""
    return clients(request.param)


@pytest.fixture(scope="session")
def setup(clients) -> Confluent:
    """Makes what a test needs but does not test."""
    return clients("confluent")


@pytest.fixture
def new_topic(setup):
    """Makes a topic and returns its name; the broker is left without it."""
    made: list[str] = []

    def make(partitions: int = 1, **configs: str) -> str:
        topic = unique("t")
        setup.create_topic(topic, partitions, {name.replace("_", "."): value for name, value in configs.items()})
        made.append(topic)
        return topic

    yield make
    for topic in made:
        try:
            setup.delete_topic(topic)
        except BrokerError:
            pass  # the test has deleted it, or the broker's trouble is told elsewhere


_measured = pytest.StashKey[list[str]]()


@pytest.fixture
def measured(request):
    """Takes what a test has measured; the run prints it at its end, passed or not."""
    return request.config.stash.setdefault(_measured, []).append


def pytest_terminal_summary(terminalreporter, config):
    if lines := config.stash.get(_measured, []):
        terminalreporter.section("measured")
        for line in lines:
            terminalreporter.line(line)


@pytest.fixture
def new_member(brokers):
    """Starts members of groups; none outlives the test."""
    started: list[Member] = []

    def start(client: str, group: str, topic: str, instance_id: str | None = None) -> Member:
        started.append(Member(client, brokers, group, topic, instance_id))
        return started[-1]

    yield start
    for member in started:
        member.end()
