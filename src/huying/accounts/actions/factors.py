"""The second factor 双因素: six digits of a phone that change every half minute (RFC 6238), and codes for its loss.

The secret is sealed with a key outside the database. A code works once; tries are counted before they are judged, by
person, since whoever comes here knows the password already. Recovery codes hold 120 random bits and are kept as hashes.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

import pyotp
from django.conf import settings
from django.db import transaction
from django.db.models import F

from huying.accounts import policies
from huying.accounts.models import Person, RecoveryCode, SecondFactor
from huying.core import audit, crypto
from huying.core.actors import Actor
from huying.core.throttle import forgive, throttle
from huying.rules import sign_in as rules
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from datetime import datetime

STEP_SECONDS, DRIFT = 30, 1
DIGITS = 6
RECOVERY_CODES, RECOVERY_LENGTH, GROUP = 8, 24, 4
TRIES_A_DAY, DAY = 30, timedelta(days=1)
SEALED_AS, INDEXED_AS, COUNTED_AS = "accounts.second_factor", "accounts.recovery_code", "second_factor"
BEGUN_AS, SECRET_BYTES = "accounts.second_factor.begun", 20


def begin_factor(*, person: Person) -> str:
    """Return the secret a phone is to hold; nothing is written before a code of it was typed in.

    It follows by a key outside the database from the person and how many phones there were, so that looking at the
    page twice shows the same and the next phone gets another.
    """
    if SecondFactor.objects.filter(person=person).exists():
        raise RuleBrokenError("factor.stands")
    drawn = crypto.blind_index(f"{person.pk}|{person.factor_number}", context=BEGUN_AS)
    return base64.b32encode(bytes.fromhex(drawn)[:SECRET_BYTES]).decode()


def address_of(secret: str, *, person: Person) -> str:
    """Return what the QR code holds."""
    return pyotp.TOTP(secret).provisioning_uri(name=person.username, issuer_name=settings.HUYING_ORGANISATION)


def confirm_factor(*, person: Person, code: str, at: datetime, real_at: datetime) -> list[str]:
    """Take a phone into use by a code of it; returns the recovery codes, which are shown this once."""
    _count(person, at=real_at)
    with transaction.atomic():
        held = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
        sealed = crypto.seal(begin_factor(person=held), context=SEALED_AS)
        factor = SecondFactor.objects.create(
            person=person, sealed_secret=sealed, created_at=real_at, confirmed_at=real_at
        )
        _spend(factor, code, at=real_at)
        codes = _new_codes(person)
        _turn(person)
        audit.record("factor.confirmed", person, actor=Actor(person_id=person.pk), at=at)
    _forgive(person, at=real_at)
    return codes


def pass_factor(*, person: Person, code: str, at: datetime, real_at: datetime) -> bool:
    """Let somebody pass by a code of the phone or a recovery code, or refuse; tells whether it was a recovery code."""
    _count(person, at=real_at)
    actor = Actor(person_id=person.pk)
    try:
        with transaction.atomic():
            is_recovery = _judge(person, code, at=real_at)
            audit.record("factor.passed", person, actor=actor, at=at, is_recovery=is_recovery)
    except RuleBrokenError:
        audit.record("factor.failed", person, actor=actor, at=at)
        raise
    _forgive(person, at=real_at)
    return is_recovery


def _judge(person: Person, code: str, *, at: datetime) -> bool:
    factor = SecondFactor.objects.filter(person=person, confirmed_at__isnull=False).first()
    if factor is None:
        raise RuleBrokenError("factor.none")
    plain = "".join(each for each in code.upper() if each.isalnum())
    if len(plain) != RECOVERY_LENGTH:
        _spend(factor, plain, at=at)
        return False
    unused = RecoveryCode.objects.filter(person=person, digest=_digest(plain), used_at=None)
    if unused.update(used_at=at) != 1:
        raise RuleBrokenError("factor.wrong")
    return True


def new_recovery_codes(*, person: Person, code: str, at: datetime, real_at: datetime) -> list[str]:
    """Make new recovery codes, for which a code is asked again; the old ones end."""
    pass_factor(person=person, code=code, at=at, real_at=real_at)
    with transaction.atomic():
        codes = _new_codes(person)
        audit.record("factor.codes_made", person, actor=Actor(person_id=person.pk), at=at, count=len(codes))
    return codes


def leave_factor(*, person: Person, code: str, at: datetime, real_at: datetime) -> None:
    """Take the phone out of use, for another one; a code is asked again."""
    pass_factor(person=person, code=code, at=at, real_at=real_at)
    _remove(person, actor=Actor(person_id=person.pk), at=at)


def reset_factor(*, person_id: int, actor: Actor, at: datetime) -> Person:
    """Take somebody's lost phone out of use 重置; every open session of the person ends by it."""
    person = Person.objects.get(pk=person_id)
    policies.RESET_FACTOR.check(actor, person)
    if not SecondFactor.objects.filter(person=person).exists():
        raise RuleBrokenError("factor.none")
    _remove(person, actor=actor, at=at)
    return person


@transaction.atomic
def _remove(person: Person, *, actor: Actor, at: datetime) -> None:
    SecondFactor.objects.filter(person=person).delete()
    RecoveryCode.objects.filter(person=person).delete()
    _turn(person)
    audit.record("factor.removed", person, actor=actor, at=at)


def _turn(person: Person) -> None:
    """End the open sessions of a person; the hash of a session knows the number."""
    Person.objects.filter(pk=person.pk).update(factor_number=F("factor_number") + 1)
    person.refresh_from_db(fields=["factor_number"])


def _count(person: Person, *, at: datetime) -> None:
    by = rules.profile(settings.HUYING_SIGN_IN_PROFILE)
    throttle(COUNTED_AS, str(person.pk), most=TRIES_A_DAY, at=at, window=DAY)
    throttle(COUNTED_AS, str(person.pk), most=by.factor_tries, at=at, window=by.factor_lock)


def _forgive(person: Person, *, at: datetime) -> None:
    by = rules.profile(settings.HUYING_SIGN_IN_PROFILE)
    forgive(COUNTED_AS, str(person.pk), at=at, window=DAY)
    forgive(COUNTED_AS, str(person.pk), at=at, window=by.factor_lock)


def _spend(factor: SecondFactor, code: str, *, at: datetime) -> None:
    """Use up one code of the phone; each works once, and none before one that was used."""
    secret = pyotp.TOTP(crypto.unseal(factor.sealed_secret, context=SEALED_AS), digits=DIGITS, interval=STEP_SECONDS)
    now = int(at.timestamp()) // STEP_SECONDS
    fitting = [
        step
        for step in range(now - DRIFT, now + DRIFT + 1)
        if hmac.compare_digest(secret.generate_otp(step).encode(), code.encode())
    ]
    fresh = SecondFactor.objects.filter(pk=factor.pk, last_step__lt=max(fitting, default=0))
    if not fitting or fresh.update(last_step=max(fitting)) != 1:
        raise RuleBrokenError("factor.wrong")


def _new_codes(person: Person) -> list[str]:
    RecoveryCode.objects.filter(person=person).delete()
    plain = [
        "".join(secrets.choice(crypto.CODE_ALPHABET) for _ in range(RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES)
    ]
    RecoveryCode.objects.bulk_create(RecoveryCode(person=person, digest=_digest(each)) for each in plain)
    return ["-".join(each[place : place + GROUP] for place in range(0, RECOVERY_LENGTH, GROUP)) for each in plain]


def _digest(code: str) -> str:
    return crypto.blind_index(code, context=INDEXED_AS)
