"""The pages of transfers as people meet them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from huying.transfers import actions
from tests.cases.desk import complaint
from tests.people import AT
from tests.transfers.sent import DAY, asked, case_of, decided, received, sent

if TYPE_CHECKING:
    from huying.transfers.models import Transfer
    from tests.people import City


def _page(transfer: Transfer) -> str:
    return reverse("transfers:one", args=[transfer.number])


def transfers(city: City) -> str:
    """Return the list with letters in every state, some of them late."""
    asked(city)
    sent(city, at=AT - 20 * DAY, case=case_of(city))
    received(city)
    decided(city)
    return f"{reverse('transfers:list')}?state=any"


def ask(city: City) -> str:
    """Return the form of a letter."""
    return f"{reverse('transfers:ask')}?case={case_of(city).number}"


def ask_without(city: City) -> str:
    """Return the form about a case that has nothing to enclose."""
    return f"{reverse('transfers:ask')}?case={complaint(city).number}"


def waiting(city: City) -> str:
    """Return a letter that waits for the leader."""
    return _page(asked(city))


def coming(city: City) -> str:
    """Return a letter that was sent."""
    return _page(sent(city))


def late(city: City) -> str:
    """Return a letter to which nothing came back in time."""
    transfer = sent(city, at=AT - 20 * DAY)
    actions.sweep(at=AT)
    return _page(transfer)


def settled(city: City) -> str:
    """Return a letter with its decision."""
    return _page(decided(city))
