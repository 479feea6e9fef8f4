"""Questions put to the register of places 区划查询."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from django.db.models import Q

from huying.regions.book import Place, PlaceBook
from huying.regions.models import Administration, Region, RegionAlias
from huying.rules.errors import RuleBrokenError
from huying.rules.places import KeyRange, PlaceLevel, ancestor_keys, checked, key_of, level_of, range_of
from huying.rulesets.stamps import Kept

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

STAMP = "places"


def plain_code(written: str) -> str:
    """Return a code as the register writes it: half-width, without filling zeros (371002000000 is 371002)."""
    code = unicodedata.normalize("NFKC", written).strip()
    for length, shorter in ((12, 9), (9, 6), (6, 4)):
        if len(code) == length and code.isdecimal() and not int(code[shorter:]):
            code = code[:shorter]
    return checked(code)


def resolve(code: str) -> Region:
    """Return the region of a code, also of a former one, or refuse."""
    plain = plain_code(code)
    found = Region.objects.filter(code=plain).first()
    if found is None:
        alias = RegionAlias.objects.filter(former_code=plain).select_related("region").order_by("-id").first()
        found = alias.region if alias else None
    if found is None:
        raise RuleBrokenError("place.unknown", code=written(code))
    return found


def key_of_place(code: str) -> int:
    """Return the key of a region by its code, also a former one, or refuse; no query, edits show within a second."""
    plain = plain_code(code)
    found = place_book().get(key_of(plain))
    if found is None or level_of(plain) is PlaceLevel.COMPOUND:
        raise RuleBrokenError("place.unknown", code=written(code))
    return found.key


def resolve_cover(code: str) -> str:
    """Return the code a post may cover: a region's of today, or a compound's in a known community."""
    plain = plain_code(code)
    if level_of(plain) is not PlaceLevel.COMPOUND:
        return resolve(plain).code
    community, _, serial = plain.partition("-")
    return f"{resolve(community).code}-{serial}"


def written(code: str) -> str:
    """Return a code cut to what a message can show."""
    return code[:20]


def by_name(name: str, *, within: str | None = None) -> list[Region]:
    """Return the regions of a name or alias, those inside `within` only when given, by code."""
    rows = Region.objects.filter(Q(name=name) | Q(aliases__name=name))
    if within is not None:
        span = range_of(resolve(within).code)
        rows = rows.filter(key__gte=span.low, key__lt=span.high)
    return list(rows.distinct().order_by("key"))


def ancestors(key: int) -> list[Region]:
    """Return the regions a region lies in and itself, the city first."""
    region = Region.objects.filter(key=key).first()
    if region is None:
        raise RuleBrokenError("place.unknown", code=str(key))
    return list(Region.objects.filter(key__in=ancestor_keys(region.code).values()).order_by("key", "code"))


def children(key: int) -> list[Place]:
    """Return the regions that lie directly in a region."""
    return list(place_book().children(key))


def counts() -> dict[PlaceLevel, int]:
    """Return how many regions there are of each level."""
    return place_book().counts()


def administrations(*, on: date) -> list[Administration]:
    """Return who governs what on a day, regions that lie elsewhere only."""
    rows = Administration.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), valid_from__lte=on)
    return list(rows.select_related("region", "administered_by").order_by("region__key"))


def governed_ranges(
    code: str, *, on: date, known: Iterable[Administration] | None = None
) -> tuple[tuple[KeyRange, ...], tuple[KeyRange, ...]]:
    """Return the ranges a place governs on a day and the ranges in them that others govern.

    Broad regions are judged before the narrow ones in them, so that a community given back by the zone that
    governs its street lands where it belongs; the narrower range wins, as `Actor.covers` says.
    """
    own = range_of(code)
    include, exclude = [own], []
    rows = administrations(on=on) if known is None else list(known)
    for row in sorted(rows, key=lambda row: len(row.region.code)):
        span = range_of(row.region.code)
        if own.holds(row.administered_by_id):
            include.append(span)
        elif span != own and any(other.covers(span) for other in include):
            exclude.append(span)
    return _needed(include, exclude), tuple(exclude)


def _needed(include: list[KeyRange], exclude: list[KeyRange]) -> tuple[KeyRange, ...]:
    """Leave out what a broader range already holds with no exclusion between."""
    kept: list[KeyRange] = []
    for span in include:
        broader = [other for other in kept if other.covers(span)]
        between = [other for other in exclude if other != span and other.covers(span)]
        if not broader or between:
            kept.append(span)
    return tuple(kept)


_governing = Kept(STAMP, lambda: list(Administration.objects.select_related("region").order_by("region__key")))


def governed(*, on: date) -> dict[int, int]:
    """Return which regions are governed on a day by a region they do not lie in 代管; no query, as the book."""
    rows = sorted((row for row in _governing.get() if _is_valid(row, on)), key=lambda row: row.valid_from)
    return {row.region_id: row.administered_by_id for row in rows}


def _is_valid(row: Administration, on: date) -> bool:
    return row.valid_from <= on and (row.valid_to is None or row.valid_to > on)


def in_place(code: str, *, on: date, column: str = "place") -> Q:
    """Return the condition that a column of keys lies in what a place governs on a day, also beyond its code."""
    known = (row for row in _governing.get() if _is_valid(row, on))
    include, exclude = governed_ranges(code, on=on, known=known)
    return in_spans(include, exclude, column=column)


def in_spans(include: Iterable[KeyRange], exclude: Iterable[KeyRange], *, column: str = "place") -> Q:
    """Return the condition that a column of place keys lies in ranges, the narrower range winning."""
    condition = Q(pk__in=[])
    spans = [(span, True) for span in include] + [(span, False) for span in exclude]
    for span, is_included in sorted(spans, key=lambda pair: pair[0].low - pair[0].high):
        inside = Q(**{f"{column}__gte": span.low, f"{column}__lt": span.high})
        condition = (condition | inside) if is_included else (condition & ~inside)
    return condition


def _build_book() -> PlaceBook:
    places = [
        Place(key=key, code=code, level=PlaceLevel(level), name=name, initials=initials, is_synthetic=synthetic)
        for key, code, level, name, initials, synthetic in Region.objects.values_list(
            "key", "code", "level", "name", "initials", "is_synthetic"
        )
    ]
    former = RegionAlias.objects.exclude(former_code="").order_by("id").values_list("former_code", "region_id")
    return PlaceBook.of(places, moved={key_of(code): key for code, key in former})


_book = Kept(STAMP, _build_book)


def place_book() -> PlaceBook:
    """Return the frozen look-up of all regions; edits show up within a second."""
    return _book.get()
