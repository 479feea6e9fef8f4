"""Units and people 单位与人员."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.db import transaction

from huying.accounts import policies
from huying.accounts.actions.access import checked_password
from huying.accounts.models import Person, Unit
from huying.core import audit, outbox
from huying.regions.initials import initials_of
from huying.regions.queries import resolve
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from datetime import datetime

    from huying.core.actors import Actor
    from huying.rules.roles import UnitKind

UNIT_NAME, PERSON_NAME, PHONE = 80, 40, 30
PERSON_LEFT = "accounts.person_left"
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,58}[a-z0-9]", re.ASCII)
_PHONE = re.compile(r"[0-9+\-]{0,30}", re.ASCII)


def cleaned(name: str, *, most: int) -> str:
    """Return a name without stray blanks, or refuse an empty or over-long one."""
    found = " ".join(name.split())
    if not found or len(found) > most:
        raise RuleBrokenError("account.name_length", length=len(found), most=most)
    return found


def checked_phone(phone: str) -> str:
    """Return a telephone number without blanks, or refuse."""
    found = "".join(phone.split())
    if not _PHONE.fullmatch(found):
        raise RuleBrokenError("account.phone_shape")
    return found


def checked_username(username: str) -> str:
    """Return a sign-in name in small letters, or refuse."""
    found = username.strip().lower()
    if not _USERNAME.fullmatch(found):
        raise RuleBrokenError("account.username_shape")
    return found


def new_unit(*, name: str, kind: UnitKind, place: int, subject: str = "", phone: str = "") -> Unit:
    """Return a unit not yet written; bulk doors of apps above write many."""
    label = cleaned(name, most=UNIT_NAME)
    return Unit(
        name=label,
        kind=kind.value,
        place=place,
        subject=subject,
        phone=checked_phone(phone),
        initials=initials_of(label)[:UNIT_NAME],
    )


@transaction.atomic
def create_unit(
    *,
    name: str,
    kind: UnitKind,
    place_code: str,
    parent: Unit | None = None,
    subject: str = "",
    phone: str = "",
    actor: Actor,
    at: datetime,
) -> Unit:
    """Add a unit that can hold cases 新增单位."""
    policies.MANAGE_PEOPLE.check(actor)
    place = resolve(place_code).key
    unit = new_unit(name=name, kind=kind, place=place, subject=subject, phone=phone)
    if Unit.objects.filter(kind=kind.value, place=place, name=unit.name).exists():
        raise RuleBrokenError("account.unit_taken", kind=kind.value, place=place_code)
    unit.parent = parent
    unit.save(force_insert=True)
    audit.record("unit.created", unit, actor=actor, at=at, kind=kind.value, place=place, subject=subject)
    return unit


@transaction.atomic
def edit_unit(
    *, unit_id: int, version: int, name: str, phone: str, is_active: bool, actor: Actor, at: datetime
) -> Unit:
    """Change a unit's name, phone, or whether it still works; a stale form is refused."""
    unit = Unit.objects.select_for_update().get(pk=unit_id)
    policies.MANAGE_PEOPLE.check(actor, unit)
    _check_version(unit.version, version)
    unit.name, unit.phone, unit.is_active = cleaned(name, most=UNIT_NAME), checked_phone(phone), is_active
    unit.initials = initials_of(unit.name)[:UNIT_NAME]
    unit.version += 1
    unit.save(update_fields=["name", "phone", "is_active", "initials", "version"])
    audit.record("unit.edited", unit, actor=actor, at=at, is_active=is_active)
    return unit


def _check_version(now: int, given: int) -> None:
    if now != given:
        raise RuleBrokenError("form.stale", version=now, given=given)


@transaction.atomic
def create_person(
    *,
    username: str,
    name: str,
    phone: str = "",
    password: str | None = None,
    is_synthetic: bool = False,
    actor: Actor,
    at: datetime,
) -> Person:
    """Add somebody who works with the system; without a password nobody can sign in under the name."""
    policies.MANAGE_PEOPLE.check(actor)
    sign_in_name = checked_username(username)
    if Person.objects.filter(username=sign_in_name).exists():
        raise RuleBrokenError("account.username_taken")
    person = Person(
        username=sign_in_name,
        name=cleaned(name, most=PERSON_NAME),
        phone=checked_phone(phone),
        is_synthetic=is_synthetic,
    )
    if password is None:
        person.set_unusable_password()
    else:
        person.set_password(checked_password(password, person=person))
        person.is_password_initial = actor.person_id is not None
    person.save(force_insert=True)
    audit.record("person.created", person, actor=actor, at=at, has_password=password is not None)
    return person


@transaction.atomic
def edit_person(*, person_id: int, name: str, phone: str, actor: Actor, at: datetime) -> Person:
    """Change a person's name or phone."""
    person = Person.objects.select_for_update().get(pk=person_id)
    policies.MANAGE_PEOPLE.check(actor, person)
    person.name, person.phone = cleaned(name, most=PERSON_NAME), checked_phone(phone)
    person.version += 1
    person.save(update_fields=["name", "phone", "version"])
    audit.record("person.edited", person, actor=actor, at=at)
    return person


@transaction.atomic
def deactivate_person(*, person_id: int, actor: Actor, at: datetime) -> Person:
    """Let somebody sign in no more; open sessions and tokens stop at once."""
    person = Person.objects.select_for_update().get(pk=person_id)
    policies.MANAGE_PEOPLE.check(actor, person)
    if not person.is_active:
        raise RuleBrokenError("account.inactive")
    person.is_active = False
    person.version += 1
    person.save(update_fields=["is_active", "version"])
    outbox.publish(PERSON_LEFT, [person.pk])
    audit.record("person.deactivated", person, actor=actor, at=at)
    return person
