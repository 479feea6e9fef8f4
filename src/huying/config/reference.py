"""Reference data 基础数据: shipped places, work days and rule sets, and the city's office; never overwritten."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import TYPE_CHECKING, Any

from huying.accounts import actions as accounts
from huying.core import clock
from huying.core.actors import SYSTEM
from huying.regions import actions as regions
from huying.rules import catalogue, profiles
from huying.rulesets import actions as rulesets

if TYPE_CHECKING:
    from collections.abc import Iterator

FAMILIES = (
    ("huying.notices", "notices"),
    ("huying.cases", "limits"),
    ("huying.cases", "responsibility"),
    ("huying.whistles", "whistles"),
    ("huying.conferences", "conferences"),
    ("huying.transfers", "transfers"),
    ("huying.supervision", "supervision"),
    ("huying.closings", "closings"),
    ("huying.leadership", "leadership"),
    ("huying.seasons", "seasons"),
)
FAMILIES_IN_FORCE = ("case_limits", "responsibility", "deadlines")
"""What must be in force on every day for cases to move."""


def shipped_families() -> Iterator[dict[str, Any]]:
    """Read the rule sets that apps ship in their `data` folders."""
    for package, name in FAMILIES:
        text = resources.files(package).joinpath("data", f"{name}.toml").read_text(encoding="utf-8")
        yield tomllib.loads(text)
    yield catalogue.shipped_family()
    yield from profiles.shipped_families()


def load() -> str:
    """Load what is not there yet and say what was done."""
    at = clock.now()
    places = regions.load_reference(actor=SYSTEM, at=at)
    families = sum(rulesets.load_shipped(family, actor=SYSTEM, at=at) for family in shipped_families())
    offices = accounts.ensure_city_offices(actor=SYSTEM, at=at)
    return f"places {places}, rule sets {families}, city offices {offices}"
