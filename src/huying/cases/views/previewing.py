"""Where a case would go 派单预览: by the list, for what is suggested or just chosen; nobody is sent anywhere by it."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

from huying.cases.actions import triaging
from huying.cases.actions.building import choose
from huying.cases.actions.dispatching import Confirmed
from huying.cases.duty_words import line_name
from huying.cases.models import Case
from huying.cases.queries import limits
from huying.cases.queries.holders import Holders
from huying.cases.views.intake import located
from huying.rules.case_facts import Kind, Nature, Urgency
from huying.rules.errors import RuleBrokenError
from huying.rules.routing import Part
from huying.rules.topics import TOPICS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

E = TypeVar("E", bound=Enum)


def preview(case: Case, chosen: Mapping[str, str], *, at: datetime) -> dict[str, Any] | None:
    """Return unit, line and open questions for what is chosen, else suggested; None where neither says a topic.

    What is chosen comes from an address and may be anything: an unknown value counts as not chosen.
    """
    confirmed = _chosen(case, chosen)
    if confirmed is None:
        return None
    tried = Case(
        topic=confirmed.topic,
        kind=confirmed.kind.value if confirmed.kind else case.kind,
        nature=confirmed.nature.value if confirmed.nature else case.nature,
        urgency=confirmed.urgency.value if confirmed.urgency else case.urgency,
        place=confirmed.place,
        compound_key=confirmed.compound,
        about_unit_id=case.about_unit_id,
    )
    day = limits.day_of(at)
    duties, holders = limits.duties_on(day), Holders(on=day)
    if tried.nature == Nature.COMPLAINT.value and tried.about_unit_id is None:
        tried.about_unit = holders.firm_of(tried.compound_key)
    try:
        found, unit = choose(tried, duties=duties, holders=holders, part=confirmed.part)
    except RuleBrokenError:
        return None  # it is refused, with its reason, where somebody sends it so
    return {"unit": unit, "route": found, "line": line_name(found.entry, number=duties.number)}


def _chosen(case: Case, chosen: Mapping[str, str]) -> Confirmed | None:
    suggested = triaging.suggested(case)
    if chosen.get("topic") not in TOPICS:
        return suggested
    place, compound = _located(chosen.get("place", ""))
    return Confirmed(
        topic=chosen["topic"],
        place=place or (suggested.place if suggested else case.place),
        compound=compound if place else (suggested.compound if suggested else case.compound_key),
        kind=_member(Kind, chosen.get("kind")),
        nature=_member(Nature, chosen.get("nature")),
        urgency=_member(Urgency, chosen.get("urgency")),
        part=chosen.get("part", "") if _member(Part, chosen.get("part")) else "",
    )


def _located(code: str) -> tuple[int | None, int | None]:
    try:
        return located(code.strip())
    except RuleBrokenError:
        return None, None


def _member(kind: type[E], value: str | None) -> E | None:
    return next((member for member in kind if member.value == value), None)
