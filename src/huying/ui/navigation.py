"""The desk's navigation 导航: each app enters its pages; one sees only what one's post opens."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.urls import get_script_prefix, reverse

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from huying.core.actors import Actor
    from huying.core.policies import Policy


@dataclass(frozen=True, slots=True)
class Entry:
    """One page of the navigation."""

    label: _StrPromise
    url_name: str
    policy: Policy
    order: int


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as shown."""

    label: str
    url: str
    is_current: bool


_entries: list[Entry] = []


def register(label: _StrPromise, url_name: str, policy: Policy, *, order: int = 50) -> None:
    """Enter a page once."""
    if all(entry.url_name != url_name for entry in _entries):
        _entries.append(Entry(label, url_name, policy, order))
        _entries.sort(key=lambda entry: entry.order)


def links(actor: Actor, path: str) -> list[Link]:
    """Return the pages an actor may open; the one that fits the address best is current."""
    if actor.role is None:
        return []
    found = [
        (str(entry.label), _address(entry.url_name, get_script_prefix()))
        for entry in _entries
        if entry.policy.may(actor)
    ]
    current = max((url for _label, url in found if path.startswith(url)), key=len, default="")
    return [Link(label, url, url == current) for label, url in found]


@lru_cache(maxsize=200)
def _address(url_name: str, _prefix: str) -> str:
    """Return the address of a page, worked out once for each path prefix."""
    return reverse(url_name)
