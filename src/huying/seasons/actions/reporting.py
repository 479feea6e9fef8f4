"""Doors of holidays on duty 节假日值班动作: rosters from the calendar, gaps told before, the daily report."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef

from huying.accounts.models import Holding, Unit
from huying.accounts.queries import valid_on
from huying.cases.queries.limits import day_of
from huying.core.actors import SYSTEM
from huying.rules.errors import RuleBrokenError
from huying.rules.rosters import (
    RosterState,
    RosterStep,
    are_gaps_due,
    begin_of,
    check_day,
    check_words,
    is_over,
    report_due,
    runs_between,
)
from huying.rulesets import queries as rulesets
from huying.seasons import policies
from huying.seasons.actions.stepping import ROSTER, said
from huying.seasons.models import DailyReport, Roster
from huying.seasons.queries.rosters import counting_from, figures_of, gaps_of
from huying.seasons.queries.rules import rules_if_any, rules_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from huying.core.actors import Actor
    from huying.rules.rosters import Run
    from huying.rules.seasons import SeasonRules

MOST_SENTENCE = 200


def send(
    roster_id: int, *, day: date, words: str, actor: Actor, at: datetime, version: int | None = None
) -> DailyReport:
    """Send the report of a day: its figures are counted now, from where the report before stopped."""
    with ROSTER.step(
        RosterStep.REPORT, roster_id, policy=policies.SEND_REPORT, actor=actor, at=at, version=version
    ) as taking:
        roster = taking.row
        check_day(day, first_on=roster.first_on, last_on=roster.last_on, today=day_of(at))
        row = DailyReport.objects.filter(roster=roster, day=day).first()
        if row is not None and row.sent_at is not None:
            raise RuleBrokenError("roster.sent_already")
        row = row or DailyReport(roster=roster, day=day, due_at=report_due(day, rules=rules_of(roster).holidays))
        row.since = counting_from(roster)
        row.until = row.sent_at = at
        row.sent_by_id = actor.person_id
        found = figures_of(roster.unit, since=row.since, until=at)
        row.received, row.urgent, row.overdue, row.whistles = found.as_row()
        row.words = taking.note = said(words, most=MOST_SENTENCE)
        check_words(row.words, figures=found.as_row())
        row.save()
        taking.facts |= {"day": day.isoformat(), "late": at > row.due_at, **found.as_facts()}
    return row


def sweep(*, at: datetime) -> int:
    """Make the rosters of the runs ahead, tell gaps and missing reports once, end what is over; returns how many."""
    rules = rules_if_any(day_of(at))
    if rules is None:
        return 0
    done = sum(_make(unit, run, rules=rules, at=at) for unit, run in _without_roster(rules, at=at))
    rosters = Roster.objects.filter(state=RosterState.OPEN.value).select_related("unit").order_by("pk")
    done += sum(_tell_gaps(roster, at=at) for roster in _gapped(list(rosters), at=at))
    done += sum(_miss(pk, day, at=at) for pk, day in _missing(list(rosters), at=at))
    return done + sum(_end(roster.pk, at=at) for roster in rosters if is_over(roster.last_on, at=at))


def _without_roster(rules: SeasonRules, *, at: datetime) -> Iterator[tuple[Unit, Run]]:
    """Yield the units with people that are on duty in a run ahead and have no roster for it."""
    today = day_of(at)
    horizon = today + timedelta(days=rules.holidays.ahead_days)
    for run in runs_between(today, horizon, calendar=rulesets.calendar(), rules=rules.holidays):
        if run.first_on < today:
            continue  # it began before there were rosters
        kinds = [kind.value for kind in rules.holidays.units]
        made = Roster.objects.filter(first_on=run.first_on).values_list("unit_id", flat=True)
        staffed = Holding.objects.filter(valid_on(today), post__unit=OuterRef("pk"), person__is_active=True)
        units = Unit.objects.filter(Exists(staffed), kind__in=kinds, is_active=True).exclude(pk__in=list(made))
        for unit in units.order_by("pk"):
            yield unit, run


def _make(unit: Unit, run: Run, *, rules: SeasonRules, at: datetime) -> int:
    roster = Roster(
        unit=unit,
        place=unit.place,
        name=run.name,
        first_on=run.first_on,
        last_on=run.last_on,
        state=RosterState.OPEN.value,
        rules_version=rules.number,
        is_synthetic=unit.is_synthetic,
    )
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=unit.pk)  # two workers make it once
        if Roster.objects.filter(unit=unit, first_on=run.first_on).exists():
            return 0
        ROSTER.begin(roster, RosterStep.MAKE, actor=SYSTEM, at=at, days=len(run.days))
    return 1


def _gapped(rosters: list[Roster], *, at: datetime) -> list[Roster]:
    """Return the rosters with gaps that are to be told now and were not; one query for each run."""
    today = day_of(at)
    due = [
        roster
        for roster in rosters
        if roster.gaps_told_at is None
        and are_gaps_due(first_on=roster.first_on, today=today, rules=rules_of(roster).holidays)
    ]
    found = gaps_of(due)
    return [roster for roster in due if found[roster.pk]]


def _tell_gaps(roster: Roster, *, at: datetime) -> int:
    try:
        with ROSTER.step(RosterStep.TELL_GAPS, roster.pk, policy=None, actor=SYSTEM, at=at) as taking:
            _check_untold(taking.row)
            taking.row.gaps_told_at = at
    except RuleBrokenError:
        return 0  # it was told in this very moment
    return 1


def _check_untold(roster: Roster) -> None:
    if roster.gaps_told_at is not None:
        raise RuleBrokenError("roster.told_already")


def _missing(rosters: list[Roster], *, at: datetime) -> Iterator[tuple[int, date]]:
    """Yield the days whose report was due and is neither there nor noted as missing; one query."""
    begun = [roster for roster in rosters if begin_of(roster.first_on) <= at]
    there = set(DailyReport.objects.filter(roster__in=begun).values_list("roster_id", "day"))
    for roster in begun:
        rules = rules_of(roster).holidays
        for number in range((roster.last_on - roster.first_on).days + 1):
            day = roster.first_on + timedelta(days=number)
            if (roster.pk, day) not in there and at > report_due(day, rules=rules):
                yield roster.pk, day


def _miss(pk: int, day: date, *, at: datetime) -> int:
    try:
        with ROSTER.step(RosterStep.MISS, pk, policy=None, actor=SYSTEM, at=at) as taking:
            due_at = report_due(day, rules=rules_of(taking.row).holidays)
            _row, is_new = DailyReport.objects.get_or_create(
                roster=taking.row, day=day, defaults={"due_at": due_at, "missed_at": at}
            )
            _check_new(is_new)
            taking.facts["day"] = day.isoformat()
    except RuleBrokenError:
        return 0  # it was sent or noted in this very moment
    return 1


def _check_new(is_new: bool) -> None:  # noqa: FBT001
    if not is_new:
        raise RuleBrokenError("roster.sent_already")


def _end(pk: int, *, at: datetime) -> int:
    try:
        with ROSTER.step(RosterStep.END, pk, policy=None, actor=SYSTEM, at=at):
            pass
    except RuleBrokenError:
        return 0  # it was ended in this very moment
    return 1
