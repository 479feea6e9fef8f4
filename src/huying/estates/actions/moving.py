"""What compounds do when their community gets another code 区划调整."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import ManyToOneRel

from huying.core import audit, outbox
from huying.core.actors import SYSTEM
from huying.estates.models import Compound
from huying.regions.queries import place_book
from huying.rules.places import PlaceLevel, code_of, range_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

RECODED = "compound.recoded"


@transaction.atomic
def follow_recoding(*, moved: Sequence[int], at: datetime) -> None:
    """Give the compounds of recoded communities their new keys, with all that hangs on them; safe twice.

    Rows elsewhere that store the old keys are moved by the subscribers of `compound.recoded`.
    """
    book = place_book()
    pairs: list[int] = []
    for old, new in zip(moved[::2], moved[1::2], strict=True):
        place = book.get(new)
        if place is None or place.level is not PlaceLevel.COMMUNITY:
            continue
        span = range_of(code_of(old, PlaceLevel.COMMUNITY))
        for compound in Compound.objects.select_for_update().filter(key__gte=span.low, key__lt=span.high):
            key = place.key + compound.key - span.low
            _rekey(compound, key, at=at)
            pairs += [compound.key, key]
    if pairs:
        outbox.publish(RECODED, pairs)


def _rekey(compound: Compound, key: int, *, at: datetime) -> None:
    new = Compound(key=key, code=code_of(key, PlaceLevel.COMPOUND), version=compound.version + 1)
    for name in ("name", "initials", "address", "households", "area_dm2", "built_year", "is_synthetic"):
        setattr(new, name, getattr(compound, name))
    new.save(force_insert=True)
    for relation in Compound._meta.related_objects:
        if isinstance(relation, ManyToOneRel):
            rows = relation.related_model._base_manager.filter(**{relation.field.name: compound.key})
            rows.update(**{relation.field.name: key})
    audit.record("compound.recoded", new, actor=SYSTEM, at=at, former=compound.code, code=new.code)
    Compound.objects.filter(key=compound.key).delete()
