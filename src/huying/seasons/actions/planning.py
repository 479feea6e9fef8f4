"""Doors of season plans 季节预案动作: drafted, released, put in force, ticked, ended; versions replace each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from huying.cases.queries.limits import day_of
from huying.core.actors import SYSTEM
from huying.leadership.queries.offered import lead_posts, units_for
from huying.rules.errors import RuleBrokenError
from huying.rules.season_plans import SeasonState, SeasonStep, check_period, check_topics, is_reminded
from huying.rules.seasons import SeasonKind
from huying.seasons import policies
from huying.seasons.actions.stepping import MOST_TITLE, SEASON, own_unit, said
from huying.seasons.models import SeasonPlan, SeasonTask, SeasonTick
from huying.seasons.queries.plans import season_of
from huying.seasons.queries.rules import rules_if_any, rules_on

if TYPE_CHECKING:
    from datetime import date, datetime

    from huying.core.actors import Actor
    from huying.core.lives import Taking


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSeason:
    """What a plan says: when in the year, what puts it in force, what duty does, which topics an event is of."""

    kind: SeasonKind
    title: str
    triggers: str
    instructions: str
    topics: tuple[str, ...] = ()
    starts: str = ""
    ends: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    is_synthetic: bool = False


def draft(new: NewSeason, *, actor: Actor, at: datetime) -> SeasonPlan:
    """Draft a plan of one's own unit."""
    policies.KEEP_SEASON.check(actor)
    unit = own_unit(actor)
    check_period(starts=new.starts, ends=new.ends, starts_on=new.starts_on, ends_on=new.ends_on)
    plan = SeasonPlan(
        kind=new.kind.value,
        unit=unit,
        place=unit.place,
        title=said(new.title, code="season.title_missing", most=MOST_TITLE),
        starts=new.starts.strip(),
        ends=new.ends.strip(),
        starts_on=new.starts_on,
        ends_on=new.ends_on,
        triggers=said(new.triggers, code="season.triggers_missing"),
        instructions=said(new.instructions, code="season.instructions_missing"),
        topics=check_topics(new.topics),
        state=SeasonState.DRAFTED.value,
        rules_version=rules_on(day_of(at)).number,
        is_synthetic=new.is_synthetic,
    )
    with transaction.atomic():
        SEASON.begin(plan, SeasonStep.DRAFT, actor=actor, at=at, kind=new.kind.value)
    return plan


