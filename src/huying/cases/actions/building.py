"""A case being built 立案: every row the single door and the bulk doors write, made in one place.

`Intake` holds what does not change from case to case (calendar, limits, list, units), so that an import of a
hundred thousand rows looks each thing up once. `build` makes the rows of one case; `core` of both doors is the
same, so a bulk door gives every row exactly what the single door gives, audit included.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from huying.cases.actions import demands
from huying.cases.models import Case, CaseStep, Clock, ProtectedSpan, Reporter
from huying.cases.queries import limits as limit_queries
from huying.cases.queries.codes import (
    CONTEXT_DOOR,
    CONTEXT_NAME,
    CONTEXT_PHONE,
    CONTEXT_SPAN,
    secret_index,
    tracking_index,
)
from huying.cases.queries.committing import facts_of
from huying.cases.queries.holders import Holders
from huying.cases.queries.registers import Registers
from huying.core import audit, bulk, commitments, crypto
from huying.rules.case_clocks import ClockKind, Limit, LimitUnit, due_of
from huying.rules.case_facts import Kind, Nature, Privacy, Urgency
from huying.rules.case_flow import CaseState, Step
from huying.rules.deadlines import DueAt
from huying.rules.masking import find_spans
from huying.rules.routing import Route, check_holder, route
from huying.rules.topics import NOT_PROPERTY
from huying.rulesets import queries as rulesets

if TYPE_CHECKING:
    from datetime import date, datetime

    from huying.accounts.models import Unit
    from huying.cases.actions.demands import Demand
    from huying.cases.queries.limits import Limits
    from huying.core.actors import Actor
    from huying.core.models import AuditRecord
    from huying.rules.case_clocks import Limit
    from huying.rules.routing import ResponsibilityList
    from huying.rules.workdays import WorkCalendar

DueAndSteps = tuple[DueAt, list[list[Any]]]
BY_DAYS = frozenset({LimitUnit.WORKING_DAYS, LimitUnit.NATURAL_DAYS})
HANDLING_CLOCKS = (ClockKind.SIGN, ClockKind.CONTACT, ClockKind.FINISH)


@dataclass(slots=True)
class Built:
    """The rows of one new case, not yet written."""

    case: Case
    step_rows: list[CaseStep]
    clocks: list[Clock]
    spans: list[ProtectedSpan]
    reporter: Reporter | None
    audit_facts: dict[str, Any]
    at: datetime
    code: str = ""

    def attach(self) -> None:
        """Give the case's new key to the rows that hang on it."""
        rows: list[Any] = [*self.step_rows, *self.clocks, *self.spans]
        for row in [*rows, self.reporter] if self.reporter else rows:
            row.case_id = self.case.pk

    def audit_entry(self, actor: Actor) -> AuditRecord:
        """Return the audit record of the receipt."""
        return audit.entry(
            "case.received", self.case, actor=actor, at=self.at, **self.audit_facts, **facts_of(self.case)
        )


@dataclass(slots=True)
class Intake:
    """What stays the same from case to case while an action or an import runs."""

    calendar: WorkCalendar
    registers: Registers = field(default_factory=Registers)
    _days: dict[date, tuple[Limits, ResponsibilityList, Holders]] = field(default_factory=dict)
    _dues: dict[tuple[Limit, date], DueAndSteps] = field(default_factory=dict)

    @classmethod
    def open(cls, registers: Registers | None = None) -> Intake:
        """Read the work-day calendar; kept registers spare a bulk door the questions of each case."""
        return cls(calendar=rulesets.calendar(), registers=registers or Registers())

    def on(self, day: date) -> tuple[Limits, ResponsibilityList, Holders]:
        """Return limits, list and units of a day, looked up once a day."""
        if day not in self._days:
            self._days[day] = (
                limit_queries.limits_on(day),
                limit_queries.duties_on(day),
                Holders(on=day, registers=self.registers),
            )
        return self._days[day]

    def due(self, limit: Limit, *, start: datetime) -> DueAndSteps:
        """Return when a limit ends and by which steps; limits by days are worked out once for each day of arrival."""
        if limit.unit not in BY_DAYS:
            return _due_and_steps(limit, start=start, calendar=self.calendar)
        key = (limit, limit_queries.day_of(start))
        if key not in self._dues:
            self._dues[key] = _due_and_steps(limit, start=start, calendar=self.calendar)
        return self._dues[key]


