"""What an actor may do now 可办步骤 with a season plan or an event: each step with its form, its right and its door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from huying.cases import labels as case_labels
from huying.leadership.queries.offered import lead_posts, units_for
from huying.regions import queries as regions
from huying.rules import season_plans, surges
from huying.rules.errors import RuleBrokenError
from huying.rules.season_plans import SeasonStep
from huying.rules.surges import SurgeStep
from huying.seasons import labels, policies
from huying.seasons.actions import planning, surging
from huying.seasons.forms import plans as plan_forms
from huying.seasons.forms import surges as surge_forms
from huying.seasons.queries import plans as plan_queries
from huying.seasons.queries import surges as surge_queries
from huying.seasons.queries.visible import SEASONS, SURGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime
    from enum import Enum

    from huying.core.actors import Actor
    from huying.core.policies import Policy
    from huying.leadership.forms.stepping import StepForm
    from huying.seasons.models import SeasonTask, SurgeCase
    from huying.seasons.queries.visible import Shelf

SHORT = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A kind of row with the forms, rights and doors of its steps."""

    shelf: Shelf
    flow: Mapping[Any, tuple[frozenset[Any], Any]]
    state: type[Enum]
    forms: Mapping[Any, type[StepForm]]
    doors: Mapping[Any, tuple[Callable[..., Any], Policy]]
    read: Callable[..., Any]
    one_press: frozenset[Any] = frozenset()

    @property
    def name(self) -> str:
        """Return the name of the life."""
        return self.shelf.name

    def step(self, name: str) -> Any:
        """Return the step a form is about, or refuse what is none."""
        for each in self.forms:
            if each.value == name:
                return each
        raise RuleBrokenError("leadership.step_unknown")


KEEP, DECLARE, HOLD = policies.KEEP_SEASON, policies.DECLARE_SURGE, policies.HOLD_SURGE
SEASON_BOOK = Book(
    shelf=SEASONS,
    flow=season_plans.FLOW,
    state=season_plans.SeasonState,
    forms=plan_forms.FORMS,
    doors={
        SeasonStep.TICK: (planning.tick, policies.TICK_SEASON),
        SeasonStep.RELEASE: (planning.release, KEEP),
        SeasonStep.ADD_TASK: (planning.add_task, KEEP),
        SeasonStep.STRIKE_TASK: (planning.strike_task, KEEP),
        SeasonStep.OPEN: (planning.put_in_force, KEEP),
        SeasonStep.CLOSE: (planning.close, KEEP),
        SeasonStep.REVISE: (planning.revise, KEEP),
        SeasonStep.DROP: (planning.drop, KEEP),
    },
    read=lambda row, _actor, at: plan_queries.read(row, at=at),
    one_press=frozenset({SeasonStep.RELEASE}),
)
SURGE_BOOK = Book(
    shelf=SURGES,
    flow=surges.FLOW,
    state=surges.SurgeState,
    forms=surge_forms.FORMS,
    doors={
        SurgeStep.DECLARE: (surging.declare, DECLARE),
        SurgeStep.TURN_DOWN: (surging.turn_down, DECLARE),
        SurgeStep.JOIN: (surging.join, HOLD),
        SurgeStep.UPDATE: (surging.update, HOLD),
        SurgeStep.LEAVE_OUT: (surging.leave_out, HOLD),
        SurgeStep.HAND_ON: (surging.hand_on, DECLARE),
        SurgeStep.END: (surging.end, HOLD),
    },
    read=lambda row, actor, _at: surge_queries.read(row, actor=actor),
)


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
    row: Any
    seen: Any
    actor: Actor
    at: datetime

    def offered(self) -> list[Offer]:
        """Return the steps that may be taken now, in the order of the form list."""
        state = self.book.state(self.row.state)
        return [
            Offer(
                step=step,
                label=labels.label(step),
                form=self.form(step),
                url=reverse(f"seasons:{self.book.name}_step", args=[self.row.number, step.value]),
                is_one_press=step in self.book.one_press,
            )
            for step in self.book.forms
            if state in self.book.flow[step][0] and self._may(step)
        ]

    def _may(self, step: Any) -> bool:
        if step is SeasonStep.TICK:
            return bool(self._own_tasks())
        if not self.book.doors[step][1].may(self.actor, self.row):
            return False
        if step in {SeasonStep.RELEASE, SeasonStep.STRIKE_TASK}:
            return bool(self.seen.lines)
        return bool(self.seen.proposed) if step is SurgeStep.JOIN else True

    def _own_tasks(self) -> list[SeasonTask]:
        return [task for task in self.seen.open_tasks if policies.TICK_SEASON.may(self.actor, task)]

    def form(self, step: Any, *, data: Any = None) -> StepForm:
        """Return the form of a step with its present choices."""
        initial: dict[str, Any] = {"version": self.row.version}
        if step is SeasonStep.REVISE:
            initial |= {name: getattr(self.row, name) for name in ("triggers", "instructions", "topics")}
        form = self.book.forms[step](data, initial=initial, prefix=step.value, auto_id=f"{step.value}_%s")
        if "task_id" in form.fields:
            tasks = self._own_tasks() if step is SeasonStep.TICK else [line.task for line in self.seen.lines]
            form.offer("task_id", [(task.pk, f"{task.unit.name}: {task.words[:SHORT]}") for task in tasks])
        if "unit" in form.fields:
            form.offer("unit", [(unit.pk, unit.name) for unit in units_for(self.actor)])
        if "post" in form.fields:
            posts = [(post.pk, f"{post.unit.name} {post.title}") for post in lead_posts(self.actor)]
            form.offer("post", [("", "—"), *posts])
        if "chosen" in form.fields:
            self._offer_cases(form, step)
        return form

    def _offer_cases(self, form: StepForm, step: Any) -> None:
        links = self.seen.proposed if step is not SurgeStep.LEAVE_OUT else [*self.seen.proposed, *self.seen.joined]
        form.offer("chosen", _named(links))
        if step is SurgeStep.DECLARE:
            form.initial["chosen"] = [link.case_id for link in links]


def _named(links: Iterable[SurgeCase]) -> list[tuple[int, str]]:
    """Return cases as choices: number, topic, place and holder, never a word of who told it."""
    book = regions.place_book()
    named = []
    for link in links:
        case = link.case
        facts = (case.number, case_labels.topic_name(case.topic), book.name(case.place), case.holder_unit.name)
        named.append((link.case_id, " ".join(facts)))
    return named