def revise(
    season_id: int,
    *,
    triggers: str,
    instructions: str,
    topics: tuple[str, ...],
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> SeasonPlan:
    """Draft the next version of a released plan, with its check list; the old one counts until the new is released."""
    with SEASON.step(
        SeasonStep.REVISE, season_id, policy=policies.KEEP_SEASON, actor=actor, at=at, version=version
    ) as taking:
        old = taking.row
        if old.later.filter(state=SeasonState.DRAFTED.value).exists():
            raise RuleBrokenError("season.revised_already")
        new = SeasonPlan(
            kind=old.kind,
            unit=old.unit,
            place=old.place,
            title=old.title,
            edition=old.edition + 1,
            previous=old,
            starts=old.starts,
            ends=old.ends,
            starts_on=old.starts_on,
            ends_on=old.ends_on,
            triggers=said(triggers, code="season.triggers_missing"),
            instructions=said(instructions, code="season.instructions_missing"),
            topics=check_topics(topics),
            state=SeasonState.DRAFTED.value,
            rules_version=rules_on(day_of(at)).number,
            is_synthetic=old.is_synthetic,
        )
        SEASON.begin(new, SeasonStep.DRAFT, actor=actor, at=at, previous=old.pk)
        SeasonTask.objects.bulk_create(
            SeasonTask(season=new, words=task.words, unit_id=task.unit_id, post_id=task.post_id)
            for task in old.tasks.order_by("pk")
        )
        taking.facts["new"] = new.pk
    return new


def add_task(
    season_id: int,
    *,
    words: str,
    unit: int,
    post: int | None,
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> SeasonPlan:
    """Add a line to the check list: what is done by which unit, by the holder of which of its posts."""
    with SEASON.step(
        SeasonStep.ADD_TASK, season_id, policy=policies.KEEP_SEASON, actor=actor, at=at, version=version
    ) as taking:
        if all(each.pk != unit for each in units_for(actor)):
            raise RuleBrokenError("leadership.unit_out_of_reach")
        if post is not None and all((each.pk, each.unit_id) != (post, unit) for each in lead_posts(actor)):
            raise RuleBrokenError("season.post_elsewhere")
        task = SeasonTask(
            season=taking.row, words=said(words, code="leadership.words_missing"), unit_id=unit, post_id=post
        )
        task.save(force_insert=True)
        taking.note = task.words
        taking.facts |= {"task": task.pk, "unit": unit}
    return taking.row


def strike_task(season_id: int, *, task_id: int, actor: Actor, at: datetime, version: int | None = None) -> SeasonPlan:
    """Strike a line of the check list of a draft."""
    with SEASON.step(
        SeasonStep.STRIKE_TASK, season_id, policy=policies.KEEP_SEASON, actor=actor, at=at, version=version
    ) as taking:
        task = _task(taking.row, task_id)
        taking.note = task.words
        taking.facts["task"] = task.pk
        task.delete()
    return taking.row


def _task(plan: SeasonPlan, task_id: int) -> SeasonTask:
    task = SeasonTask.objects.select_related("season").filter(pk=task_id, season=plan).first()
    if task is None:
        raise RuleBrokenError("season.task_unknown")
    return task


def release(season_id: int, *, actor: Actor, at: datetime, version: int | None = None) -> SeasonPlan:
    """Release a draft that has a check list; it takes the place of the version before, which must not be in force."""
    with SEASON.step(
        SeasonStep.RELEASE, season_id, policy=policies.KEEP_SEASON, actor=actor, at=at, version=version
    ) as taking:
        if not taking.row.tasks.exists():
            raise RuleBrokenError("season.no_tasks")
        if taking.row.previous_id is not None:
            _replace(taking.row.previous_id, taking, at=at)
    return taking.row


def _replace(previous_id: int, taking: Taking[SeasonPlan], *, at: datetime) -> None:
    """Let the version before rest: released ones are replaced, one in force is ended first by a person."""
    state = SeasonPlan.objects.select_for_update().get(pk=previous_id).state
    if state == SeasonState.IN_FORCE.value:
        raise RuleBrokenError("season.previous_in_force")
    if state == SeasonState.RELEASED.value:
        with SEASON.step(SeasonStep.REPLACE, previous_id, policy=None, actor=taking.actor, at=at) as replacing:
            replacing.facts["by"] = taking.row.pk


def put_in_force(season_id: int, *, reason: str, actor: Actor, at: datetime, version: int | None = None) -> SeasonPlan:
    """Put a plan in force, with the reason: the named units are told, and asked for duty where its kind does so."""
    with SEASON.step(
        SeasonStep.OPEN, season_id, policy=policies.KEEP_SEASON, actor=actor, at=at, version=version
    ) as taking:
        plan = taking.row
        taking.note = said(reason, code="leadership.reason_missing")
        plan.openings += 1
        plan.opened_at, plan.closed_at = at, None
        rules = rules_on(day_of(at))
        plan.rules_version = rules.number
        taking.facts |= {"opening": plan.openings, "calls_duty": rules.kinds[SeasonKind(plan.kind)].calls_duty}
    return taking.row


def tick(
    season_id: int, *, task_id: int, words: str, actor: Actor, at: datetime, version: int | None = None
) -> SeasonPlan:
    """Tick a line of the check list in the present opening."""
    with SEASON.step(SeasonStep.TICK, season_id, policy=None, actor=actor, at=at, version=version) as taking:
        task, opening = _task(taking.row, task_id), taking.row.openings
        policies.TICK_SEASON.check(actor, task)
        if SeasonTick.objects.filter(task=task, opening=opening).exists():
            raise RuleBrokenError("leadership.done_already")
        taking.note = said(words)
        SeasonTick.objects.create(task=task, opening=opening, done_at=at, done_by_id=actor.person_id, words=taking.note)
        taking.facts |= {"task": task.pk, "opening": opening}
    return taking.row


def close(season_id: int, *, reason: str, actor: Actor, at: datetime, version: int | None = None) -> SeasonPlan:
    """End a plan in force, with the reason; it is ready to be put in force again."""
    with SEASON.step(
        SeasonStep.CLOSE, season_id, policy=policies.KEEP_SEASON, actor=actor, at=at, version=version
    ) as taking:
        taking.note = said(reason, code="leadership.reason_missing")
        taking.row.closed_at = at
    return taking.row


def drop(season_id: int, *, reason: str, actor: Actor, at: datetime, version: int | None = None) -> SeasonPlan:
    """Give a plan up that is not in force."""
    with SEASON.step(
        SeasonStep.DROP, season_id, policy=policies.KEEP_SEASON, actor=actor, at=at, version=version
    ) as taking:
        taking.note = said(reason, code="leadership.reason_missing")
    return taking.row


def sweep(*, at: datetime) -> int:
    """Remind of plans whose season begins and that are not in force, once a season; returns of how many."""
    today = day_of(at)
    rules = rules_if_any(today)
    if rules is None:
        return 0
    ready = SeasonPlan.objects.filter(state=SeasonState.RELEASED.value).order_by("pk")
    due = [
        plan.pk
        for plan in ready
        if (season := season_of(plan, today)) is not None
        and is_reminded(
            begins_on=season[0],
            ends_on=season[1],
            today=today,
            days=rules.kinds[SeasonKind(plan.kind)].remind_days,
            reminded_on=plan.reminded_on,
        )
        and (plan.closed_at is None or day_of(plan.closed_at) < season[0])
    ]
    return sum(_remind(pk, at=at) for pk in due)


def _remind(pk: int, *, at: datetime) -> int:
    try:
        with SEASON.step(SeasonStep.REMIND, pk, policy=None, actor=SYSTEM, at=at) as taking:
            taking.row.reminded_on = day_of(at)
    except RuleBrokenError:
        return 0  # it was put in force or replaced in this very moment
    return 1
