"""Links on the page of a whistle 吹哨链接 that apps above enter: what else may be done about the matter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from huying.core.actors import Actor
    from huying.core.policies import Policy
    from huying.whistles.models import Whistle

_entries: dict[str, tuple[_StrPromise, Policy]] = {}


def register(label: _StrPromise, url_name: str, policy: Policy) -> None:
    """Enter a link, once; the page it opens is asked for with the whistle's key."""
    _entries[url_name] = (label, policy)


def links_for(whistle: Whistle, *, actor: Actor) -> list[tuple[str, str]]:
    """Return words and address of each link the actor may follow."""
    return [
        (str(label), f"{reverse(name)}?whistle={whistle.pk}")
        for name, (label, policy) in _entries.items()
        if policy.may(actor)
    ]
