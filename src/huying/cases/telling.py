"""The story of a case in words 办理过程: each step with what was decided, and the time it lay at each desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from huying.accounts.models import Person, Unit
from huying.cases import labels
from huying.cases.clock_words import span_words
from huying.cases.duty_words import line_name
from huying.cases.models import CaseStep
from huying.rules.case_clocks import ClockKind
from huying.rules.case_facts import CallBackBy, PauseReason, ReturnGround
from huying.rules.case_flow import FLOW, CaseState, Ending, Step
from huying.rules.hotline_duties import OutOfRange

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime, timedelta

    from huying.cases.models import Case

UNIT_FACTS = ("unit", "ruler", "unit_asked")
SENT_ON = frozenset(
    {Step.RECEIVE, Step.DISPATCH, Step.RULE_RETURN, Step.TAKE_BACK, Step.NEW_ROUND, Step.MERGE, Step.UNMERGE}
)
"""Steps whose fact `unit` says who holds the case afterwards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A step in words: what, when, by whom, what was decided, and what was noted."""

    label: str
    at: datetime
    unit: str
    person: str
    words: str
    note: str
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AtDesk:
    """How long a case lay at a desk in a state; without an end it lies there still."""

    state: str
    unit: str
    begin: datetime
    end: datetime | None
    span: timedelta
    words: str


def steps_of(case: Case) -> list[CaseStep]:
    """Return the steps of a case with who took them, the first one first; one query."""
    return list(CaseStep.objects.filter(case=case).select_related("unit", "person").order_by("id"))


def tell(rows: Iterable[CaseStep], names: Mapping[str, str], *, reads: bool) -> list[Told]:
    """Return the steps in words; somebody who reads only the brief sees no names and no notes."""
    return [
        Told(
            label=labels.label(Step(row.step)),
            at=row.at,
            unit=row.unit.name if row.unit else "",
            person=row.person.name if row.person and reads else "",
            words=_words(row, names) if reads else "",
            note=row.note if reads else "",
            mark=str(row.facts.get("mark", "")),
        )
        for row in rows
    ]


def names_in(rows: Iterable[CaseStep]) -> Mapping[str, str]:
    """Return the names of the units and people that steps speak of; at most two queries."""
    units = {row.facts[name] for row in rows for name in UNIT_FACTS if isinstance(row.facts.get(name), int)}
    people = {row.facts["person"] for row in rows if isinstance(row.facts.get("person"), int)}
    found = {f"unit {pk}": name for pk, name in Unit.objects.filter(pk__in=units).values_list("pk", "name")}
    return found | {f"person {pk}": name for pk, name in Person.objects.filter(pk__in=people).values_list("pk", "name")}


def _words(row: CaseStep, names: Mapping[str, str]) -> str:
    """Return what a step decided, from its facts; empty where its label says all."""
    telling = _TELLING.get(Step(row.step))
    return telling(row.facts, names) if telling is not None else ""


def _unit(facts: Mapping[str, Any], names: Mapping[str, str], name: str = "unit") -> str:
    return names.get(f"unit {facts.get(name)}", "—")


def _sent(facts: Mapping[str, Any], names: Mapping[str, str]) -> str:
    if not facts.get("unit"):
        return ""
    entry = line_name(str(facts.get("list_item") or ""), number=int(facts.get("list_version") or 0))
    told = {"unit": _unit(facts, names), "entry": entry or "—"}
    return _("to %(unit)s, line %(entry)s of the list") % told


def _assigned(facts: Mapping[str, Any], names: Mapping[str, str]) -> str:
    return _("to %(person)s") % {"person": names.get(f"person {facts.get('person')}", "—")}


def _contacted(facts: Mapping[str, Any], _names: Mapping[str, str]) -> str:
    return "" if facts.get("reached", True) else _("not reached")


def _returned(facts: Mapping[str, Any], names: Mapping[str, str]) -> str:
    told = {
        "ground": labels.label_of(ReturnGround, str(facts.get("ground", ""))),
        "ruler": _unit(facts, names, "ruler"),
        "times": facts.get("times", 1),
    }
    return _("%(ground)s; %(ruler)s rules on it; return no. %(times)s") % told


def _ruled(facts: Mapping[str, Any], names: Mapping[str, str]) -> str:
    told = {"unit": _unit(facts, names)}
    return _("upheld, goes to %(unit)s") % told if facts.get("upheld") else _("refused, stays with %(unit)s") % told


def _extended(facts: Mapping[str, Any], names: Mapping[str, str]) -> str:
    told = {"days": facts.get("days", "—"), "ruler": _unit(facts, names, "ruler")}
    return _("%(days)s working days; %(ruler)s decides") % told


def _decided(facts: Mapping[str, Any], _names: Mapping[str, str]) -> str:
    return _("granted") if facts.get("granted") else _("refused")


def _paused(facts: Mapping[str, Any], _names: Mapping[str, str]) -> str:
    return labels.label_of(PauseReason, str(facts.get("reason", "")))


def _said(facts: Mapping[str, Any], _names: Mapping[str, str]) -> str:
    by = labels.label_of(CallBackBy, str(facts.get("by", "")))
    if facts.get("reached") is False:
        return "; ".join(filter(None, (by, _("not reached"))))
    solved = {True: _("solved"), False: _("not solved")}.get(facts.get("solved", ""))
    satisfied = {True: _("satisfied"), False: _("not satisfied")}.get(facts.get("satisfied", ""))
    return "; ".join(filter(None, (by, solved, satisfied)))


def _ended(facts: Mapping[str, Any], _names: Mapping[str, str]) -> str:
    return labels.label_of(Ending, str(facts.get("ending", "")))


def _declined(facts: Mapping[str, Any], _names: Mapping[str, str]) -> str:
    return labels.label_of(OutOfRange, str(facts.get("ground", "")))


def _recused(facts: Mapping[str, Any], names: Mapping[str, str]) -> str:
    told = {"person": names.get(f"person {facts.get('person')}", "—"), "to": names.get(f"person {facts.get('to')}")}
    return _("%(person)s withdraws, %(to)s goes on") % told if told["to"] else _("%(person)s withdraws") % told


def _clock(facts: Mapping[str, Any], _names: Mapping[str, str]) -> str:
    return labels.label_of(ClockKind, str(facts.get("kind", "")))


def _raised(facts: Mapping[str, Any], names: Mapping[str, str]) -> str:
    return _("%(clock)s is late; told %(unit)s") % {"clock": _clock(facts, names), "unit": _unit(facts, names)}


def _issued(facts: Mapping[str, Any], _names: Mapping[str, str]) -> str:
    return _("before approval") if facts.get("before_approval") else ""


def _merged(facts: Mapping[str, Any], names: Mapping[str, str]) -> str:
    if facts.get("joined"):
        return _("another case of the same matter follows this one")
    return _("follows the leading case; %(unit)s handles both") % {"unit": _unit(facts, names)}


def _asked(facts: Mapping[str, Any], names: Mapping[str, str]) -> str:
    return _("of %(unit)s") % {"unit": _unit(facts, names, "unit_asked")}


_TELLING: Mapping[Step, Callable[[Mapping[str, Any], Mapping[str, str]], str]] = {
    Step.RECEIVE: _sent,
    Step.DISPATCH: _sent,
    Step.ASSIGN: _assigned,
    Step.CONTACT: _contacted,
    Step.SEND_BACK: _returned,
    Step.RULE_RETURN: _ruled,
    Step.EXTEND: _extended,
    Step.DECIDE_EXTENSION: _decided,
    Step.PAUSE: _paused,
    Step.CALL_BACK: _said,
    Step.CLOSE: _ended,
    Step.DECLINE: _declined,
    Step.RECUSE: _recused,
    Step.REMIND: _clock,
    Step.MARK: _clock,
    Step.ESCALATE: _raised,
    Step.ISSUE: _issued,
    Step.MERGE: _merged,
    Step.SPLIT: _asked,
    Step.END_PART: _asked,
}


def desks_of(case: Case, rows: Iterable[CaseStep], names: Mapping[str, str], *, at: datetime) -> list[AtDesk]:
    """Return where the case lay and how long, desk by desk; the lengths add up to its whole life."""
    found: list[AtDesk] = []
    begin, state, unit = case.received_at, CaseState.TRIAGE, ""
    for row in rows:
        after, to = _after(row, state), unit
        if Step(row.step) in SENT_ON and row.facts.get("unit"):
            to = names.get(f"unit {row.facts['unit']}", unit)
        if (after, to) != (state, unit):
            if row.at > begin:
                found.append(_lain(state, unit, begin, row.at, at=at))
            begin, state, unit = max(row.at, begin), after, to
    if state is not CaseState.CLOSED:
        found.append(_lain(state, unit, begin, None, at=at))
    return found


def _after(row: CaseStep, state: CaseState) -> CaseState:
    step, facts = Step(row.step), row.facts
    if step is Step.RECEIVE:
        return CaseState.DISPATCHED if facts.get("unit") else CaseState.TRIAGE
    if step is Step.IMPORT_HISTORY or facts.get("ending"):
        return CaseState.CLOSED
    if facts.get("rework") or (step is Step.RULE_RETURN and not facts.get("upheld")):
        return CaseState.HANDLING
    if step in {Step.MERGE, Step.UNMERGE} and facts.get("state"):
        return CaseState(facts["state"])
    move = FLOW.get(step)
    return move.to or state if move is not None else state


def _lain(state: CaseState, unit: str, begin: datetime, end: datetime | None, *, at: datetime) -> AtDesk:
    span = (end or at) - begin
    return AtDesk(state=labels.label(state), unit=unit, begin=begin, end=end, span=span, words=span_words(span))
