"""The first administrators 首任管理员, made from the command line because nobody stands above them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from huying.accounts.actions.posts import create_post, hold_post
from huying.accounts.actions.registers import create_person, create_unit
from huying.accounts.models import Post, Unit
from huying.regions.queries import place_book
from huying.rules.errors import RuleBrokenError
from huying.rules.places import PlaceLevel
from huying.rules.roles import Role, UnitKind

if TYPE_CHECKING:
    from datetime import datetime

    from huying.accounts.models import Person
    from huying.core.actors import Actor

TITLES = {
    Role.SYSTEM_ADMIN: "系统管理员",
    Role.SECURITY_ADMIN: "安全管理员",
    Role.AUDIT_ADMIN: "审计管理员",
}
UNIT_NAME, SUBJECT = "系统运行管理", "administration"


@transaction.atomic
def create_admin(*, role: Role, username: str, password: str, actor: Actor, at: datetime) -> Person:
    """Add an administrator of one of the three kinds, who holds nothing else."""
    if role not in TITLES:
        raise RuleBrokenError("account.not_an_admin_role", role=role.value)
    cities = place_book().of_level(PlaceLevel.CITY)
    if not cities:
        raise RuleBrokenError("place.none_loaded")
    title, city = TITLES[role], cities[0]
    person = create_person(username=username, name=title, password=password, actor=actor, at=at)
    unit = Unit.objects.filter(kind=UnitKind.DEPARTMENT.value, subject=SUBJECT, place=city.key).first()
    unit = unit or create_unit(
        name=UNIT_NAME,
        kind=UnitKind.DEPARTMENT,
        place_code=city.code,
        subject=SUBJECT,
        actor=actor,
        at=at,
    )
    post = Post.objects.filter(unit=unit, title=title).first()
    post = post or create_post(unit=unit, title=title, role=role, place_code=city.code, actor=actor, at=at)
    hold_post(person=person, post=post, valid_from=timezone.localdate(at), actor=actor, at=at)
    return person
