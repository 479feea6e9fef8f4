"""The connection of a test, held open while a real server or WSGI client asks, as Django's own test client does."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.core.signals import request_finished, request_started
from django.db import close_old_connections

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGNALS = (request_started, request_finished)


@contextmanager
def connection_held() -> Iterator[None]:
    """Keep requests from closing the connection, which they would since the test's transaction is open on it."""
    for signal in SIGNALS:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in SIGNALS:
            signal.connect(close_old_connections)
