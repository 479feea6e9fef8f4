"""The whistle list in force 吹哨清单: of a day, or the version a whistle was blown under."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from huying.rules.whistles import WhistleList, read_list
from huying.rulesets import queries as rulesets

if TYPE_CHECKING:
    from datetime import date

    from huying.whistles.models import Whistle

FAMILY = "whistles"


class _Body:
    """A body as a key of the cache: the shared body of a released version never changes."""

    def __init__(self, body: dict[str, Any]) -> None:
        self.body = body

    def __hash__(self) -> int:
        return id(self.body)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Body) and other.body is self.body


@lru_cache(maxsize=16)
def _read(number: int, body: _Body) -> WhistleList:
    return read_list(number, body.body)


def list_on(day: date) -> WhistleList:
    """Return the list in force on a day, or refuse where there is none."""
    found = rulesets.in_force(FAMILY, on=day)
    return _read(found.number, _Body(found.body))


def list_of(whistle: Whistle) -> WhistleList:
    """Return the version a whistle was asked under."""
    found = rulesets.version(FAMILY, number=whistle.list_version)
    return _read(found.number, _Body(found.body))
