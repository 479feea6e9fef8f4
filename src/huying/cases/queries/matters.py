"""Matters as the desk reads them 热点查询: what most people tell now, what grows, where, and which are not merged."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q, Sum

from huying.cases.models import Matter, Voice
from huying.cases.models.cases import CHINA
from huying.cases.queries.visible import BY_UNIT, in_ranges
from huying.regions import queries as regions
from huying.rules.errors import RuleBrokenError
from huying.rules.problems import MONTH, WINDOW
from huying.rules.roles import OFFICIAL, Role

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from huying.core.actors import Actor

USUAL, PLACES_SHOWN, MOST_KEY = 25, 10, 2**63 - 1
PEOPLE, RISE = "people", "rise"
SORTS = (PEOPLE, RISE)


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterFilter:
    """What the list is narrowed to, and what stands first."""

    place: str = ""
    topic: str = ""
    is_merged: bool | None = None
    sort: str = PEOPLE


@dataclass(frozen=True, slots=True)
class MatterSlice:
    """One page of the list with the cursor of the next, empty at the end."""

    rows: list[Matter]
    next_cursor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place with how many matters lie in it and how many people tell them."""

    place: int
    matters: int
    people: int
    week: int


def visible_matters(actor: Actor) -> QuerySet[Matter]:
    """Return the matters told by more than one voice that an actor may see; firms and committees see none."""
    rows = Matter.objects.filter(voices__gt=1)
    if actor.is_system:
        return rows
    is_ours = Q(lead__holder_unit=actor.unit_id or 0)
    if actor.role in BY_UNIT:
        return rows.filter(is_ours)
    if actor.role is Role.CALLER or actor.role not in OFFICIAL | {Role.AUDITOR}:
        return rows.none()
    return rows.filter(in_ranges(actor) | is_ours)


def page_of(actor: Actor, wanted: MatterFilter, *, at: datetime, cursor: str = "") -> MatterSlice:
    """Return one page: what most people tell first, or what grows most; told within the window of a problem."""
    rows, sort = _narrowed(actor, wanted, at=at), wanted.sort
    if cursor:
        value, pk = _read(cursor)
        rows = rows.filter(Q(**{f"{sort}__lt": value}) | Q(**{sort: value}, pk__lt=pk))
    rows = rows.select_related("lead__holder_unit", "lead__holder_person").order_by(f"-{sort}", "-pk")
    found = list(rows[: USUAL + 1])
    following = _cursor(getattr(found[USUAL - 1], sort), found[USUAL - 1].pk) if len(found) > USUAL else ""
    return MatterSlice(found[:USUAL], following)


def spots_of(actor: Actor, wanted: MatterFilter, *, at: datetime) -> list[Spot]:
    """Return the places whose matters most people tell; one query."""
    rows = _narrowed(actor, wanted, at=at).order_by().values("place")
    summed = rows.annotate(matters=Count("pk"), voiced=Sum("people"), lately=Sum("week")).order_by("-voiced", "place")
    return [
        Spot(place=row["place"], matters=row["matters"], people=row["voiced"], week=row["lately"])
        for row in summed[:PLACES_SHOWN]
    ]


def _narrowed(actor: Actor, wanted: MatterFilter, *, at: datetime) -> QuerySet[Matter]:
    rows = visible_matters(actor).filter(last_at__gt=at - (MONTH if wanted.sort == RISE else WINDOW))
    if wanted.place:
        rows = rows.filter(regions.in_place(wanted.place, on=at.astimezone(CHINA).date()))
    if wanted.topic:
        rows = rows.filter(topic=wanted.topic)
    if wanted.is_merged is not None:
        rows = rows.filter(problem__isnull=not wanted.is_merged)
    return rows


def find(matter_id: int, *, actor: Actor) -> Matter:
    """Return a visible matter, or refuse as not found."""
    rows = visible_matters(actor).select_related("lead__holder_unit", "lead__holder_person", "problem")
    found = rows.filter(pk=matter_id).first()
    if found is None:
        raise RuleBrokenError("problem.not_found", number=str(matter_id))
    return found


def voices_of(matter: Matter) -> list[Voice]:
    """Return who told it, in the order of telling; one query."""
    rows = Voice.objects.filter(matter=matter).select_related("case__holder_unit", "case__holder_person")
    return list(rows.order_by("told_at", "pk"))


def _cursor(value: int, pk: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([value, pk]).encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[int, int]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        value, pk = (int(part) for part in json.loads(base64.urlsafe_b64decode(padded)))
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise RuleBrokenError("list.cursor") from error
    if not (abs(value) <= MOST_KEY and 0 <= pk <= MOST_KEY):
        raise RuleBrokenError("list.cursor")
    return value, pk
