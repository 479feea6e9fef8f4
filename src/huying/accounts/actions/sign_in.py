"""Signing in 登录: one answer for every failure, and a lock that strangers cannot easily put on others.

A try is written before the password is looked at, so a burst of parallel tries cannot outrun the count. Five
failures under one name from one address lock that pair for fifteen minutes; many failures from one address or
under one name lock these. Unknown names count like known ones (trust E1).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.auth import authenticate
from django.db import transaction

from huying.accounts.models import Person, SignInTry
from huying.core import audit, crypto
from huying.core.actors import RESIDENT, Actor
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from datetime import datetime

LOCK = timedelta(minutes=15)
MEMORY = timedelta(hours=1)
PAIR_TRIES, NAME_TRIES, ADDRESS_TRIES = 5, 30, 100


def sign_in(*, username: str, password: str, address: str, at: datetime, real_at: datetime) -> Person:
    """Return who signs in, or refuse without saying what was wrong; locks run by the real clock."""
    name_index = crypto.blind_index(username.strip().lower(), context="sign_in.name")
    address_index = crypto.blind_index(address, context="sign_in.address")
    attempt = _begin(name_index, address_index, at=real_at)
    found = authenticate(username=username.strip().lower(), password=password)
    if not isinstance(found, Person):
        audit.record("sign_in.failed", attempt, actor=RESIDENT, at=at)
        raise RuleBrokenError("account.sign_in_failed")
    with transaction.atomic():
        SignInTry.objects.filter(name_index=name_index, address_index=address_index).delete()
        audit.record("person.signed_in", found, actor=Actor(person_id=found.pk), at=at)
    return found


@transaction.atomic
def sign_in_elsewhere(*, username: str, at: datetime) -> Person:
    """Return whom a provider let in under a name, if there is such an account here; none is made, none revived."""
    found = Person.objects.filter(username=username, is_active=True).first()
    if found is None:
        raise RuleBrokenError("oidc.no_account")
    audit.record("person.signed_in", found, actor=Actor(person_id=found.pk), at=at, way="provider")
    return found


@transaction.atomic
def note_refused(*, code: str, address: str, at: datetime, real_at: datetime) -> None:
    """Record that somebody came back from a provider and was not let in."""
    address_index = crypto.blind_index(address, context="sign_in.address")
    attempt = SignInTry.objects.create(name_index="", address_index=address_index, at=real_at)
    audit.record("sign_in.failed", attempt, actor=RESIDENT, at=at, way="provider", code=code)


@transaction.atomic
def _begin(name_index: str, address_index: str, *, at: datetime) -> SignInTry:
    SignInTry.objects.filter(at__lt=at - MEMORY).delete()
    by_name = SignInTry.objects.filter(name_index=name_index)
    by_address = SignInTry.objects.filter(address_index=address_index)
    pair = by_name.filter(address_index=address_index)
    is_fresh = pair.filter(at__gt=at - LOCK).exists()
    if (
        (is_fresh and pair.count() >= PAIR_TRIES)
        or by_name.filter(at__gt=at - LOCK).count() >= NAME_TRIES
        or by_address.filter(at__gt=at - LOCK).count() >= ADDRESS_TRIES
    ):
        raise RuleBrokenError("account.locked", minutes=int(LOCK.total_seconds() // 60))
    return SignInTry.objects.create(name_index=name_index, address_index=address_index, at=at)


def sign_out(*, person: Person, at: datetime) -> None:
    """Record that somebody signed out; the session itself ends at the edge."""
    audit.record("person.signed_out", person, actor=Actor(person_id=person.pk), at=at)


def confirm(*, person: Person, password: str, real_at: datetime) -> None:
    """Refuse unless the password of somebody signed in is right; failures lock as at sign-in."""
    name_index = crypto.blind_index(person.username, context="sign_in.name")
    own_desk = crypto.blind_index(f"person:{person.pk}", context="sign_in.address")
    _begin(name_index, own_desk, at=real_at)
    if not person.check_password(password):
        raise RuleBrokenError("account.sign_in_failed")
    SignInTry.objects.filter(name_index=name_index, address_index=own_desk).delete()