def _due_and_steps(limit: Limit, *, start: datetime, calendar: WorkCalendar) -> DueAndSteps:
    due = due_of(limit, start=start, calendar=calendar)
    return due, [[step.code, step.facts] for step in due.steps]


def clocks_for(
    case: Case,
    kinds: tuple[ClockKind, ...],
    *,
    limits: Limits,
    intake: Intake,
    start: datetime,
    limit: Limit | None = None,
) -> list[Clock]:
    """Return the clocks that start when a case arrives at a unit, each with the steps of its due instant."""
    row = limits.row(kind=case.kind, urgency=case.urgency)
    return [
        _clock(case, kind, limit=limit or limits.limit(row, kind), limits=limits, intake=intake, start=start)
        for kind in kinds
    ]


def _clock(case: Case, kind: ClockKind, *, limit: Limit, limits: Limits, intake: Intake, start: datetime) -> Clock:
    due, steps = intake.due(limit, start=start)
    return bulk.made(
        Clock,
        case_id=case.pk,
        kind=kind.value,
        unit_id=case.holder_unit_id,
        round=case.round,
        amount=limit.amount,
        limit_unit=limit.unit.value,
        rule_version=limits.number,
        started_at=start,
        next_call_at=start if kind is ClockKind.SIGN and case.urgency != Urgency.NORMAL.value else None,
        due_at=due.due,
        is_provisional=due.provisional,
        steps=steps,
    )


def due_among(clocks: list[Clock]) -> datetime:
    """Return the due instant a list shows: that of the finish clock."""
    return next(clock.due_at for clock in clocks if clock.kind == ClockKind.FINISH.value)


def choose(case: Case, *, duties: ResponsibilityList, holders: Holders, part: str = "") -> tuple[Route, Unit]:
    """Return the line of the list and the unit for a case whose topic is confirmed."""
    found = route(
        duties,
        {
            "topic": case.topic,
            "kind": case.kind,
            "nature": case.nature,
            "urgency": case.urgency,
            "mode": holders.mode_of(case.compound_key),
            "part": part,
        },
    )
    unit = holders.find(found.lead, place=case.place, compound=case.compound_key)
    unit = holders.beyond(unit, case.about_unit_id, place=case.place)
    check_holder(holder=unit.pk, about=case.about_unit_id, is_kin=holders.is_kin(unit, case.about_unit_id))
    return found, unit


def build(demand: Demand, *, intake: Intake, actor: Actor, at: datetime) -> Built:
    """Make the rows of one case from a demand; nothing is written here."""
    demands.checked(demand)
    received = demand.received_at or at
    limits, duties, holders = intake.on(limit_queries.day_of(received))
    title, title_spans = protect(demands.title_of(demand), first=1)
    text, text_spans = protect(demand.text.strip(), first=len(title_spans) + 1)
    case = _case_of(demand, title=title, text=text, received=received, holders=holders)
    facts: dict[str, Any] = {"channel": case.channel, "place": case.place, "topic": case.topic}
    step_facts: dict[str, Any] = {"channel": case.channel}
    if case.topic and demand.place is not None:
        found, unit = choose(case, duties=duties, holders=holders, part=demand.part)
        case.state, case.is_topic_confirmed = CaseState.DISPATCHED.value, True
        case.holder_unit, case.list_item, case.list_version = unit, found.entry, duties.number
        step_facts |= {"list_item": found.entry, "unit": unit.pk}
    else:
        case.state = CaseState.TRIAGE.value
        case.holder_unit = holders.triage(case.place)
    arrived = demand.arrived_at or received
    clocks = clocks_for(case, HANDLING_CLOCKS, limits=limits, intake=intake, start=arrived)
    case.arrived_at, case.due_at = arrived, due_among(clocks)
    code = crypto.new_code() if demand.channel.value in {"web", "api", "phone", "walk_in", "paper"} else ""
    reporter = reporter_of(demand, code=code)
    if code:
        case.tracking_index = tracking_index(code)
    case.seal_key = commitments.new_key()
    step = bulk.made(
        CaseStep, step=Step.RECEIVE.value, at=at, unit_id=actor.unit_id, person_id=actor.person_id, facts=step_facts
    )
    facts |= {"holder": case.holder_unit_id, "due_at": case.due_at.isoformat(), "clocks": len(clocks)}
    return Built(
        case=case,
        step_rows=[step],
        clocks=clocks,
        spans=title_spans + text_spans,
        reporter=reporter,
        audit_facts=facts,
        at=at,
        code=code,
    )


