"""Grass-roots burden 基层减负: what no page and no indicator may ask of those who do the work (R4.4, R12.5).

Nobody is ranked by signing in, by time online, by uploads, likes or points. A field or photograph that must be given
names the rule that needs it: `data/mandatory.toml`, by form, and every form is held against it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from huying.rules import profiles, sources
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandatory:
    """Why a field must be filled in: the rule that needs it, and the reason in Chinese and English."""

    ground: str
    zh: str
    en: str


@cache
def mandatory() -> Mapping[str, Mapping[str, Mandatory]]:
    """Return the fields that must be filled in, by form and name; each ground cites a known text."""
    written = resources.files("huying.rules").joinpath("data", "mandatory.toml").read_text(encoding="utf-8")
    found = {
        form: {name: Mandatory(ground=ground, zh=zh, en=en) for name, (ground, zh, en) in fields.items()}
        for form, fields in tomllib.loads(written).items()
    }
    for fields in found.values():
        for each in fields.values():
            sources.cite(each.ground)
    return found


def forbidden_measures(profile: str = profiles.SHANDONG) -> frozenset[str]:
    """Return what nobody may be ranked by."""
    return frozenset(profiles.value(profile, "burden.forbidden_measures").value)


def check_measures(measures: AbstractSet[str], *, profile: str = profiles.SHANDONG) -> None:
    """Refuse an indicator that counts presence in a system instead of work done."""
    if found := forbidden_measures(profile) & measures:
        raise RuleBrokenError("burden.measure_forbidden", measures=sorted(found))


def check_mandatory(field: str, *, ground: str, profile: str = profiles.SHANDONG) -> None:
    """Refuse a mandatory field or photograph that names no rule that needs it."""
    if profiles.value(profile, "burden.mandatory_needs_ground").value is True and not ground.strip():
        raise RuleBrokenError("burden.no_ground", field=field)
