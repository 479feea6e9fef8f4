"""Rotation of the key that seals identities 密钥轮换, while the system runs.

A sealed value names its key. A new key is made; every process seals with it within half a minute and opens both. Then
each value of a former key is opened and sealed anew, a chunk at a time, and written only where it is still what was
read, so that nothing done meanwhile is overwritten. The former key stays in the data directory: backups need it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.apps import apps
from django.db import transaction

from huying.accounts.actions.factors import SEALED_AS
from huying.cases.actions import checking, said
from huying.cases.queries import codes
from huying.core import audit, crypto
from huying.core.models import Setting
from huying.estates.actions.owners import CONTEXT_NAME as OWNER_NAME
from huying.notices.queries import ADDRESS

if TYPE_CHECKING:
    from datetime import datetime

    from huying.core.actors import Actor

CHUNK = 500


class Sealed(NamedTuple):
    """A column of sealed values and the context they are bound to."""

    model: str
    column: str
    context: str


COLUMNS = (
    Sealed("cases.Reporter", "name_sealed", codes.CONTEXT_NAME),
    Sealed("cases.Reporter", "phone_sealed", codes.CONTEXT_PHONE),
    Sealed("cases.Reporter", "door_sealed", codes.CONTEXT_DOOR),
    Sealed("cases.ProtectedSpan", "sealed", codes.CONTEXT_SPAN),
    Sealed("cases.StagedChange", "sealed", said.CONTEXT),
    Sealed("cases.SheetUpload", "report", checking.CONTEXT),
    Sealed("estates.Owner", "name_sealed", OWNER_NAME),
    Sealed("notices.Address", "sealed", ADDRESS),
    Sealed("accounts.SecondFactor", "sealed_secret", SEALED_AS),
)
NOT_SEALED_ANEW = {
    "core.IdempotencyKey.answer": "gone after 48 hours",
    "core.SealedEvent.leaf": "a hash",
    "cases.Case.seal_key": "a random key of its own, destroyed when the reporter is forgotten",
}


def rotate(*, actor: Actor, at: datetime) -> tuple[int, int]:
    """Make a new key and seal everything anew; returns the number of the key and how many values were sealed."""
    with transaction.atomic():
        number = crypto.next_seal_key()
        audit.record("keys.rotated", Setting(pk=number), actor=actor, at=at)
    return number, reseal(number)


def reseal(number: int) -> int:
    """Seal with a key what another one sealed, until nothing is left; may be stopped and begun again."""
    return sum(_column(each, number) for each in COLUMNS)


def _column(which: Sealed, number: int) -> int:
    model, done, after = apps.get_model(which.model), 0, 0
    rows = model._base_manager.filter(**{f"{which.column}__isnull": False}).order_by("pk")
    while chunk := list(rows.filter(pk__gt=after).values_list("pk", which.column)[:CHUNK]):
        with transaction.atomic():
            for pk, value in chunk:
                before = bytes(value)
                if crypto.key_number(before) != number:
                    fresh = crypto.seal(crypto.unseal(before, context=which.context), context=which.context)
                    still = model._base_manager.filter(pk=pk, **{which.column: before})
                    done += still.update(**{which.column: fresh})
        after = chunk[-1][0]
    return done
