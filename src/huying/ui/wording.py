"""Words for stored values 用语登记: an app says once how its closed lists read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

_known: dict[str, Mapping[str, _StrPromise | str]] = {}


def register(name: str, words: Mapping[str, _StrPromise | str]) -> None:
    """Say how the values of a name read."""
    _known[name] = words


def word_for(name: str, value: str) -> str:
    """Return how a value reads, the value itself where nobody said."""
    return str(_known.get(name, {}).get(value, value))
