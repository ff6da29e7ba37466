"""Topics: made, seen, grown, described, emptied from below, deleted."""

import pytest

from broker_process import eventually
from clients import able
from clients.base import INVALID_PARTITIONS, TOPIC_ALREADY_EXISTS, UNKNOWN_TOPIC_OR_PARTITION, BrokerError, Record
from conftest import unique


def each_client(*methods):
    return pytest.mark.parametrize("client", able(*methods), indirect=True)


@each_client("create_topic", "topics", "delete_topic")
def test_topic_is_made_seen_and_deleted(client):
    topic = unique("made")
    client.create_topic(topic, 3)
    assert eventually("the topic is listed", lambda: client.topics().get(topic), 5) == 3
    with pytest.raises(BrokerError) as refused:
        client.create_topic(topic, 3)
    assert refused.value.code == TOPIC_ALREADY_EXISTS

    client.delete_topic(topic)
    eventually("the topic is gone", lambda: topic not in client.topics(), 5)
    with pytest.raises(BrokerError) as refused:
        client.delete_topic(topic)
    assert refused.value.code == UNKNOWN_TOPIC_OR_PARTITION


def test_kcat_makes_a_topic_by_producing(clients, setup):
    topic, kcat = unique("auto"), clients("kcat")
    kcat.produce(topic, [Record(b"first")])
    assert [r.value for r in kcat.read(topic, 1)] == [b"first"]
    setup.delete_topic(topic)


@each_client("delete_topic")
def test_a_new_topic_of_an_old_name_is_empty(client, setup):
    topic = unique("again")
    for value in (b"old", b"new"):
        setup.create_topic(topic)
        setup.produce(topic, [Record(value)])
        assert [r.value for r in setup.read(topic, 1)] == [value]
        client.delete_topic(topic)
        eventually("the topic is gone", lambda: topic not in setup.topics(), 5)


@each_client("create_partitions")
def test_partitions_are_added_and_never_taken_away(client, setup, new_topic):
    topic = new_topic(2)
    client.create_partitions(topic, 5)
    eventually("five partitions", lambda: setup.topics()[topic] == 5, 5)
    setup.produce(topic, [Record(b"in the new one", partition=4)])
    assert [r.value for r in setup.read(topic, 1, partition=4)] == [b"in the new one"]
    with pytest.raises(BrokerError) as refused:
        client.create_partitions(topic, 3)
    assert refused.value.code == INVALID_PARTITIONS


@each_client("topic_configs")
def test_configs_are_described(client, new_topic):
    topic = new_topic(retention_ms="123456789")
    configs = client.topic_configs(topic)
    assert configs["retention.ms"] == "123456789"
    assert {"retention.bytes", "cleanup.policy", "max.message.bytes"} <= configs.keys()


@each_client("create_topic", "topic_configs")
def test_configs_are_set_when_a_topic_is_made(client, setup):
    topic = unique("configured")
    client.create_topic(topic, 1, {"retention.ms": "3600000"})
    assert setup.topic_configs(topic)["retention.ms"] == "3600000"
    setup.delete_topic(topic)


@each_client("delete_records")
def test_records_are_deleted_from_below(client, setup, new_topic):
    topic = new_topic()
    setup.produce(topic, [Record(b"%d" % n) for n in range(10)])
    assert client.delete_records(topic, 0, 4) == 4
    assert setup.watermarks(topic) == (4, 10)
    # In the middle of a batch: what is below must not come back with it.
    assert [r.offset for r in client.read(topic, 6)] == [4, 5, 6, 7, 8, 9]


@each_client("topics", "watermarks")
def test_fifty_topics_of_three_partitions(client, setup, new_topic):
    made = [new_topic(3) for _ in range(50)]
    listed = eventually("all fifty are listed", lambda: (t := client.topics()) and set(made) <= t.keys() and t, 10)
    assert {listed[topic] for topic in made} == {3}
    setup.produce(made[-1], [Record(b"x", partition=2)])
    assert client.watermarks(made[-1], 2) == (0, 1)


@each_client("delete_topic", "create_partitions")
def test_requests_for_an_unknown_topic_are_refused(client):
    topic = unique("nowhere")
    for ask in (lambda: client.delete_topic(topic), lambda: client.create_partitions(topic, 3)):
        with pytest.raises(BrokerError) as refused:
            ask()
        assert refused.value.code == UNKNOWN_TOPIC_OR_PARTITION
