"""A bare installation has an office that takes up what nobody else holds; the city's own takes its place."""

from __future__ import annotations

import pytest

from huying.accounts import actions
from huying.accounts.models import Unit
from huying.cases.queries.holders import Holders
from huying.config import reference
from huying.core.actors import SYSTEM
from huying.core.models import AuditRecord
from huying.rules.roles import UnitKind
from tests.people import AT

pytestmark = pytest.mark.django_db
CITY = 3_710_000_000_000_000


def test_loading_the_reference_twice_makes_one_office() -> None:
    reference.load()
    assert reference.load().endswith("city offices 0")
    office = Unit.objects.get(kind=UnitKind.CITY_OFFICE.value)
    assert (office.place, office.is_active) == (CITY, True)
    assert AuditRecord.objects.filter(verb="unit.created", object_id=office.pk).count() == 1


def test_the_office_the_city_registers_takes_over() -> None:
    reference.load()
    assert Holders(on=AT.date()).triage(CITY) == Unit.objects.get(kind=UnitKind.CITY_OFFICE.value)
    own = actions.create_unit(name="市物业办", kind=UnitKind.CITY_OFFICE, place_code="3710", actor=SYSTEM, at=AT)
    assert Holders(on=AT.date()).triage(CITY) == own
