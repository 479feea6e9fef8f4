"""What an actor may do with a conference now 可办步骤, each with its form and its door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from huying.cases.labels import topic_name
from huying.cases.queries import visible as case_queries
from huying.cases.queries.limits import day_of
from huying.conferences import actions, labels, policies
from huying.conferences.actions.stepping import MOST_ITEM_WORDS
from huying.conferences.forms import FORMS, StepForm
from huying.conferences.queries.offered import invitable
from huying.rules.conferences import FLOW, ConferenceState, ConferenceStep, ResolutionState, TopicClass
from huying.rules.errors import RuleBrokenError
from huying.whistles.labels import item_name
from huying.whistles.queries import visible as whistle_queries
from huying.whistles.queries.reading import where
from huying.whistles.queries.rules import list_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from huying.cases.models import Case
    from huying.conferences.models import Conference, Member, Resolution
    from huying.conferences.queries.reading import Whole
    from huying.core.actors import Actor
    from huying.whistles.models import Whistle

ONE_PRESS = frozenset({ConferenceStep.CALL, ConferenceStep.HOLD, ConferenceStep.ISSUE})


@dataclass(slots=True, kw_only=True)
class Offer:
    """A step with its form and the address it is sent to."""

    step: ConferenceStep
    label: str
    form: StepForm
    url: str
    is_open: bool = False

    @property
    def is_one_press(self) -> bool:
        """Tell whether nothing has to be filled in."""
        return self.step in ONE_PRESS


def step_of(name: str) -> ConferenceStep:
    """Return the step a form is about, or refuse what is none."""
    for step in FORMS:
        if step.value == name:
            return step
    raise RuleBrokenError("conference.step_unknown")


@dataclass(frozen=True, slots=True)
class Desk:
    """Somebody before a conference: what may be done, and with what choices."""

    seen: Whole
    actor: Actor
    at: datetime

    def offered(self) -> list[Offer]:
        """Return the steps that may be taken now, in the order of the form list."""
        conference = self.seen.conference
        state = ConferenceState(conference.state)
        return [
            Offer(step=step, label=labels.label(step), form=self.form(step), url=address(conference, step))
            for step in FORMS
            if state in FLOW[step][0] and self._may(step)
        ]

    def _may(self, step: ConferenceStep) -> bool:
        asks = self._asks()
        if step in asks:
            return asks[step]()
        return policies.HOST_CONFERENCE.may(self.actor, self.seen.conference)

    def _asks(self) -> dict[ConferenceStep, Callable[[], bool]]:
        """Return the steps for which hosting is not the whole answer."""
        conference, actor = self.seen.conference, self.actor
        hosts = policies.HOST_CONFERENCE.may(actor, conference)
        issues = policies.ISSUE_MINUTES.may(actor, conference)
        return {
            ConferenceStep.DROP_ITEM: lambda: hosts and bool(self.seen.items),
            ConferenceStep.ATTEND: lambda: hosts and bool(self._missing()),
            ConferenceStep.EXCUSE: lambda: bool(self._excusable()),
            ConferenceStep.STRIKE: lambda: hosts and bool(self._drafts()),
            ConferenceStep.COMMENT: lambda: bool(self._speaks_for()),
            ConferenceStep.ISSUE: lambda: issues,
            ConferenceStep.REVISE: lambda: issues,
            ConferenceStep.LIFT: lambda: issues and bool(self._open()),
            ConferenceStep.FINISH: lambda: bool(self._own_open()),
        }

    def form(self, step: ConferenceStep, *, data: Any = None) -> StepForm:
        """Return the form of a step with its present choices."""
        conference = self.seen.conference
        form = FORMS[step](data, initial=self._initial(step), prefix=step.value, auto_id=f"{step.value}_%s")
        form.offer_items(self.seen.items)
        form.offer_members(self._members(step))
        form.offer_resolutions(self._resolutions(step))
        if step in {ConferenceStep.INVITE, ConferenceStep.CIRCULATE}:
            form.offer_units(invitable(conference.host, on=day_of(self.at)))
        return form

    def _initial(self, step: ConferenceStep) -> dict[str, Any]:
        found: dict[str, Any] = {"version": self.seen.conference.version}
        if step is ConferenceStep.INVITE:
            named = [row for row in self.seen.members if row.unit_id is None]
            found["members"] = [row.unit_id for row in self.seen.members if row.unit_id]
            found["others"] = "\n".join(row.name for row in named if not row.is_observer)
            found["observers"] = "\n".join(row.name for row in named if row.is_observer)
        if step is ConferenceStep.CIRCULATE:
            host = self.seen.conference.host_id
            found["asked"] = [row.pk for row in self.seen.members if row.attended_at and row.unit_id != host]
        return found

    def _members(self, step: ConferenceStep) -> list[Member]:
        if step is ConferenceStep.ATTEND:
            return self._missing()
        if step is ConferenceStep.EXCUSE:
            return self._excusable()
        if step is ConferenceStep.COMMENT:
            return self._speaks_for()
        return self.seen.members

    def _resolutions(self, step: ConferenceStep) -> list[Resolution]:
        if step is ConferenceStep.STRIKE:
            return self._drafts()
        return self._open() if step is ConferenceStep.LIFT else self._own_open()

    def _missing(self) -> list[Member]:
        return [row for row in self.seen.members if row.attended_at is None]

    def _excusable(self) -> list[Member]:
        rows = [row for row in self._missing() if not row.excuse]
        if policies.HOST_CONFERENCE.may(self.actor, self.seen.conference):
            return rows
        return [row for row in rows if policies.SIT_IN_CONFERENCE.may(self.actor, row)]

    def _speaks_for(self) -> list[Member]:
        hosts = policies.HOST_CONFERENCE.may(self.actor, self.seen.conference)
        return [
            row
            for row in self.seen.waiting()
            if (hosts if row.unit_id is None else policies.SIT_IN_CONFERENCE.may(self.actor, row))
        ]

    def _drafts(self) -> list[Resolution]:
        return [row for row in self.seen.resolutions if row.issued_in is None]

    def _open(self) -> list[Resolution]:
        rows = self.seen.resolutions
        return [row for row in rows if row.issued_in is not None and row.state == ResolutionState.OPEN.value]

    def _own_open(self) -> list[Resolution]:
        for row in self.seen.resolutions:
            row.conference = self.seen.conference
        return [row for row in self._open() if policies.CARRY_OUT_RESOLUTION.may(self.actor, row)]


def address(conference: Conference, step: ConferenceStep) -> str:
    """Return the address a step is sent to."""
    return reverse("conferences:take_step", args=[conference.number, step.value])


def add_item(
    conference_id: int, *, given: Mapping[str, Any], actor: Actor, at: datetime, version: int | None
) -> Conference:
    """Put a matter on the agenda: a proposal, a case or a whistle the actor sees, or words."""
    if given["proposal"]:
        return actions.accept_item(conference_id, item_id=given["proposal"], actor=actor, at=at, version=version)
    topic = TopicClass(given["topic"])
    matter = actions.Matter(topic=topic, words=given["words"])
    if given["case"]:
        case = case_queries.find(given["case"], actor=actor)
        matter = actions.Matter(topic=topic, words=words_of_case(case), case=case)
    elif given["whistle"]:
        whistle = whistle_queries.find(given["whistle"], actor=actor)
        matter = actions.Matter(topic=topic, words=words_of_whistle(whistle), whistle=whistle)
    return actions.add_item(conference_id, matter=matter, actor=actor, at=at, version=version)


def words_of_case(case: Case) -> str:
    """Return what an agenda says of a case: place and topic, and the brief once a person released it.

    The complained-about firm sits at the table: neither the words nor the address of the reporter stand here.
    """
    matter = case.brief if case.brief_released_at else ""
    return f"{where(case.compound_key or case.place)} {matter or topic_name(case.topic)}"[:MOST_ITEM_WORDS]


def words_of_whistle(whistle: Whistle) -> str:
    """Return what an agenda says of a whistle: place and line of the list, not what a clerk typed."""
    line = item_name(list_of(whistle), whistle.item)
    return f"{where(whistle.compound_key or whistle.place)} {line}"[:MOST_ITEM_WORDS]


DOORS: dict[ConferenceStep, Callable[..., Conference]] = {
    ConferenceStep.ADD_ITEM: add_item,
    ConferenceStep.DROP_ITEM: actions.drop_item,
    ConferenceStep.INVITE: actions.invite,
    ConferenceStep.CALL: actions.call,
    ConferenceStep.POSTPONE: actions.postpone,
    ConferenceStep.CANCEL: actions.cancel,
    ConferenceStep.ATTEND: actions.attend,
    ConferenceStep.EXCUSE: actions.excuse,
    ConferenceStep.HOLD: actions.hold,
    ConferenceStep.SUM_UP: actions.sum_up,
    ConferenceStep.RESOLVE: actions.resolve,
    ConferenceStep.STRIKE: actions.strike,
    ConferenceStep.CIRCULATE: actions.circulate,
    ConferenceStep.COMMENT: actions.comment,
    ConferenceStep.TAKE_BACK: actions.take_back,
    ConferenceStep.ISSUE: actions.issue,
    ConferenceStep.REVISE: actions.revise,
    ConferenceStep.FINISH: actions.finish,
    ConferenceStep.LIFT: actions.lift,
}
