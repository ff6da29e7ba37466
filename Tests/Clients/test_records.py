"""Records: written and read with every codec, found by offset and by time, refused when too large."""

import time

import pytest
from confluent_kafka import Producer

from clients import able
from clients.base import CODECS, MESSAGE_TOO_LARGE, OFFSET_OUT_OF_RANGE, UNKNOWN_TOPIC_OR_PARTITION, BrokerError, Record
from conftest import unique


def each_client(*methods):
    return pytest.mark.parametrize("client", able(*methods), indirect=True)


def various(client) -> list[Record]:
    """Keys, headers, empty and null values, and some size, as far as the client can write them."""
    records = [
        Record(b"plain"),
        Record(b"keyed", b"key"),
        Record(b"", b"an empty value"),
        Record(None, b"a null value"),
        Record("größer als ASCII ✓".encode(), "schlüssel".encode()),
        Record(b"0123456789" * 5_000, b"fifty kilobytes"),
    ]
    if not client.null_needs_key:
        records.append(Record(None))
    if client.keeps_headers:
        records += [Record(b"headed", b"k", (("trace", b"1"), ("trace", b"2"), ("empty", b"")))]
    return records


@each_client("produce", "read")
@pytest.mark.parametrize("codec", CODECS)
def test_every_codec_keeps_everything(client, codec, new_topic):
    topic, records = new_topic(), various(client)
    client.produce(topic, records, codec)
    read = client.read(topic, len(records))
    assert [r.content for r in read] == [r.content for r in records]
    assert [r.offset for r in read] == list(range(len(records)))


@pytest.mark.parametrize("writer, reader", [(w, r) for w in able("produce") for r in able("read") if w != r])
def test_each_reads_what_each_other_wrote(writer, reader, clients, new_topic):
    """One topic a codec; a value says who wrote it."""
    wrote, reads = clients(writer), clients(reader)
    for codec in CODECS:
        topic = new_topic()
        records = [Record(f"{writer} {codec} {n}".encode() * 20, b"key %d" % n) for n in range(20)]
        wrote.produce(topic, records, codec)
        assert [r.content for r in reads.read(topic, 20)] == [r.content for r in records], codec


@pytest.mark.parametrize("reader", able("reader"))
def test_headers_are_read_by_each(reader, clients, setup, new_topic):
    topic = new_topic()
    headed = Record(b"value", b"key", (("a", b"1"), ("b", b"2")))
    setup.produce(topic, [headed], "lz4")
    assert clients(reader).read(topic, 1)[0].content == headed.content


@each_client("produce", "reader")
@pytest.mark.parametrize("codec", ("none", "lz4"))
def test_idempotent_producer(client, codec, new_topic):
    topic = new_topic()
    records = [Record(b"%d" % n) for n in range(500)]
    client.produce(topic, records, codec, idempotent=True)
    assert [r.value for r in client.read(topic, 500)] == [r.value for r in records]
    assert client.watermarks(topic) == (0, 500)


@each_client("produce", "reader")
def test_reading_starts_at_an_offset_within_a_batch(client, new_topic):
    topic = new_topic()
    client.produce(topic, [Record(b"%d" % n) for n in range(100)], "gzip")
    assert [r.value for r in client.read(topic, 2, offset=57)] == [b"57", b"58"]


@each_client("reader")
def test_reading_from_latest_gives_only_what_comes_after(client, setup, new_topic):
    topic = new_topic()
    setup.produce(topic, [Record(b"before")] * 3)
    with client.reader(topic, offset="latest") as reader:
        assert reader.next(1.5) is None
        setup.produce(topic, [Record(b"after")])
        record = reader.next(10)
    assert (record.value, record.offset) == (b"after", 3)


# Not in order, as event times are not; the largest is in the middle of a batch.
TIMES = (1_000, 2_000, 9_000, 4_000, 5_000, 5_000, 7_000)
EPOCH = 1_700_000_000_000


def expected_offset(after: int) -> int | None:
    """Kafka's rule: the first record, by offset, at or after that time."""
    return next((offset for offset, at in enumerate(TIMES) if at >= after), None)


@each_client("offset_at")
@pytest.mark.parametrize("codec", CODECS)
def test_offset_by_time_is_exact_within_a_batch(client, codec, setup, new_topic):
    topic = new_topic()
    setup.produce(topic, [Record(b"x", timestamp=EPOCH + at) for at in TIMES], codec)
    for after in (0, 1_000, 1_001, 2_000, 2_500, 8_999, 9_000, 9_001):
        assert client.offset_at(topic, 0, EPOCH + after) == expected_offset(after), after


