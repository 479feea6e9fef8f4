"""The desk's navigation 导航: each app enters its pages in a group; one sees only what one's post opens."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.utils.functional import _StrPromise

    from huying.core.actors import Actor
    from huying.core.policies import Policy


class Group(Enum):
    """What a page is for; the groups stand in this order."""

    WORK = 1  # 办理
    LINKAGE = 2  # 联动
    INTAKE = 3  # 受理
    CHECKS = 4  # 核查
    TEAM = 5  # 内务
    REGISTERS = 6  # 台账
    RULES = 7  # 规则
    OVERVIEW = 8  # 总览


LABELS: Mapping[Group, _StrPromise] = {
    Group.WORK: _("Work"),
    Group.LINKAGE: _("Linkage"),
    Group.INTAKE: _("Intake"),
    Group.CHECKS: _("Checks"),
    Group.TEAM: _("Team"),
    Group.REGISTERS: _("Registers"),
    Group.RULES: _("Rules and sums"),
    Group.OVERVIEW: _("Overview"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One page of the navigation; equal only to itself."""

    label: _StrPromise
    url_name: str
    policy: Policy
    group: Group
    order: int


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as shown."""

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The links of a group; the one that holds the current page is open, else the first."""

    label: str
    links: tuple[Link, ...]
    is_open: bool

    @property
    def only(self) -> Link | None:
        """Return the one link of a section that needs no heading."""
        return self.links[0] if len(self.links) == 1 else None


_entries: list[Entry] = []
_counted: list[tuple[str, Callable[[Actor], int]]] = []


def register(label: _StrPromise, url_name: str, policy: Policy, *, group: Group, order: int = 50) -> None:
    """Enter a page once."""
    if all(entry.url_name != url_name for entry in _entries):
        _entries.append(Entry(label, url_name, policy, group, order))
        _entries.sort(key=lambda entry: (entry.group.value, entry.order))


def count_notices(url_name: str, count: Callable[[Actor], int]) -> None:
    """Have the desk's head lead to the notices and say how many are unread; said once."""
    _counted[:] = [(url_name, count)]


def notices_of(actor: Actor) -> tuple[str, int]:
    """Return where the notices stand and how many somebody has not read; no address where nothing tells."""
    if actor.role is None or not _counted:
        return "", 0
    url_name, count = _counted[0]
    return reverse(url_name), count(actor)


def sections(actor: Actor, path: str) -> tuple[Section, ...]:
    """Return the pages an actor may open, by group; the one that fits the address best is current."""
    if actor.role is None:
        return ()
    prefix = get_script_prefix()
    opened = tuple((entry, _address(entry.url_name, prefix)) for entry in _entries if entry.policy.may(actor))
    current = max((url for _entry, url in opened if path.startswith(url)), key=len, default="")
    return _grouped(opened, current, get_language() or "")


@lru_cache(maxsize=500)
def _grouped(opened: tuple[tuple[Entry, str], ...], current: str, _language: str) -> tuple[Section, ...]:
    """Return the sections in the page's words, worked out once for all who see the same."""
    found = [
        (group, tuple(Link(str(entry.label), url, url == current) for entry, url in rows))
        for group, rows in groupby(opened, key=lambda row: row[0].group)
    ]
    several = [group for group, links in found if len(links) > 1]
    here = [group for group, links in found if any(each.is_current for each in links)]
    at = next((group for group in [*here, *several] if group in several), None)
    return tuple(Section(label=str(LABELS[group]), links=links, is_open=group is at) for group, links in found)


@lru_cache(maxsize=200)
def _address(url_name: str, _prefix: str) -> str:
    """Return the address of a page, worked out once for each path prefix."""
    return reverse(url_name)
