"""Fields of lists and objects inside a line 嵌套字段, and areas: read with their type or refused by their path."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

from huying.rules.deadlines import end_of
from huying.rules.errors import RuleBrokenError
from huying.rules.reckon_fields import Fields

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

Read = TypeVar("Read")
AREA = re.compile(r"(\d{1,12})(?:\.(\d{1,2}))?", re.ASCII)
LARGEST_AREA = 10**12
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def area(fields: Fields, name: str) -> int:
    """Return an area in hundredths of a square metre, from whole or written metres with two decimals at most."""
    value = fields.raw(name)
    if isinstance(value, str):
        return _written_area(name, value)
    if isinstance(value, bool) or not isinstance(value, int) or value >= LARGEST_AREA:
        raise RuleBrokenError("field.type", field=name, value=value)
    if value < 0:
        raise RuleBrokenError("area.negative", field=name, value=value)
    return value * 100


def _written_area(name: str, value: str) -> int:
    found = AREA.fullmatch(value)
    if found is not None:
        whole, part = found.groups()
        return int(whole) * 100 + int(f"{part or '':0<2}")
    if value.startswith("-") and AREA.fullmatch(value[1:]):
        raise RuleBrokenError("area.negative", field=name, value=value)
    raise RuleBrokenError("field.type", field=name, value=ascii(value))


def inner(fields: Fields, name: str, read: Callable[[Fields], Read]) -> Read:
    """Return what is read from an object inside; a refusal names the path to the field."""
    value = fields.raw(name)
    if not isinstance(value, dict):
        raise RuleBrokenError("field.type", field=name, value=value)
    try:
        return read(Fields(value))
    except RuleBrokenError as error:
        raise _below(name, error) from error


def _below(name: str, error: RuleBrokenError) -> RuleBrokenError:
    facts = {**error.facts, "field": f"{name}.{error.facts['field']}"} if "field" in error.facts else error.facts
    return RuleBrokenError(error.code, **facts)


def entries(fields: Fields, name: str) -> list[Any]:
    """Return a list."""
    value = fields.raw(name)
    if not isinstance(value, list):
        raise RuleBrokenError("field.type", field=name, value=value)
    return value


def each(fields: Fields, name: str, read: Callable[[Fields], Read]) -> list[Read]:
    """Return what is read from each object of a list."""
    places = {f"{name}.{place}": entry for place, entry in enumerate(entries(fields, name))}
    inside = Fields(places)
    return [inner(inside, place, read) for place in places]


def areas(fields: Fields, name: str) -> list[int]:
    """Return a list of areas."""
    places = {f"{name}.{place}": entry for place, entry in enumerate(entries(fields, name))}
    inside = Fields(places)
    return [area(inside, place) for place in places]


def identity(fields: Fields, name: str) -> str:
    """Return what names a person or part: words, or a whole number taken as words."""
    value = fields.raw(name)
    if isinstance(value, int):
        return str(fields.integer(name))
    written = fields.text(name)
    if not written.strip():
        raise RuleBrokenError("field.type", field=name, value=written)
    return written


def identities(fields: Fields, name: str) -> frozenset[str]:
    """Return a set of such names."""
    places = {f"{name}.{place}": entry for place, entry in enumerate(entries(fields, name))}
    inside = Fields(places)
    return frozenset(identity(inside, place) for place in places)


def marks(fields: Fields, name: str) -> tuple[str, ...]:
    """Return the marks made on paper: one, several, or none where the field is null."""
    value = fields.raw(name)
    found = value if isinstance(value, list) else [] if value is None else [value]
    if not all(isinstance(mark, str) for mark in found):
        raise RuleBrokenError("field.type", field=name, value=value)
    return tuple(found)


def end(fields: Fields, name: str) -> datetime:
    """Return the instant at which something ends; a day ends with its last second."""
    return end_of(fields.day(name)) if DAY.fullmatch(fields.text(name)) else fields.instant(name)
