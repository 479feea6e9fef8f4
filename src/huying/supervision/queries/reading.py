"""What the pages of supervision read 督办查询: where and what a matter is, and which units may be ordered there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from huying.accounts.models import Unit
from huying.cases import labels as case_labels
from huying.cases.queries.holders import Holders
from huying.regions import queries as regions
from huying.regions.queries import plain_code
from huying.rules.errors import RuleBrokenError
from huying.rules.places import key_of
from huying.rules.roles import UnitKind
from huying.rules.supervision import BELOW
from huying.whistles.queries.reading import where

if TYPE_CHECKING:
    from datetime import date

    from huying.cases.models import Case
    from huying.core.actors import Actor
    from huying.supervision.models import Mark, Measure, Order
    from huying.whistles.models import Whistle

__all__ = ["Matter", "firm_at", "matter_at", "matter_of_case", "matter_of_whistle", "orderable", "steps_of", "where"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """Where and what it is; of a case only topic and released brief, never a word of who told it."""

    place: int
    compound: int | None
    words: str = ""
    case: Case | None = None
    whistle: Whistle | None = None

    @property
    def where(self) -> str:
        """Return the place in words."""
        return where(self.compound or self.place)


def matter_of_case(case: Case) -> Matter:
    """Return the matter of a case: where, and the released brief or else the topic."""
    words = case.brief or case_labels.topic_name(case.topic)
    return Matter(
        place=case.place,
        compound=case.compound_key,
        words=f"{where(case.compound_key or case.place)} {words}".strip(),
        case=case,
    )


def matter_of_whistle(whistle: Whistle, *, item: str) -> Matter:
    """Return the matter of a whistle: where, and the line of the whistle list."""
    place = where(whistle.compound_key or whistle.place)
    return Matter(
        place=whistle.place,
        compound=whistle.compound_key,
        words=f"{place} {item} {whistle.number}",
        whistle=whistle,
        case=whistle.case,
    )


def matter_at(code: str) -> Matter:
    """Return a free matter at a place, or refuse a place that is not in the register."""
    key = key_of(plain_code(code))
    found = regions.place_book().nearest(key)
    if found is None:
        raise RuleBrokenError("place.unknown", code=code)
    return Matter(place=found.key, compound=key if found.key != key else None)


def orderable(place: int, *, issuer: Unit, actor: Actor, on: date) -> list[Unit]:
    """Return the working units below the issuer that stand over a place, the nearest first."""
    kinds = [kind.value for kind in BELOW.get(UnitKind(issuer.kind), frozenset())]
    rows = Unit.objects.filter(kind__in=kinds, is_active=True, place__in=Holders(on=on).chain(place))
    found = [unit for unit in rows.exclude(pk=issuer.pk) if actor.covers(unit.place)]
    return sorted(found, key=lambda unit: (-unit.place, unit.kind, unit.name))


def firm_at(matter: Matter, *, on: date) -> Unit:
    """Return the enterprise a measure is towards: the one the case is about or with, else who serves the compound."""
    case = matter.case
    for unit in (case.about_unit, case.holder_unit) if case is not None else ():
        if unit is not None and unit.kind == UnitKind.ENTERPRISE.value:
            return unit
    firm = Holders(on=on).firm_of(matter.compound)
    if firm is None:
        raise RuleBrokenError("measure.no_firm")
    return firm


def steps_of(row: Order | Mark | Measure) -> list[Any]:
    """Return the timeline; one query."""
    return list(row.steps.select_related("unit", "person").order_by("pk"))
