"""The page of volumes as people meet it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from huying.rules.volumes import Variant
from tests.cases.desk import complaint
from tests.volumes.made import made, rich

if TYPE_CHECKING:
    from huying.cases.models import Case
    from tests.people import City


def _page(case: Case) -> str:
    return f"{reverse('volumes:overview')}?case={case.number}"


def none(city: City) -> str:
    """Return the page of a case of which no volume was made."""
    return _page(complaint(city))


def some(city: City) -> str:
    """Return the page of a case with volumes of both variants."""
    case = rich(city)
    made(case, city)
    made(case, city, variant=Variant.FULL)
    return _page(case)
