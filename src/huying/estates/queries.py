"""Questions put to the register of compounds 小区查询."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, Count, IntegerField, Q, QuerySet, Sum, Value, When

from huying.accounts.queries import within
from huying.core.compiled import Compiled
from huying.estates.models import Building, Compound, CompoundAlias, ExclusivePart, Owner
from huying.regions import queries as regions
from huying.regions.queries import plain_code, resolve_cover, written
from huying.rules.errors import RuleBrokenError
from huying.rules.places import PlaceLevel, key_of, level_of, range_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from huying.core.actors import Actor

STAMP = "compounds"
"""Bumped whenever names of compounds change, so that indexes of names are built anew."""
MOST_FOUND = 20
ON_A_PAGE = tuple(f"key{place}" for place in range(25))
LONGEST_SEARCH = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class CompoundEntry:
    """A compound as the index of names needs it."""

    key: int
    code: str
    name: str
    aliases: tuple[str, ...] = ()
    address: str = ""


def compound_by_code(code: str) -> Compound:
    """Return the compound of a code, also one in a recoded community, or refuse."""
    plain = plain_code(code)
    if level_of(plain) is PlaceLevel.COMPOUND:
        found = Compound.objects.filter(key=key_of(plain)).first()
        found = found or Compound.objects.filter(key=key_of(resolve_cover(plain))).first()
        if found is not None:
            return found
    raise RuleBrokenError("compound.unknown", code=written(plain))


def visible_to(actor: Actor) -> QuerySet[Compound]:
    """Return the compounds in the actor's ranges; all of them for the system."""
    rows = Compound.objects.all()
    return rows if actor.is_system else rows.filter(within(actor, column="key"))


def inside(rows: QuerySet[Compound], code: str) -> QuerySet[Compound]:
    """Return the compounds of a list that lie in a place."""
    span = range_of(code)
    return rows.filter(key__gte=span.low, key__lt=span.high)


def matching(text: str) -> Q:
    """Return the condition that name, alias, code, pinyin initials or address match what somebody typed."""
    typed = " ".join(text.split())[:LONGEST_SEARCH]
    if not typed:
        return Q(pk__in=[])
    condition = Q(name__icontains=typed) | Q(code__startswith=typed) | Q(address__icontains=typed)
    condition |= Q(pk__in=CompoundAlias.objects.filter(name__icontains=typed).values("compound_id"))
    if typed.isascii():
        condition |= Q(initials__startswith=typed.lower())
    return condition


def search_compounds(text: str, *, most: int = MOST_FOUND) -> list[Compound]:
    """Return compounds by name, alias, code, pinyin initials or address, the closest first."""
    typed = " ".join(text.split())[:LONGEST_SEARCH]
    nearness = Case(
        When(name=typed, then=Value(0)),
        When(name__istartswith=typed, then=Value(1)),
        When(initials=typed.lower(), then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    return list(Compound.objects.filter(matching(typed)).order_by(nearness, "name", "key")[:most])


def compounds_by_key(keys: set[int]) -> dict[int, Compound]:
    """Return compounds by key in one query."""
    return Compound.objects.in_bulk(list(keys))


def _named(keys: Iterable[Any]) -> QuerySet[Compound, tuple[Any, ...]]:
    return Compound.objects.filter(key__in=list(keys)).values_list("key", "name")


_names = Compiled(lambda **keys: _named(keys.values()), **dict.fromkeys(ON_A_PAGE, int))


def compound_names(keys: set[int]) -> dict[int, str]:
    """Return the names of compounds by key in one query, which is kept for as many as a page of a list shows."""
    if len(keys) > len(ON_A_PAGE):
        return dict(_named(keys))
    return dict(_names.rows(**dict.fromkeys(ON_A_PAGE, 0) | dict(zip(ON_A_PAGE, keys, strict=False))))


def households_in(codes: Iterable[str], *, on: date) -> dict[str, int]:
    """Return the households that live in what each place governs on a day; one query. Unknown is left out."""
    inside = (When(regions.in_place(code, on=on, column="key"), then=Value(code)) for code in codes)
    rows = Compound.objects.annotate(within=Case(*inside, default=Value(""), output_field=CharField()))
    found = rows.exclude(within="").order_by().values("within").annotate(homes=Sum("households"))
    return {row["within"]: row["homes"] for row in found if row["homes"]}


def compound_entries() -> list[CompoundEntry]:
    """Return every compound with its aliases for the index of names; two queries."""
    aliases: dict[int, list[str]] = {}
    for key, name in CompoundAlias.objects.order_by("id").values_list("compound_id", "name"):
        aliases.setdefault(key, []).append(name)
    rows = Compound.objects.order_by("key").values_list("key", "code", "name", "address")
    return [
        CompoundEntry(key=key, code=code, name=name, aliases=tuple(aliases.get(key, ())), address=address)
        for key, code, name, address in rows
    ]


def next_code(community: str) -> str:
    """Return the first free compound code of a community."""
    span = range_of(community)
    rows = Compound.objects.filter(key__gte=span.low, key__lt=span.high)
    last = rows.order_by("-key").values_list("key", flat=True).first()
    serial = 1 if last is None else last - span.low + 1
    if span.low + serial >= span.high:
        raise RuleBrokenError("compound.community_full", code=community)
    return f"{community}-{serial:04d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """How large a compound is, from its roll where there is one, else from its buildings."""

    buildings: int
    parts: int
    area_dm2: int
    owners: int
    has_roll: bool


def totals(compound: Compound, *, on: date) -> Totals:
    """Return the totals of a compound on a day."""
    buildings = list(Building.objects.filter(compound=compound).annotate(listed=Count("parts")).order_by("name"))
    areas = ExclusivePart.objects.filter(building__compound=compound).values_list("area_dm2", flat=True)
    rolled = list(areas)
    owners = Owner.objects.filter(
        Q(ownerships__valid_to=None) | Q(ownerships__valid_to__gt=on),
        ownerships__part__building__compound=compound,
        ownerships__valid_from__lte=on,
    )
    return Totals(
        buildings=len(buildings),
        parts=len(rolled) or sum(row.parts_total for row in buildings),
        area_dm2=sum(rolled) or sum(row.area_dm2_total for row in buildings) or compound.area_dm2,
        owners=owners.distinct().count() if rolled else 0,
        has_roll=bool(rolled),
    )
