"""The page of the seal as those who watch over the log meet it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from huying.core.clock import system_now
from huying.core.sealing import sealing
from tests.core.test_sealing import append

if TYPE_CHECKING:
    from tests.people import City


def nothing(_city: City) -> str:
    """Return the page before the first seal."""
    return reverse("seal:overview")


def some(_city: City) -> str:
    """Return the page with a few heads."""
    append(40)
    sealing.seal_waiting(at=system_now(), batch=60)
    return reverse("seal:overview")
