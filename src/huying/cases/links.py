"""Links on the page of a case 案卷链接 that apps above enter: what else may be done about the matter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from huying.rules.case_flow import CaseState

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from huying.cases.models import Case
    from huying.core.actors import Actor
    from huying.core.policies import Policy


@dataclass(frozen=True, slots=True)
class Entry:
    """A link: the page it opens is asked for with the case's number."""

    label: _StrPromise
    url_name: str
    policy: Policy
    when_closed: bool = False
    args: tuple[str, ...] = ()

    def shown(self, number: str) -> tuple[str, str]:
        """Return words and address."""
        return str(self.label), f"{reverse(self.url_name, args=self.args)}?case={number}"


_entries: list[Entry] = []
_presses: list[Entry] = []


def register(label: _StrPromise, url_name: str, policy: Policy, *, when_closed: bool = False) -> None:
    """Enter a link, once; most make sense only while a case is open."""
    if all(entry.url_name != url_name for entry in _entries):
        _entries.append(Entry(label, url_name, policy, when_closed=when_closed))


def register_press(label: _StrPromise, url_name: str, policy: Policy, *, args: tuple[str, ...] = ()) -> None:
    """Enter a button that does something at once, open or closed; its policy is asked about the case."""
    if all(entry.url_name != url_name for entry in _presses):
        _presses.append(Entry(label, url_name, policy, when_closed=True, args=args))


def links_for(case: Case, *, actor: Actor) -> list[tuple[str, str]]:
    """Return words and address of each link the actor may follow."""
    is_closed = case.state == CaseState.CLOSED.value
    found = [entry for entry in _entries if entry.when_closed or not is_closed]
    return [entry.shown(case.number) for entry in found if entry.policy.may(actor, case if entry.when_closed else None)]


def presses_for(case: Case, *, actor: Actor) -> list[tuple[str, str]]:
    """Return words and address of each button the actor may press."""
    return [entry.shown(case.number) for entry in _presses if entry.policy.may(actor, case)]
