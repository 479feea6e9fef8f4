"""Calculators of owners' decisions 业主共同决定计算器: deciding, kinds of matter, areas, consent, sharing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from huying.rules import consent, electorate, sharing, voting
from huying.rules.errors import RuleBrokenError
from huying.rules.explanations import Step
from huying.rules.reckon_fields import Fields, calculator
from huying.rules.reckon_nested import area, areas, identities, inner
from huying.rules.voting import MotionKind, Outcome, Weight

if TYPE_CHECKING:
    from huying.rules.workdays import WorkCalendar


def _weight(fields: Fields, name: str) -> Weight:
    return inner(fields, name, _measures)


def _measures(given: Fields) -> Weight:
    return Weight(given.integer("heads"), area(given, "area"))


@calculator("vote.decide")
def _decide(fields: Fields, _calendar: WorkCalendar) -> dict[str, Any]:
    given = {name: _weight(fields, name) for name in ("roll", "cast", "in_favour")}
    kind = fields.choice("kind", MotionKind)
    outcome = voting.decide(kind=kind, **given)
    result = {
        "quorum": outcome is not Outcome.INQUORATE,
        "passed": outcome is Outcome.CARRIED,
        "outcome": outcome.value,
    }
    return {**result, "steps": lambda: voting.explain(kind=kind, **given)}


@calculator("vote.matter")
def _matter(fields: Fields, _calendar: WorkCalendar) -> dict[str, Any]:
    item = fields.raw("item")
    if isinstance(item, bool) or not isinstance(item, int):
        raise RuleBrokenError("field.type", field="item", value=item)
    found = voting.matter(item)
    steps = (Step(f"votes.matter_{found.kind.value}", {"item": item}),)
    return {"kind": found.kind.value, "steps": steps}


@calculator("area.source")
def _area_source(fields: Fields, _calendar: WorkCalendar) -> dict[str, Any]:
    known = {name: area(fields, name) if fields.has(name) else None for name in ("registered", "surveyed", "contract")}
    found, source = electorate.area_of(**known)
    steps = (Step(f"votes.area_{source.value}", {"area": voting.written(found)}),)
    return {"area": voting.written(found), "source": source.value, "steps": steps}


@calculator("consent.unanimous")
def _consent(fields: Fields, _calendar: WorkCalendar) -> dict[str, Any]:
    owners, consents = _consents(fields)
    result = {"allowed": consent.is_unanimous(owners=owners, consents=consents)}
    return {**result, "steps": lambda: consent.explain(owners=owners, consents=consents)}


def _consents(fields: Fields) -> tuple[int, int]:
    """Return how many are interested and how many of them agree, from numbers or from lists of owners."""
    if not isinstance(fields.raw("owners"), list):
        return fields.integer("owners"), fields.integer("consents")
    owners = identities(fields, "owners")
    agreed = identities(fields, "consents")
    return len(owners), len(owners) - len(consent.missing(owners=owners, consents=agreed))


@calculator("share")
def _share(fields: Fields, _calendar: WorkCalendar) -> dict[str, Any]:
    total, parts = fields.integer("total"), areas(fields, "areas")
    result = {"shares": list(sharing.shares(total_fen=total, areas_dm2=parts))}
    return {**result, "steps": lambda: sharing.explain(total_fen=total, areas_dm2=parts)}
