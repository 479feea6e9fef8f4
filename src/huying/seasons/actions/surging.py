"""Doors of events 突发集中事件动作: proposed by the worker, declared by a person, followed to the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from huying.cases.queries.limits import day_of
from huying.core import audit
from huying.core.actors import SYSTEM
from huying.leadership.queries.offered import units_for
from huying.rules.errors import RuleBrokenError
from huying.rules.season_plans import SeasonState
from huying.rules.surges import LIVE, LinkState, SurgeState, SurgeStep, check_chosen, is_surge, people_of
from huying.seasons import policies
from huying.seasons.actions.stepping import MOST_TITLE, SURGE, said
from huying.seasons.models import SeasonPlan, Surge, SurgeCase, SurgeUpdate
from huying.seasons.queries.rules import rules_if_any
from huying.seasons.queries.surges import heard_of, kind_rules, people_counted, people_known, voices_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from huying.accounts.models import Unit
    from huying.core.actors import Actor
    from huying.rules.seasons import KindRules
    from huying.seasons.queries.surges import Heard

LIVE_STATES = [state.value for state in LIVE]


def sweep(*, at: datetime) -> int:
    """Propose what surges under the plans in force, and what may belong to events there are; returns how many."""
    if rules_if_any(day_of(at)) is None:
        return 0
    plans = SeasonPlan.objects.filter(state=SeasonState.IN_FORCE.value).order_by("pk")
    return sum(_scan(plan, at=at) for plan in plans)


def _scan(plan: SeasonPlan, *, at: datetime) -> int:
    rules, done = kind_rules(plan, on=day_of(at)), 0
    heard = heard_of(plan, at=at, window=rules.window, area=rules.area)
    for area in sorted(heard):
        with transaction.atomic():
            SeasonPlan.objects.select_for_update().get(pk=plan.pk)  # two workers propose an area once
            done += _propose(plan, area, heard[area], rules=rules, at=at)
    return done


def _propose(plan: SeasonPlan, area: int, heard: Sequence[Heard], *, rules: KindRules, at: datetime) -> int:
    """Add cases to the live event of an area, or begin one where enough people told within the window."""
    surge = Surge.objects.filter(season=plan, place=area, state__in=LIVE_STATES).first()
    if surge is not None:
        found = _link(surge, heard, at=at)
        if found:
            _recount(surge)
            audit.record("surge.cases_proposed", surge, actor=SYSTEM, at=at, count=found, people=surge.people)
        return found
    if not is_surge(voices_of(heard), at=at, window=rules.window, people=rules.people):
        return 0
    surge = Surge(
        season=plan,
        place=area,
        state=SurgeState.PROPOSED.value,
        proposed_at=at,
        rules_version=plan.rules_version,
        is_synthetic=plan.is_synthetic,
    )
    surge.people = people_of(voices_of(heard))
    SURGE.begin(surge, SurgeStep.PROPOSE, actor=SYSTEM, at=at, people=surge.people, cases=len(heard))
    return _link(surge, heard, at=at)


def _link(surge: Surge, heard: Iterable[Heard], *, at: datetime) -> int:
    known = people_known(surge)
    last = max(known.values(), default=0)
    there = set(SurgeCase.objects.filter(surge=surge).values_list("case_id", flat=True))
    rows = []
    for each in heard:
        if each.case in there:
            continue
        if each.index and each.index not in known:
            last += 1
            known[each.index] = last
        rows.append(
            SurgeCase(
                surge=surge,
                case_id=each.case,
                person=known.get(each.index, 0),
                state=LinkState.PROPOSED.value,
                proposed_at=at,
            )
        )
    return len(SurgeCase.objects.bulk_create(rows))


def _recount(surge: Surge) -> None:
    surge.people = people_counted(surge)
    Surge.objects.filter(pk=surge.pk).update(people=surge.people)


def declare(
    surge_id: int,
    *,
    title: str,
    unit: int,
    words: str,
    chosen: Sequence[int],
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> Surge:
    """Declare a proposal one event: its cases, who holds it, and the first words all reporters read."""
    with SURGE.step(
        SurgeStep.DECLARE, surge_id, policy=policies.DECLARE_SURGE, actor=actor, at=at, version=version
    ) as taking:
        surge = taking.row
        surge.title = said(title, code="surge.title_missing", most=MOST_TITLE)
        surge.unit = _holder(unit, actor=actor)
        surge.declared_at, surge.declared_by_id = at, actor.unit_id
        cases = _decide(surge, chosen, to=LinkState.JOINED, actor=actor, at=at)
        taking.note = _tell(surge, words, actor=actor, at=at)
        _recount(surge)
        taking.facts |= {"unit": unit, "cases": cases, "people": surge.people}
    return taking.row


def _holder(unit_id: int, *, actor: Actor) -> Unit:
    found = next((each for each in units_for(actor) if each.pk == unit_id), None)
    if found is None:
        raise RuleBrokenError("leadership.unit_out_of_reach")
    return found


def _decide(surge: Surge, chosen: Iterable[int], *, to: LinkState, actor: Actor, at: datetime) -> list[int]:
    """Say of chosen cases whether they belong to an event; one that belongs to another is refused."""
    links = SurgeCase.objects.filter(surge=surge).exclude(state=LinkState.LEFT_OUT.value)
    if to is LinkState.JOINED:
        links = links.filter(state=LinkState.PROPOSED.value)
    wanted = check_chosen(chosen, proposed=links.values_list("case_id", flat=True))
    if to is LinkState.JOINED:
        elsewhere = SurgeCase.objects.filter(case__in=wanted, state=LinkState.JOINED.value).exclude(surge=surge)
        if elsewhere.exists():
            raise RuleBrokenError("surge.case_elsewhere")
    links.filter(case__in=wanted).update(state=to.value, decided_at=at, decided_by_id=actor.person_id)
    return wanted


def _tell(surge: Surge, words: str, *, actor: Actor, at: datetime) -> str:
    row = SurgeUpdate(surge=surge, words=said(words, code="surge.words_missing"), at=at, unit_id=actor.unit_id)
    row.save(force_insert=True)
    return row.words


def join(surge_id: int, *, chosen: Sequence[int], actor: Actor, at: datetime, version: int | None = None) -> Surge:
    """Take proposed cases into an event."""
    return _sorted_out(SurgeStep.JOIN, surge_id, chosen, to=LinkState.JOINED, actor=actor, at=at, version=version)


def leave_out(surge_id: int, *, chosen: Sequence[int], actor: Actor, at: datetime, version: int | None = None) -> Surge:
    """Say of cases that they do not belong to an event, also of such as were in it."""
    return _sorted_out(
        SurgeStep.LEAVE_OUT, surge_id, chosen, to=LinkState.LEFT_OUT, actor=actor, at=at, version=version
    )


def _sorted_out(step: SurgeStep, surge_id: int, chosen: Sequence[int], *, to: LinkState, **given: Any) -> Surge:
    with SURGE.step(step, surge_id, policy=policies.HOLD_SURGE, **given) as taking:
        taking.facts["cases"] = _decide(taking.row, chosen, to=to, actor=given["actor"], at=given["at"])
        _recount(taking.row)
        taking.facts["people"] = taking.row.people
    return taking.row


def update(surge_id: int, *, words: str, actor: Actor, at: datetime, version: int | None = None) -> Surge:
    """Write what all reporters read."""
    with SURGE.step(
        SurgeStep.UPDATE, surge_id, policy=policies.HOLD_SURGE, actor=actor, at=at, version=version
    ) as taking:
        taking.note = _tell(taking.row, words, actor=actor, at=at)
    return taking.row


def hand_on(surge_id: int, *, unit: int, reason: str, actor: Actor, at: datetime, version: int | None = None) -> Surge:
    """Give an event to another unit, with the reason."""
    with SURGE.step(
        SurgeStep.HAND_ON, surge_id, policy=policies.DECLARE_SURGE, actor=actor, at=at, version=version
    ) as taking:
        surge = taking.row
        taking.facts |= {"was": surge.unit_id, "unit": unit}
        surge.unit = _holder(unit, actor=actor)
        taking.note = said(reason, code="leadership.reason_missing")
    return taking.row


def end(surge_id: int, *, words: str, actor: Actor, at: datetime, version: int | None = None) -> Surge:
    """End an event, with the last words all reporters read; the cases go on by themselves."""
    with SURGE.step(SurgeStep.END, surge_id, policy=policies.HOLD_SURGE, actor=actor, at=at, version=version) as taking:
        taking.note = _tell(taking.row, words, actor=actor, at=at)
        taking.row.ended_at = at
    return taking.row


def turn_down(surge_id: int, *, reason: str, actor: Actor, at: datetime, version: int | None = None) -> Surge:
    """Say that a proposal is no event, with the reason; its cases are not counted again."""
    with SURGE.step(
        SurgeStep.TURN_DOWN, surge_id, policy=policies.DECLARE_SURGE, actor=actor, at=at, version=version
    ) as taking:
        taking.note = said(reason, code="leadership.reason_missing")
    return taking.row