@each_client("offset_at")
def test_offset_by_time_across_batches(client, setup, new_topic):
    topic = new_topic()
    for n in range(5):  # one batch each
        setup.produce(topic, [Record(b"x", timestamp=EPOCH + 1_000 * n + 10 * m) for m in range(10)], "zstd")
    for n in range(5):
        assert client.offset_at(topic, 0, EPOCH + 1_000 * n + 41) == 10 * n + 5
        assert client.offset_at(topic, 0, EPOCH + 1_000 * n - 1) == 10 * n
    assert client.offset_at(topic, 0, EPOCH + 4_091) is None


def test_kcat_reads_since_a_time(clients, setup, new_topic):
    topic = new_topic()
    setup.produce(topic, [Record(b"%d" % n, timestamp=EPOCH + 1_000 * n) for n in range(10)], "lz4")
    assert [r.value for r in clients("kcat").read_since(topic, 0, EPOCH + 6_500)] == [b"7", b"8", b"9"]


@pytest.mark.parametrize("client", sorted(set(able("produce", "reader")) - {"kcat"}), indirect=True)
def test_the_caller_s_timestamps_are_kept(client, new_topic):
    topic = new_topic()
    client.produce(topic, [Record(b"x", timestamp=EPOCH + at) for at in TIMES])
    assert [r.timestamp - EPOCH for r in client.read(topic, len(TIMES))] == list(TIMES)


@each_client("reader")
def test_reading_from_below_the_start_of_the_log(client, setup, new_topic):
    topic = new_topic()
    for n in range(8):
        setup.produce(topic, [Record(b"%d" % n)])
    setup.delete_records(topic, 0, 5)
    assert [r.offset for r in client.read(topic, 3, offset=2, reset="earliest")] == [5, 6, 7]
    with client.reader(topic, offset=2, reset="error") as reader, pytest.raises(BrokerError) as refused:
        reader.next(10)
    assert refused.value.code == OFFSET_OUT_OF_RANGE


@each_client("produce", "reader")
def test_too_large_a_message_is_refused_and_the_next_one_taken(client, setup, new_topic):
    topic = new_topic()
    limit = int(setup.topic_configs(topic).get("max.message.bytes") or 1_048_588)
    with pytest.raises(BrokerError) as refused:
        client.produce(topic, [Record(b"x" * (limit + 1_000))], max_bytes=2 * limit)
    assert refused.value.code == MESSAGE_TOO_LARGE
    client.produce(topic, [Record(b"y" * 1_000)])
    assert [len(r.value) for r in client.read(topic, 1)] == [1_000]


@each_client("produce", "reader")
def test_a_large_message_is_taken(client, new_topic):
    topic = new_topic()
    client.produce(topic, [Record(b"z" * 900_000)])
    assert [len(r.value) for r in client.read(topic, 1)] == [900_000]


def test_reading_an_unknown_topic_is_refused(clients, setup):
    """And does not make it. The other clients wait for it to appear, as they do with any broker."""
    topic = unique("nowhere")
    with clients("kcat").reader(topic) as reader, pytest.raises(BrokerError) as refused:
        reader.next(20)
    assert refused.value.code == UNKNOWN_TOPIC_OR_PARTITION
    with pytest.raises(BrokerError) as refused:
        setup.read_in_group(unique("g"), topic, 1)
    assert refused.value.code == UNKNOWN_TOPIC_OR_PARTITION
    assert topic not in setup.topics()


def test_kcat_refuses_to_read_an_unknown_partition(clients, new_topic):
    with clients("kcat").reader(new_topic(), partition=7) as reader, pytest.raises(BrokerError) as refused:
        reader.next(20)
    assert refused.value.code == UNKNOWN_TOPIC_OR_PARTITION


@each_client("reader")
def test_a_waiting_fetch_is_answered_when_a_record_comes(client, setup, new_topic, measured):
    """The wait is 5 s: whoever polls, or sleeps it out, is slower than this by far."""
    topic, latencies = new_topic(), []
    # Connected already when it matters.
    producer = Producer({"bootstrap.servers": setup.brokers, "linger.ms": 0})
    producer.produce(topic, b"warm up")
    producer.flush(10)
    with client.reader(topic, fetch_wait_ms=5_000) as reader:
        assert reader.next(15).value == b"warm up"
        for n in range(5):
            time.sleep(0.4)  # the fetch waits at the broker by now
            producer.produce(topic, b"%d" % n)
            producer.flush(10)
            acknowledged = time.monotonic()
            assert reader.next(10).value == b"%d" % n
            latencies.append(time.monotonic() - acknowledged)
    measured(f"{client.name}: a waiting fetch answered {', '.join(f'{1000 * s:.0f}' for s in latencies)} ms "
             "after the acknowledgement")
    # The median: the machine may be busy with something else for a moment.
    assert sorted(latencies)[2] < 0.2


@each_client("watermarks")
def test_watermarks_of_an_empty_partition(client, new_topic):
    assert client.watermarks(new_topic()) == (0, 0)


@each_client("topics")
def test_an_unknown_topic_is_not_listed(client):
    assert unique("nowhere") not in client.topics()
