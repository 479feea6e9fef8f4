"""What may be told 通知类别: apps register their kinds, with the words and the page the subject opens by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.utils.functional import _StrPromise

    from huying.core.actors import Actor
    from huying.core.policies import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of notice; its code begins with the app's name.

    `policy` opens the page it leads to: who may not see such things is not asked about them. `states` names the words
    of the states, and `number` writes a subject as people read it.
    """

    code: str
    words: _StrPromise
    url_name: str
    policy: Policy
    states: str = "state"
    number: Callable[[str], str] = str

    def address_of(self, subject: str) -> str:
        """Return the address of what a notice is about."""
        return reverse(self.url_name, args=[subject])


_kinds: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Enter kinds; a code entered again takes the place of the former."""
    _kinds.update({kind.code: kind for kind in kinds})


def kind_of(code: str) -> Kind | None:
    """Return a kind, None for one no app knows any more."""
    return _kinds.get(code)


def offered(actor: Actor) -> list[Kind]:
    """Return the kinds somebody may ever be told, in the order they were entered."""
    return [kind for kind in _kinds.values() if kind.policy.may(actor)]


def codes() -> list[str]:
    """Return the codes of all kinds, in the order they were entered."""
    return list(_kinds)
