"""A producer and a consumer that do nothing wrong, while others do."""

from __future__ import annotations

import threading
import time

from confluent_kafka import Consumer, Producer, TopicPartition

import wire
from scenario import Failed, require

TOPIC = "good"
PATIENCE = 20
PAUSE = 0.02


class GoodCitizen:
    """Writes and reads 50 records a second, connected before the trouble begins."""

    def __init__(self, brokers: str):
        self.brokers = brokers
        self.acknowledged: dict[int, bytes] = {}
        self.longest_wait = 0.0
        """Seconds between two acknowledgements, at most"""
        self.longest_silence = 0.0
        """Seconds between two records that are read, at most"""
        self._read: dict[int, bytes] = {}
        self._errors: list[str] = []
        self._told_to_stop = threading.Event()
        wire.create_topic(brokers, TOPIC)
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._write, self._follow)]
        for thread in self._threads:
            thread.start()
        self._until("a first record", lambda: self._read)

    def _write(self) -> None:
        producer = Producer({"bootstrap.servers": self.brokers, "enable.idempotence": True, "linger.ms": 0,
                             "message.timeout.ms": PATIENCE * 1000, "log_level": 0})
        last = time.monotonic()

        def report(error, message) -> None:
            nonlocal last
            if error:
                self._errors.append(f"a record was refused: {error}")
                return
            self.acknowledged[message.offset()] = message.value()
            now = time.monotonic()
            self.longest_wait, last = max(self.longest_wait, now - last), now

        number = 0
        while not self._told_to_stop.wait(PAUSE):
            producer.produce(TOPIC, b"record %d" % number, on_delivery=report)
            producer.poll(0)
            number += 1
        if left := producer.flush(PATIENCE):
            self._errors.append(f"{left} records are still not acknowledged")

    def _follow(self) -> None:
        consumer = Consumer({"bootstrap.servers": self.brokers, "group.id": "good-readers", "log_level": 0,
                             "auto.offset.reset": "earliest", "enable.auto.commit": False})
        consumer.assign([TopicPartition(TOPIC, 0, 0)])
        last = time.monotonic()
        while not self._told_to_stop.is_set():
            for message in consumer.consume(500, timeout=0.1):
                if not message.error():
                    self._read[message.offset()] = message.value()
                    now = time.monotonic()
                    self.longest_silence, last = max(self.longest_silence, now - last), now
        consumer.close()

    def _until(self, what: str, condition, seconds: float = PATIENCE) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            require(time.monotonic() < deadline, f"the well-behaved clients waited {seconds} s for {what}")
            time.sleep(0.02)

    def progress(self) -> None:
        """One more record goes all the way, now."""
        before = len(self._read)
        self._until("one more record", lambda: len(self._read) > before)

    def finish(self) -> str:
        """Everything that was acknowledged must be there. Returns a remark."""
        self.progress()
        self._told_to_stop.set()
        for thread in self._threads:
            thread.join(2 * PATIENCE)
        if self._errors:
            raise Failed(f"the well-behaved clients failed: {self._errors[0]}")
        found = wire.read_partition(self.brokers, TOPIC)
        require(found.error == 0, f"reading the well-behaved topic gives error {found.error}")
        for offset, value in self.acknowledged.items():
            require(found.values.get(offset) == value, f"acknowledged record {offset} is {found.values.get(offset)}")
        require(len(found.values) == len(self.acknowledged), f"{len(found.values)} records, though "
                f"{len(self.acknowledged)} were written")
        return (f"{len(self.acknowledged)} good records, between two at most {self.longest_wait:.2f} s written, "
                f"{self.longest_silence:.2f} s read")
