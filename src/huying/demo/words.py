"""The written words of the synthetic city 演示用语: names, messages and notes, read from data."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from string import Formatter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

FIRST_PHONE = 1990000
"""No subscriber is given numbers of this block; the city's people have them all."""


@cache
def read(name: str) -> dict[str, Any]:
    """Return a table of words by its file's name."""
    text = resources.files("huying.demo").joinpath("data", f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _slots(template: str) -> tuple[str, ...]:
    return tuple(name for _text, name, _spec, _conversion in Formatter().parse(template) if name)


def filled(template: str, rng: Random, given: Mapping[str, str], drawn: Mapping[str, list[str]]) -> str:
    """Return a template with its slots filled: from what is given, else drawn."""
    names = _slots(template)
    if not names:
        return template
    return template.format_map({name: given[name] if name in given else rng.choice(drawn[name]) for name in names})


def note(kind: str, rng: Random, **given: str) -> str:
    """Return something staff write."""
    notes = read("notes")
    return filled(rng.choice(notes[kind]), rng, given, notes)


def person(rng: Random) -> str:
    """Return the name of an invented person."""
    names = read("names")
    given = rng.choice(names["given"]) + (rng.choice(names["given"]) if rng.random() < 0.6 else "")
    return f"{rng.choice(names['surnames'])}{given}"


def phone(rng: Random) -> str:
    """Return a telephone number that nobody has."""
    return f"{FIRST_PHONE}{rng.randrange(10_000):04d}"


def weighted(rng: Random, weights: Mapping[str, float]) -> str:
    """Draw one of the keys by weight."""
    return rng.choices(list(weights), weights=list(weights.values()))[0]


def shared_out(total: int, weights: Mapping[str, float], *, least: int = 0) -> dict[str, int]:
    """Return how a total falls to the keys by weight: whole numbers that add up, the largest remainders rounded up."""
    whole = sum(weights.values())
    free = total - least * len(weights)
    exact = {key: free * weight / whole for key, weight in weights.items()}
    found = {key: int(share) for key, share in exact.items()}
    missing = free - sum(found.values())
    for key in sorted(exact, key=lambda key: (found[key] - exact[key], key))[:missing]:
        found[key] += 1
    return {key: count + least for key, count in found.items()}
