from __future__ import annotations

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.accounts import actions, queries
from huying.accounts.actions import PersonRow
from huying.accounts.models import Person, Unit
from huying.core.actors import SYSTEM, Actor
from huying.core.models import AuditRecord
from huying.core.policies import NotAllowedError
from huying.rules.errors import RuleBrokenError
from huying.rules.places import key_of
from huying.rules.roles import Role, UnitKind
from tests.accounts import cast

pytestmark = pytest.mark.usefixtures("weihai")


def row(serial: int = 1, **more: object) -> PersonRow:
    given: dict[str, object] = {
        "username": f"user{serial}",
        "name": f"人员{serial}",
        "unit_name": "竹岛街道办事处",
        "unit_kind": UnitKind.STREET,
        "unit_place": "371002003",
        "title": f"专员{serial}",
        "role": Role.STREET_OFFICER,
        "valid_from": date(2020, 1, 1),
    }
    return PersonRow(**given | more)  # type: ignore[arg-type]  # passed on as given


def test_the_same_sheet_twice_changes_nothing(at: datetime) -> None:
    rows = [row(1), row(2), row(3, post_place="371002003001")]
    first = actions.save_people(rows=rows, actor=SYSTEM, at=at)
    assert (first.created, Unit.objects.count()) == (3, 1)
    before = AuditRecord.objects.count()
    again = actions.save_people(rows=rows, actor=SYSTEM, at=at)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 3)
    assert AuditRecord.objects.count() == before
    third = Person.objects.get(username="user3")
    actor = queries.actor_for(third, at=at)
    assert actor.covers(key_of("371002003001"))
    assert not actor.covers(key_of("371002003002"))
    assert not third.has_usable_password()


def test_a_sheet_corrects_and_adds_a_second_post(at: datetime) -> None:
    actions.save_people(rows=[row()], actor=SYSTEM, at=at)
    told = actions.save_people(
        rows=[row(phone="0631-5200001"), row(title="主任", role=Role.STREET_LEADER)], actor=SYSTEM, at=at
    )
    assert (told.created, told.updated) == (0, 2)
    person = Person.objects.get()
    assert len(queries.posts_of(person, on=date(2021, 6, 1))) == 2


def test_it_writes_what_the_single_doors_write(at: datetime) -> None:
    actions.save_people(rows=[row()], actor=SYSTEM, at=at)
    bulk = list(AuditRecord.objects.exclude(object_type="regions.region").values_list("verb", "facts"))
    assert {verb for verb, _ in bulk} == {"person.created", "unit.created", "post.created", "post.held"}
    cast.hold(cast.person(), cast.post(cast.unit(name="另一街道办")))
    assert {verb for verb, _ in bulk} <= set(AuditRecord.objects.filter(pk__gt=4).values_list("verb", flat=True))


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"unit_place": "999999"}, "place.unknown"),
        ({"post_place": "371002003009"}, "place.unknown"),
        ({"username": "张三"}, "account.username_shape"),
        ({"name": ""}, "account.name_length"),
        ({"phone": "abc"}, "account.phone_shape"),
    ],
)
def test_a_wrong_line_is_refused_whole(wrong: dict[str, object], refusal: str, at: datetime) -> None:
    with pytest.raises(RuleBrokenError, match=refusal):
        actions.save_people(rows=[row(1), row(2, **wrong)], actor=SYSTEM, at=at)
    assert not Person.objects.exists()


def test_no_single_administrator_can_do_it(at: datetime) -> None:
    for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.CITY_CLERK):
        with pytest.raises(NotAllowedError):
            actions.save_people(rows=[row()], actor=Actor(role=role), at=at)


def test_five_hundred_people_take_few_queries(at: datetime) -> None:
    with CaptureQueriesContext(connection) as seen:
        actions.save_people(rows=[row(number) for number in range(500)], actor=SYSTEM, at=at)
    assert len(seen) < 50


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
def test_an_administrator_is_made_with_a_post(role: Role, at: datetime) -> None:
    person = actions.create_admin(role=role, username="chief", password=cast.PASSWORD, actor=SYSTEM, at=at)
    assert queries.actor_for(person, at=at).role is role
    with pytest.raises(RuleBrokenError, match=r"account\.username_taken"):
        actions.create_admin(role=role, username="chief", password=cast.PASSWORD, actor=SYSTEM, at=at)
    with pytest.raises(RuleBrokenError, match=r"account\.not_an_admin_role"):
        actions.create_admin(role=Role.CITY_CLERK, username="other", password=cast.PASSWORD, actor=SYSTEM, at=at)
