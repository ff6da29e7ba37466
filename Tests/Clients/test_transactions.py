"""Transactions: not there, and each client is told so at once."""

import time

import pytest

from clients import able
from clients.base import BrokerError
from conftest import unique

PROMPT = 5
PATIENCE = 15


@pytest.mark.parametrize("client", able("begin_transaction"), indirect=True)
def test_transactions_are_refused_promptly(client, measured):
    started = time.monotonic()
    with pytest.raises(BrokerError) as refused:
        client.begin_transaction(unique("txn"), PATIENCE)
    measured(f"{client.name}: a transaction is refused with {refused.value} after {time.monotonic() - started:.1f} s")
    assert time.monotonic() - started < PROMPT
