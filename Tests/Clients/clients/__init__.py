"""One adapter a Kafka client, all with the face of `clients.base.Client`."""

from .adtally import AdTally
from .aio import Aio
from .base import Client
from .confluent import Confluent
from .kafka_python import KafkaPython
from .kcat import Kcat

ALL: dict[str, type[Client]] = {c.name: c for c in (Kcat, Confluent, KafkaPython, Aio, AdTally)}


def able(*methods: str) -> list[str]:
    """Names of the clients that have all of these methods of `Client`."""
    return [name for name, client in ALL.items() if all(getattr(client, m) is not getattr(Client, m) for m in methods)]
