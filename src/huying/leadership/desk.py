"""What an actor may do now 可办步骤 with a plan, a group, a major problem or a visit: each with its form and door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from huying.cases.queries.limits import day_of
from huying.leadership import labels, policies
from huying.leadership.actions import groups, majors, plans, visits
from huying.leadership.forms import groups as group_forms
from huying.leadership.forms import majors as major_forms
from huying.leadership.forms import plans as plan_forms
from huying.leadership.forms import visits as visit_forms
from huying.leadership.forms.stepping import SHORT, named
from huying.leadership.queries.offered import lead_posts, units_for
from huying.leadership.queries.rules import rules_of
from huying.leadership.queries.visible import GROUPS, MAJORS, PLANS, VISITS, Kept
from huying.rules import groups as group_rules
from huying.rules import majors as major_rules
from huying.rules import plans as plan_rules
from huying.rules import visits as visit_rules
from huying.rules.errors import RuleBrokenError
from huying.rules.groups import GroupKind, GroupStep
from huying.rules.majors import MajorStep
from huying.rules.plans import PlanStep
from huying.rules.visits import VisitStep

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from enum import Enum

    from huying.core.actors import Actor
    from huying.core.policies import Policy
    from huying.leadership.forms.stepping import StepForm
    from huying.leadership.queries.reading import Whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A kind of row with the forms and doors of its steps; `carried` are steps of the unit that has something."""

    kept: Kept[Any]
    keep: Policy
    flow: Mapping[Any, tuple[frozenset[Any], Any]]
    state: type[Enum]
    forms: Mapping[Any, type[StepForm]]
    doors: Mapping[Any, Callable[..., Any]]
    one_press: frozenset[Any]
    carried: frozenset[Any] = frozenset()

    @property
    def name(self) -> str:
        """Return the name of the life."""
        return self.kept.name

    def step(self, name: str) -> Any:
        """Return the step a form is about, or refuse what is none."""
        for each in self.forms:
            if each.value == name:
                return each
        raise RuleBrokenError("leadership.step_unknown")


PLAN_BOOK = Book(
    kept=PLANS,
    keep=policies.KEEP_PLAN,
    flow=plan_rules.FLOW,
    state=plan_rules.PlanState,
    forms=plan_forms.FORMS,
    doors={
        PlanStep.ADD_MILESTONE: plans.add_milestone,
        PlanStep.STRIKE_MILESTONE: plans.strike_milestone,
        PlanStep.START: plans.start,
        PlanStep.REACH: plans.reach,
        PlanStep.MOVE: plans.move,
        PlanStep.REPORT: plans.report,
        PlanStep.END: plans.end,
        PlanStep.DROP: plans.drop,
    },
    one_press=frozenset({PlanStep.START}),
    carried=frozenset({PlanStep.REACH}),
)
GROUP_BOOK = Book(
    kept=GROUPS,
    keep=policies.KEEP_GROUP,
    flow=group_rules.FLOW,
    state=group_rules.GroupState,
    forms=group_forms.FORMS,
    doors={
        GroupStep.SEAT: groups.seat,
        GroupStep.UNSEAT: groups.unseat,
        GroupStep.SET_UP: groups.set_up,
        GroupStep.MEET: groups.meet,
        GroupStep.DECIDE: groups.decide,
        GroupStep.FINISH: groups.finish,
        GroupStep.RENEW: groups.renew,
        GroupStep.DISSOLVE: groups.dissolve,
    },
    one_press=frozenset({GroupStep.SET_UP}),
    carried=frozenset({GroupStep.FINISH}),
)
MAJOR_BOOK = Book(
    kept=MAJORS,
    keep=policies.KEEP_LEDGER,
    flow=major_rules.FLOW,
    state=major_rules.MajorState,
    forms=major_forms.FORMS,
    doors={MajorStep.STUDY: majors.study, MajorStep.SETTLE: majors.settle, MajorStep.REOPEN: majors.reopen},
    one_press=frozenset(),
)
VISIT_BOOK = Book(
    kept=VISITS,
    keep=policies.KEEP_VISIT,
    flow=visit_rules.FLOW,
    state=visit_rules.VisitState,
    forms=visit_forms.FORMS,
    doors={
        VisitStep.MAKE: visits.make,
        VisitStep.FIND_CASE: visits.find_case,
        VisitStep.FIND_TASK: visits.find_task,
        VisitStep.FINISH: visits.finish,
        VisitStep.CLOSE: visits.close,
        VisitStep.POSTPONE: visits.postpone,
        VisitStep.CANCEL: visits.cancel,
    },
    one_press=frozenset({VisitStep.MAKE}),
    carried=frozenset({VisitStep.FINISH}),
)
BOOKS = {book.name: book for book in (PLAN_BOOK, GROUP_BOOK, MAJOR_BOOK, VISIT_BOOK)}


