"""The city's office 市级分派岗, without which a case could be without holder: made before anybody registers units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from huying.accounts.actions.registers import create_unit
from huying.accounts.models import Unit
from huying.regions.queries import place_book
from huying.rules.places import PlaceLevel
from huying.rules.roles import UnitKind

if TYPE_CHECKING:
    from datetime import datetime

    from huying.core.actors import Actor

OFFICE_NAME = "市级分派岗"


@transaction.atomic
def ensure_city_offices(*, actor: Actor, at: datetime) -> int:
    """Give each city that has no office yet one that takes up what nobody else holds; return how many were made.

    An office the city registers later takes over what comes from then on.
    """
    held = set(Unit.objects.filter(kind=UnitKind.CITY_OFFICE.value).values_list("place", flat=True))
    bare = [city for city in place_book().of_level(PlaceLevel.CITY) if city.key not in held]
    for city in bare:
        create_unit(name=OFFICE_NAME, kind=UnitKind.CITY_OFFICE, place_code=city.code, actor=actor, at=at)
    return len(bare)
