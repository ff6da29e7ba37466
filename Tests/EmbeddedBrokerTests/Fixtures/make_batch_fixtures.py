#!/usr/bin/env python3
"""Makes batches.ndjson, record batches written by clients that nobody here wrote and what is in them, and bombs.ndjson.

    cd "$(mktemp -d)" && python3 -m venv venv
    venv/bin/pip install kafka-python==3.0.12 aiokafka==0.14.0 python-snappy==0.7.3 cramjam==2.14.0 lz4==4.4.5 \\
        zstandard==0.25.0
    venv/bin/python TREE/Tests/EmbeddedBrokerTests/Fixtures/make_batch_fixtures.py

The same versions make the same bytes. batches.ndjson has one JSON object a line:

    name        codec and shape
    madeBy      the library and its version
    codec       its number in the attributes
    timestamps  of the records in their order; the n-th has the offset n - 1
    producer    [id, epoch, base sequence]
    isTransactional
    batch       base64

and, with magic 0 or 1, message sets of the older forms: name, madeBy, magic, batch.

bombs.ndjson has for each codec two packed pieces: name, codec, head, zeros, zerosLength. `head`, then `zeros` repeated
as often as wanted, unpack as one stream, and `head` begins a record of 2 GiB.
"""

import base64
import functools
import importlib.metadata
import json
import pathlib
import random
import time

import aiokafka.record.default_records as aiokafka_records
import kafka.codec
import kafka.record.default_records as kafka_records
from kafka.record.legacy_records import LegacyRecordBatchBuilder
from kafka.record.util import encode_varint

CODECS = ["none", "gzip", "snappy", "lz4", "zstd"]
CREATED = 1_795_000_000_000
NOBODY = (-1, -1, -1)

# gzip writes the clock's time into its header.
time.time = lambda: 0.0


def shapes():
    """Name, codecs, producer, records as (timestamp, key, value, headers)."""
    chance = random.Random(1)
    every = range(5)
    packed = range(1, 5)

    def ascending(count, size):
        return [(CREATED + 250 * i, b"camp_%d" % (i % 3), b"%04d " % i * (size // 5), []) for i in range(count)]

    yield "one record", [0], NOBODY, [(CREATED, b"key", b"value", [])]
    yield "no timestamp", [0], NOBODY, [(-1, None, b"value", []), (-1, None, b"value", [])]
    yield "ascending", every, NOBODY, ascending(20, 100)
    yield "of an idempotent producer", [0, 4], (4711, 3, 2**31 - 3), ascending(5, 100)
    yield "in a transaction", [0], (4711, 3, 0), ascending(2, 100)

    times = [CREATED + d for d in (5000, 4000, 9000, 0, 9000, 8999, -70000, 9000, 1, 5000)]
    yield "not ascending", every, NOBODY, [(t, b"k", b"value " * 10, []) for t in times]

    times = [CREATED, 0, 2**62, 1, -1, 2**62 + 1, CREATED]
    yield "far apart", every, NOBODY, [(t, None, b"value " * 10, []) for t in times]

    headers = [("trace", b"0123456789abcdef" * 4), ("empty", b""), ("null", None), ("trace", b"again")]
    fields = [(b"key", b"value" * 9), (None, b"value" * 9), (b"key", None), (None, None), (b"", b"")]
    fields += [(b"k" * 200, b"v" * 2000)]
    yield "nulls and headers", every, NOBODY, [
        (CREATED - i, key, value, headers[: i % 5]) for i, (key, value) in enumerate(fields)
    ]

    # Blocks that the codec stores as they are, among blocks that it packs.
    noise = [(CREATED + i, b"n", chance.randbytes(600) if i % 3 else b"z" * 3000, []) for i in range(6)]
    yield "noise among zeros", packed, NOBODY, noise

    # More than one chunk of the reader, block of xerial's framing, block of lz4.
    yield "long", packed, NOBODY, ascending(60, 3000)


def batch(library, codec, producer, transactional, records):
    builder = library.DefaultRecordBatchBuilder(
        magic=2, compression_type=codec, is_transactional=transactional, producer_id=producer[0],
        producer_epoch=producer[1], base_sequence=producer[2], batch_size=1 << 24)
    for offset, (timestamp, key, value, headers) in enumerate(records):
        assert builder.append(offset, timestamp, key, value, headers) is not None
    return bytes(builder.build())


def write(file, **fields):
    packed = {name: base64.b64encode(value).decode() for name, value in fields.items() if isinstance(value, bytes)}
    print(json.dumps(fields | packed), file=file)


def write_batches(file, library, made_by, snappy, codecs=range(5)):
    for shape, shape_codecs, producer, records in shapes():
        transactional = shape == "in a transaction"
        for codec in [c for c in shape_codecs if c in codecs]:
            made = batch(library, codec, producer, transactional, records)
            # A builder sends what does not get smaller as it is.
            assert made[22] & 7 == codec, (shape, codec)
            write(file, name=f"{snappy if codec == 2 else CODECS[codec]}, {shape}", madeBy=made_by, codec=codec,
                  timestamps=[r[0] for r in records], producer=producer, isTransactional=transactional, batch=made)


def write_message_sets(file, made_by):
    for magic in (0, 1):
        for compression, name in ((0, "none"), (1, "gzip")):
            builder = LegacyRecordBatchBuilder(magic, compression, 1 << 20)
            for offset in range(3):
                builder.append(offset, timestamp=CREATED, key=b"key", value=b"value " * 20)
            write(file, name=f"{name}, magic {magic}", madeBy=made_by, magic=magic, batch=bytes(builder.build()))


def write_bombs(file):
    head = bytearray()
    for number in (2**31 - 1, 0, 0, 0):
        encode_varint(number, head.append)
    packers = (kafka.codec.gzip_encode, kafka.codec.snappy_encode, kafka.codec.lz4_encode, kafka.codec.zstd_encode)
    for codec, pack in enumerate(packers, 1):
        length = 1 << 15 if codec == 2 else 1 << 20
        zeros = pack(bytes(length))
        if codec == 2:
            zeros = zeros[16:]  # the frame's header stands once, in front
        write(file, name=CODECS[codec], codec=codec, head=pack(bytes(head)), zeros=zeros, zerosLength=length)


def write_all(file):
    by_kafka_python = f"kafka-python {importlib.metadata.version('kafka-python')}"
    write_batches(file, kafka_records, by_kafka_python, "framed snappy")
    write_batches(file, aiokafka_records, f"aiokafka {importlib.metadata.version('aiokafka')}", "framed snappy")
    # librdkafka's way, which these libraries know but do not use.
    kafka_records.snappy_encode = functools.partial(kafka.codec.snappy_encode, xerial_compatible=False)
    write_batches(file, kafka_records, by_kafka_python, "bare snappy", codecs=[2])
    write_message_sets(file, by_kafka_python)


def main():
    folder = pathlib.Path(__file__).parent
    with open(folder / "batches.ndjson", "w") as file:
        write_all(file)
    with open(folder / "bombs.ndjson", "w") as file:
        write_bombs(file)


if __name__ == "__main__":
    main()