@dataclass(slots=True, kw_only=True)
class Offer:
    """A step with its form and the address it is sent to."""

    step: Any
    label: str
    form: StepForm
    url: str
    is_one_press: bool
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """Somebody before a row: what may be done, and with what choices."""

    book: Book
    seen: Whole
    actor: Actor
    at: datetime

    def offered(self) -> list[Offer]:
        """Return the steps that may be taken now, in the order of the form list."""
        book, row = self.book, self.seen.row
        state = book.state(row.state)
        return [
            Offer(
                step=step,
                label=labels.label(step),
                form=self.form(step),
                url=reverse(f"leadership:{book.name}_step", args=[row.number, step.value]),
                is_one_press=step in book.one_press,
                is_open=step is VisitStep.FIND_CASE,  # what one came for, on a telephone
            )
            for step in book.forms
            if state in book.flow[step][0] and self._may(step)
        ]

    def _may(self, step: Any) -> bool:
        if step in self.book.carried:
            return bool(self._own())
        if not self.book.keep.may(self.actor, self.seen.row):
            return False
        return self._makes_sense(step)

    def _makes_sense(self, step: Any) -> bool:
        """Tell whether there is something the step could be about."""
        seen = self.seen
        asks: dict[Any, bool] = {
            PlanStep.START: bool(seen.promises),
            PlanStep.STRIKE_MILESTONE: bool(seen.promises),
            PlanStep.MOVE: bool(seen.open_promises),
            PlanStep.END: bool(seen.promises) and not seen.open_promises,
            GroupStep.UNSEAT: bool(seen.sitting),
            GroupStep.DECIDE: bool(seen.sessions),
            MajorStep.SETTLE: bool(seen.studies),
            VisitStep.CLOSE: not seen.open_promises and not seen.open_cases,
        }
        return asks.get(step, True)

    def _own(self) -> list[Any]:
        """Return what the actor may say is done; the parent is known, so that no query is needed."""
        for row in self.seen.promises:
            setattr(row, self.book.name, self.seen.row)
        return [row for row in self.seen.open_promises if policies.CARRY_OUT_PROMISE.may(self.actor, row)]

    def form(self, step: Any, *, data: Any = None) -> StepForm:
        """Return the form of a step with its present choices."""
        initial = {"version": self.seen.row.version, "held_on": day_of(self.at), "studied_on": day_of(self.at)}
        form = self.book.forms[step](data, initial=initial, prefix=step.value, auto_id=f"{step.value}_%s")
        own = self._own() if step in self.book.carried else self.seen.open_promises
        form.offer("promise_id", named(own))
        if "unit" in form.fields:
            form.offer("unit", [(unit.pk, unit.name) for unit in units_for(self.actor)])
        if "post" in form.fields:
            form.offer("post", post_choices(self.actor, empty=True))
        if "sector" in form.fields:
            form.offer("sector", self._sectors())
        form.offer("seat_id", [(row.pk, f"{row.body} {row.title}") for row in self.seen.sitting])
        form.offer(
            "session_id", [(row.pk, f"{row.held_on:%Y-%m-%d} {row.title[:SHORT]}") for row in self.seen.sessions]
        )
        return form

    def _sectors(self) -> list[tuple[str, str]]:
        group = self.seen.row
        sectors = rules_of(group).sectors[GroupKind(group.kind)]
        return [("", "—"), *((each.code, labels.sector_name(each)) for each in sectors)]


def post_choices(actor: Actor, *, empty: bool = False) -> list[tuple[Any, str]]:
    """Return the posts that may answer for something, with their unit."""
    found: list[tuple[Any, str]] = [(post.pk, f"{post.unit.name} {post.title}") for post in lead_posts(actor)]
    return [("", "—"), *found] if empty else found