def _case_of(demand: Demand, *, title: str, text: str, received: datetime, holders: Holders) -> Case:
    suggestion = demand.suggestion
    about = demand.about_unit
    if about is None and demand.nature is Nature.COMPLAINT and demand.compound is not None:
        firm = holders.firm_of(demand.compound)
        about = firm.pk if firm else None
    topic = demand.topic or str(suggestion.get("topic") or "")
    confidence = suggestion.get("confidence")
    return bulk.made(
        Case,
        channel=demand.channel.value,
        kind=demand.kind.value,
        nature=demand.nature.value,
        urgency=(demand.urgency or Urgency(suggestion.get("urgency") or "normal")).value,
        privacy=demand.privacy.value,
        title=title[: demands.TITLE_LENGTH],
        text=text,
        place=demand.place or demands.CITY_KEY,
        compound_key=demand.compound,
        address=demand.address.strip(),
        topic=demand.topic,
        topic_confidence=None if demand.topic or confidence is None else round(float(str(confidence)) * 100),
        is_property=bool(topic) and topic != NOT_PROPERTY,
        suggestion=suggestion,
        about_unit_id=about,
        received_at=received,
        source=demand.source,
        external_id=demand.external_id,
        notice_version=demand.notice_version,
        is_synthetic=demand.is_synthetic,
    )


def protect(text: str, *, first: int) -> tuple[str, list[ProtectedSpan]]:
    """Replace telephone and identity numbers by references and return what they stood for, sealed."""
    spans = find_spans(text)
    rows, parts, last = [], [], 0
    for order, span in enumerate(spans, start=first):
        parts += [text[last : span.start], f"〔号码{order}〕"]
        last = span.end
        rows.append(
            bulk.made(
                ProtectedSpan,
                order=order,
                kind=str(getattr(span.kind, "value", span.kind))[:10],
                sealed=crypto.seal(text[span.start : span.end], context=CONTEXT_SPAN),
            )
        )
    return "".join([*parts, text[last:]]), rows


def reporter_of(demand: Demand, *, code: str) -> Reporter | None:
    """Return the reporter's identity, sealed; a masked number is kept as given and finds nobody."""
    phone = demands.plain_phone(demand.phone)
    if demand.privacy is Privacy.ANONYMOUS:
        demand, phone = replace(demand, name="", door=""), ""
    findable = demands.first_phone(phone)
    secret = phone[-4:] or demand.pin
    if not (demand.name or phone or demand.door or code):
        return None
    return bulk.made(
        Reporter,
        name_sealed=crypto.seal(demand.name.strip(), context=CONTEXT_NAME) if demand.name.strip() else None,
        phone_sealed=crypto.seal(phone, context=CONTEXT_PHONE) if phone else None,
        phone_index=crypto.blind_index(findable, context=CONTEXT_PHONE) if findable else "",
        door_sealed=crypto.seal(demand.door.strip(), context=CONTEXT_DOOR) if demand.door.strip() else None,
        secret_index=secret_index(code, secret) if code else "",
        may_share_with_repairer=demand.may_share and demand.nature is Nature.SERVICE,
    )


def is_service(kind: Kind) -> Nature:
    """Return the nature a kind of demand has unless somebody says otherwise."""
    return Nature.SERVICE if kind in {Kind.HELP, Kind.CONSULT} else Nature.COMPLAINT
