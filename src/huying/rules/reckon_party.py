"""Calculators of Party organisation and candidate review 党组织与联审; their pages stand on the desk alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from huying.rules import party, profiles, review
from huying.rules.party import Purpose, TermKind
from huying.rules.reckon_fields import Fields, calculator
from huying.rules.review import Basis, Reply

if TYPE_CHECKING:
    from huying.rules.workdays import WorkCalendar


def _profile(fields: Fields) -> str:
    return fields.optional("profile", profiles.SHANDONG)


@calculator("coverage.party")
def _coverage(fields: Fields, _calendar: WorkCalendar) -> dict[str, Any]:
    found = party.coverage(**{name: fields.integer(name) for name in ("firms", "own", "joint", "instructor")})
    return {"organisation": found.organisation, "work": found.work, "steps": found.steps}


@calculator("party.form")
def _form(fields: Fields, _calendar: WorkCalendar) -> dict[str, Any]:
    found = party.form(
        full=fields.integer("full"), probationary=fields.integer("probationary", default=0), profile=_profile(fields)
    )
    return {
        "form": found.form.value,
        "officers": found.officers.value if found.officers else None,
        "steps": found.steps,
    }


@calculator("party.term")
def _term(fields: Fields, _calendar: WorkCalendar) -> dict[str, Any]:
    found = party.term(fields.choice("kind", TermKind), elected=fields.day("elected"), profile=_profile(fields))
    return {"ends": found.ends.isoformat(), "steps": found.steps}


@calculator("party.meeting")
def _meeting(fields: Fields, _calendar: WorkCalendar) -> dict[str, Any]:
    found = party.meeting(
        fields.choice("purpose", Purpose, default=Purpose.ELECTION),
        voters=fields.integer("voters"),
        present=fields.integer("present"),
        in_favour=fields.integer("in_favour", default=0),
        profile=_profile(fields),
    )
    return {"valid": found.is_valid, "admitted": found.is_admitted, "steps": found.steps}


@calculator("review.ground")
def _ground(fields: Fields, _calendar: WorkCalendar) -> dict[str, Any]:
    found = review.effect(basis=fields.choice("basis", Basis), reply=fields.choice("reply", Reply))
    return {"effect": found.effect.value, "steps": found.steps}
