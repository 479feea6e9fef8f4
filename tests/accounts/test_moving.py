from __future__ import annotations

from datetime import date, datetime

import pytest

from huying.accounts import queries
from huying.core import outbox
from huying.core.actors import SYSTEM
from huying.core.models import OutboxMessage
from huying.estates.models import Building, Compound
from huying.estates.queries import compound_by_code
from huying.regions import actions as regions
from huying.rules.places import key_of
from tests.accounts import cast
from tests.estates import samples

pytestmark = pytest.mark.usefixtures("weihai")


def test_units_posts_and_compounds_follow_a_recoded_street(at: datetime) -> None:
    seat = cast.post(cast.unit())
    garden = samples.compound()
    Building.objects.create(compound=garden, name="1号楼")
    regions.recode_region(code="371002003", to="371002013", actor=SYSTEM, at=at)
    outbox.drain()
    outbox.drain()
    seat.refresh_from_db()
    assert (seat.place_code, seat.unit.place) == ("371002013", key_of("371002013"))
    assert queries.actor_of_post(seat).covers(key_of("371002013001"))
    moved = compound_by_code("371002003001-0001")
    assert (moved.code, moved.name) == ("371002013001-0001", garden.name)
    assert Building.objects.get().compound_id == moved.key
    assert Compound.objects.count() == 1
    assert not OutboxMessage.objects.exclude(failure="").exists()


def test_ranges_are_reckoned_anew_when_another_governs(at: datetime) -> None:
    seat = cast.post(cast.unit(place="371002"), place="371002")
    regions.set_administration(code="371002003", by="371071", valid_from=date(2020, 1, 1), actor=SYSTEM, at=at)
    outbox.drain()
    assert not queries.actor_of_post(seat).covers(key_of("371002003"))
