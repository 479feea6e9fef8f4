"""People and posts the tests of accounts tell stories about."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from huying.accounts import actions
from huying.core.actors import SYSTEM
from huying.rules.roles import Role, UnitKind
from tests.regions.conftest import AT

if TYPE_CHECKING:
    from huying.accounts.models import Holding, Person, Post, Unit

PASSWORD = "correct horse battery"
SINCE = date(2020, 1, 1)


def unit(*, name: str = "竹岛街道办事处", kind: UnitKind = UnitKind.STREET, place: str = "371002003") -> Unit:
    return actions.create_unit(name=name, kind=kind, place_code=place, actor=SYSTEM, at=AT)


def person(username: str = "zhang.wei", *, name: str = "张伟") -> Person:
    return actions.create_person(username=username, name=name, password=PASSWORD, actor=SYSTEM, at=AT)


def post(office: Unit, *, title: str = "物业专员", role: Role = Role.STREET_OFFICER, place: str = "371002003") -> Post:
    return actions.create_post(unit=office, title=title, role=role, place_code=place, actor=SYSTEM, at=AT)


def hold(who: Person, seat: Post, *, since: date = SINCE, until: date | None = None) -> Holding:
    return actions.hold_post(person=who, post=seat, valid_from=since, valid_to=until, actor=SYSTEM, at=AT)
