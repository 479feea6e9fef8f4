"""Three administrators, none of whom can do the others' work, and nobody who is two of them 三员分立."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest
from tools import rights

from huying.accounts import actions, invariants
from huying.accounts.models import Holding, Post
from huying.core.actors import SYSTEM, Actor
from huying.core.policies import REGISTRY
from huying.rules.errors import RuleBrokenError
from huying.rules.roles import ADMINS, Role
from tests.people import AT, SINCE

if TYPE_CHECKING:
    from tests.people import City

OWN_WORK = {
    Role.SYSTEM_ADMIN: {"manage_people", "set_duty"},
    Role.SECURITY_ADMIN: {"grant_posts", "reset_factor"},
}
PAIRS = list(permutations(sorted(role.value for role in ADMINS), 2))


def _allowed(role: Role) -> set[str]:
    rights.ready()
    actor = Actor(person_id=1, post_id=1, unit_id=1, role=role)
    return {name for name, each in REGISTRY.items() if each.allows(actor, None)}


@pytest.mark.parametrize("role", list(OWN_WORK))
def test_what_one_administrator_does_the_others_cannot(role: Role) -> None:
    assert OWN_WORK[role] <= _allowed(role)
    for other in ADMINS - {role}:
        assert not OWN_WORK[role] & _allowed(other)


def test_the_register_and_its_rights_are_nobody_elses_work() -> None:
    works = {"manage_people", "grant_posts", "reset_factor"}
    assert {role for role in Role if works & _allowed(role)} == set(OWN_WORK)


@pytest.mark.parametrize(("held", "wanted"), PAIRS)
def test_nobody_is_two_administrators(city: City, held: str, wanted: str) -> None:
    person, post = city.people[held], Post.objects.get(title=wanted)
    with pytest.raises(RuleBrokenError, match=r"account\.admins_apart"):
        actions.hold_post(person=person, post=post, valid_from=SINCE + timedelta(days=9), actor=SYSTEM, at=AT)


def test_one_after_the_other_is_allowed(city: City) -> None:
    person, post = city.people["audit_admin"], Post.objects.get(title="system_admin")
    holding = person.holdings.get()
    actions.end_holding(holding_id=holding.pk, on=AT.date(), actor=SYSTEM, at=AT)
    actions.hold_post(person=person, post=post, valid_from=AT.date(), actor=SYSTEM, at=AT)


def test_nobody_gives_a_post_to_themselves(city: City) -> None:
    security = city["security_admin"]
    for title in ("system_admin", "city_clerk"):
        with pytest.raises(RuleBrokenError, match=r"account\.own_post"):
            actions.hold_post(
                person=city.people["security_admin"],
                post=Post.objects.get(title=title),
                valid_from=AT.date(),
                actor=security,
                at=AT,
            )


def test_an_administrator_does_not_stand_in_for_another_kind(city: City) -> None:
    given: dict[str, Any] = {"starts_at": AT, "ends_at": AT + timedelta(days=1), "actor": SYSTEM, "at": AT}
    with pytest.raises(RuleBrokenError, match=r"account\.admins_apart"):
        actions.note_absence(person=city.people["system_admin"], deputy=city.people["audit_admin"], **given)
    actions.note_absence(person=city.people["system_admin"], deputy=city.people["city_clerk"], **given)


def test_the_doctor_sees_two_in_one(city: City) -> None:
    rule = next(each for each in invariants.invariants() if each.name == "admins.apart")
    assert list(rule.breaches()) == []
    person = city.people["system_admin"]
    Holding.objects.create(person=person, post=Post.objects.get(title="audit_admin"), valid_from=SINCE)
    assert len(list(rule.breaches())) == 1
