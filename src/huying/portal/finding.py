"""Which compound a resident means 小区定位: by what was typed, by what the text names, by the code of a link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from huying.cases.suggesting import compounds_named_in
from huying.estates import queries as estates
from huying.regions import queries as regions
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from huying.estates.models import Compound

FOUND_MOST = 8
NONE_OF_THESE = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The compound that is meant, or those among which the resident must choose; neither: none is known."""

    compound: Compound | None = None
    choices: tuple[Compound, ...] = ()


def compound_of(code: str) -> Compound | None:
    """Return the compound of a code, None where there is none."""
    try:
        return estates.compound_by_code(code) if code else None
    except RuleBrokenError:
        return None


def matches(typed: str) -> list[Compound]:
    """Return the compounds that what was typed may mean: name, initials, address, or a name inside a sentence."""
    if not typed.strip():
        return []
    return estates.search_compounds(typed, most=FOUND_MOST) or _named_in(typed)


def _named_in(text: str) -> list[Compound]:
    rows = (compound_of(code) for code in compounds_named_in(text)[:FOUND_MOST])
    return [row for row in rows if row is not None]


def find(*, code: str, typed: str, text: str, chosen: str) -> Found:
    """Say which compound is meant; what the text alone names is asked about, never taken for granted."""
    if chosen:
        return Found(compound=None if chosen == NONE_OF_THESE else compound_of(chosen))
    plain, picked = " ".join(typed.split()), compound_of(code)
    if picked is not None and plain in {"", picked.name}:
        return Found(compound=picked)
    found = matches(plain) if plain else _named_in(text)
    exact = [row for row in found if row.name == plain]
    return Found(compound=exact[0]) if len(exact) == 1 else Found(choices=tuple(found))


def where(compound: Compound) -> str:
    """Return where a compound lies, below the city, with its address where one is known."""
    names = regions.place_book().path(compound.key).split(" ")[1:]
    return " ".join([*names, compound.address]).strip()


def rows(found: Sequence[Compound]) -> list[dict[str, str]]:
    """Return compounds as rows of a list to choose from."""
    return [{"code": row.code, "name": row.name, "where": where(row)} for row in found]
