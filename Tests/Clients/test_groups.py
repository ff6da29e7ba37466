"""Groups: offsets kept, members that come, go and hang, partitions always with exactly one of them."""

import pytest

from broker_process import eventually
from clients import able
from clients.base import Record
from conftest import unique
from members import SESSION_TIMEOUT_MS
from membership import Member, settled

PARTITIONS = 6
SESSION = SESSION_TIMEOUT_MS / 1000
MEMBERS = able("member_command")


def each_client(*methods):
    return pytest.mark.parametrize("client", able(*methods), indirect=True)


@each_client("commit", "committed")
def test_offsets_and_metadata_are_kept(client, new_topic):
    topic, group = new_topic(2), unique("g")
    assert client.committed(group, topic, 0) is None
    client.commit(group, topic, 0, 7, "v1;60000;größer")
    client.commit(group, topic, 1, 9, "")
    assert client.committed(group, topic, 0) == (7, "v1;60000;größer" if client.reads_metadata else None)
    assert client.committed(group, topic, 1) == (9, "" if client.reads_metadata else None)
    client.commit(group, topic, 0, 3, "back")  # a group may go back on its own wish
    assert client.committed(group, topic, 0)[0] == 3


@pytest.mark.parametrize("writer", able("commit"))
@pytest.mark.parametrize("reader", able("committed"))
def test_each_reads_what_each_other_committed(writer, reader, clients, new_topic):
    topic, group = new_topic(), unique("g")
    clients(writer).commit(group, topic, 0, 42, writer)
    offset, metadata = clients(reader).committed(group, topic, 0)
    assert offset == 42
    if clients(reader).reads_metadata:
        # confluent sends the zero that ends its C string, too, and a broker keeps what it gets.
        assert metadata.removesuffix("\0") == writer


@each_client("read_in_group")
def test_reading_goes_on_where_the_group_left_off(client, setup, new_topic):
    topic, group = new_topic(), unique("g")
    setup.produce(topic, [Record(b"%d" % n) for n in range(10)], "snappy")
    assert [r.value for r in client.read_in_group(group, topic, 4)] == [b"0", b"1", b"2", b"3"]
    assert setup.committed(group, topic, 0)[0] == 4
    assert [r.value for r in client.read_in_group(group, topic, 6)] == [b"%d" % n for n in range(4, 10)]


@each_client("groups", "describe_group")
def test_groups_are_listed_and_described(client, new_topic, new_member):
    topic, group = new_topic(2), unique("g")
    member = new_member("confluent", group, topic)
    settled([member], 2, 15)
    assert group in client.groups()
    described = client.describe_group(group)
    assert (described.state, described.members) == ("Stable", 1)
    member.leave()
    eventually("the group is empty", lambda: client.describe_group(group).state == "Empty", 10)


@each_client("delete_group")
def test_a_group_is_deleted_with_its_offsets(client, setup, new_topic):
    topic, group = new_topic(), unique("g")
    setup.commit(group, topic, 0, 5, "")
    client.delete_group(group)
    assert setup.committed(group, topic, 0) is None
    assert group not in setup.groups()


@pytest.mark.parametrize("client", MEMBERS)
def test_first_join_is_quick(client, new_topic, new_member, measured):
    member = new_member(client, unique("g"), new_topic(PARTITIONS))
    settled([member], PARTITIONS, 15)
    measured(f"{client}: first assignment after {member.seconds_to_join():.2f} s")
    # 0.5 s on a machine of its own; this one may be noisy.
    assert member.seconds_to_join() < 1.5


def one_reads_each(setup, topic: str, members: list[Member], round_name: str) -> None:
    """A record a partition, and each arrives once, whoever owns it."""
    values = [f"{round_name} {p}" for p in range(PARTITIONS)]
    setup.produce(topic, [Record(v.encode(), partition=p) for p, v in enumerate(values)])

    def arrived() -> list[str]:
        return sorted(v for m in members for v in m.values() if v.startswith(f"{round_name} "))

    eventually(lambda: f"{values} each once, not {arrived()}", lambda: arrived() == values, 10)


LINE_UPS = [pytest.param((name,) * 4, id=name) for name in MEMBERS]
LINE_UPS += [pytest.param(("confluent", "kafka-python", "aiokafka", "kcat"), id="mixed")]


@pytest.mark.parametrize("line_up", LINE_UPS)
def test_three_members_lose_one_and_gain_one(line_up, setup, new_topic, new_member):
    topic, group = new_topic(PARTITIONS), unique("g")
    first, second, third = (new_member(name, group, topic) for name in line_up[:3])
    settled([first, second, third], PARTITIONS, 25)
    one_reads_each(setup, topic, [first, second, third], "three")

    second.leave()
    # Far less than the session time-out: it said goodbye.
    settled([first, third], PARTITIONS, SESSION - 1)
    one_reads_each(setup, topic, [first, third], "left")

    fourth = new_member(line_up[3], group, topic)
    settled([first, third, fourth], PARTITIONS, 20)
    one_reads_each(setup, topic, [first, third, fourth], "gained")


@pytest.mark.parametrize("client", MEMBERS)
def test_a_member_that_hangs_loses_its_partitions(client, setup, new_topic, new_member):
    topic, group = new_topic(PARTITIONS), unique("g")
    members = [new_member(client, group, topic) for _ in range(3)]
    settled(members, PARTITIONS, 25)
    hung, *others = members
    hung.freeze()
    settled(others, PARTITIONS, SESSION + 15)
    one_reads_each(setup, topic, others, "hung")


@pytest.mark.parametrize("client", MEMBERS)
def test_a_static_member_comes_back_without_a_rebalance(client, setup, new_topic, new_member):
    topic, group = new_topic(PARTITIONS), unique("g")
    stays = new_member(client, group, topic, "stays")
    restarts = new_member(client, group, topic, "restarts")
    settled([stays, restarts], PARTITIONS, 25)
    owned, rebalances = restarts.owned, (stays.count("assigned"), stays.count("revoked"))

    restarts.leave()
    again = new_member(client, group, topic, "restarts")
    settled([stays, again], PARTITIONS, SESSION + 15)
    assert again.owned == owned
    assert (stays.count("assigned"), stays.count("revoked")) == rebalances
    one_reads_each(setup, topic, [stays, again], "static")
