"""What is read of holidays on duty 节假日值班查询: gaps of the rota, figures of a report, and the summary of a run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q

from huying.cases.models import Case
from huying.cases.queries.conditions import overdue_at
from huying.cases.queries.limits import day_of
from huying.cases.queries.visible import complete
from huying.leadership.queries.visible import PAGE
from huying.regions import queries as regions
from huying.rules.case_facts import Urgency
from huying.rules.errors import RuleBrokenError
from huying.rules.roles import UnitKind
from huying.rules.rosters import begin_of, counted_from, gaps, report_due
from huying.seasons.models import DailyReport, Roster
from huying.seasons.queries.rules import rules_of
from huying.seasons.queries.shifts import shifts_of
from huying.seasons.queries.visible import ROSTERS
from huying.whistles.models import Whistle

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from huying.accounts.models import DutyShift, Unit
    from huying.core.actors import Actor
    from huying.rules.rosters import Gap


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a daily report counts 每日一报数字."""

    received: int
    urgent: int
    overdue: int
    whistles: int

    def as_row(self) -> tuple[int, int, int, int]:
        """Return them in the order of the columns."""
        return self.received, self.urgent, self.overdue, self.whistles

    def as_facts(self) -> dict[str, int]:
        """Return them by name."""
        return {
            "received": self.received,
            "urgent": self.urgent,
            "overdue": self.overdue,
            "whistles": self.whistles,
        }


def figures_of(unit: Unit, *, since: datetime, until: datetime) -> Figures:
    """Count what came within a unit's place, or to a department, from `since` (with it) to `until`; two queries."""
    span = {"received_at__gte": since, "received_at__lt": until}
    region = None if unit.kind == UnitKind.DEPARTMENT.value else regions.place_book().get(unit.place)
    here = regions.in_place(region.code, on=day_of(until)) if region else None
    held = Q(holder_unit=unit) if here is None else here
    cases = complete(Case.objects.filter(held, is_history=False)).order_by()
    counted = cases.aggregate(
        received=Count("pk", filter=Q(**span)),
        urgent=Count("pk", filter=Q(**span) & ~Q(urgency=Urgency.NORMAL.value)),
        overdue=Count("pk", filter=overdue_at(until)),
    )
    theirs = Q(unit=unit) | Q(calls__unit=unit) if here is None else here
    rows = Whistle.objects.filter(theirs, blown_at__gte=since, blown_at__lt=until)
    return Figures(whistles=rows.order_by().values("pk").distinct().count(), **counted)


def gaps_of(rosters: Sequence[Roster]) -> dict[int, list[Gap]]:
    """Return when nobody is on duty in the runs of rosters; one query for each run."""
    return {pk: found for pk, (_shifts, found) in _duty_of(rosters).items()}


def _duty_of(rosters: Sequence[Roster]) -> dict[int, tuple[list[DutyShift], list[Gap]]]:
    found: dict[int, tuple[list[DutyShift], list[Gap]]] = {}
    for first, last in sorted({(roster.first_on, roster.last_on) for roster in rosters}):
        span = {"starts_at": begin_of(first), "ends_at": begin_of(last + timedelta(days=1))}
        here = [roster for roster in rosters if (roster.first_on, roster.last_on) == (first, last)]
        shifts = shifts_of({roster.unit_id for roster in here}, **span)
        for roster in here:
            rows = shifts.get(roster.unit_id, [])
            found[roster.pk] = rows, gaps([(row.starts_at, row.ends_at) for row in rows], **span)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day of a roster: who is on duty, when nobody is, and its report."""

    on: date
    shifts: list[DutyShift]
    gaps: list[Gap]
    due_at: datetime
    report: DailyReport | None

    def standing(self, *, at: datetime) -> str:
        """Return how the report stands: sent, late (sent late), missing, or ahead."""
        if self.report is not None and self.report.sent_at is not None:
            return "sent" if self.report.sent_at <= self.due_at else "late"
        return "missing" if at > self.due_at else "ahead"


def days_of(rosters: Sequence[Roster]) -> dict[int, list[Day]]:
    """Return the days of rosters; one query for the reports, one for each run."""
    duty = _duty_of(rosters)
    rows = DailyReport.objects.filter(roster__in=rosters).select_related("sent_by")
    reports = {(row.roster_id, row.day): row for row in rows}
    return {roster.pk: list(_days(roster, *duty[roster.pk], reports)) for roster in rosters}


def _days(
    roster: Roster, shifts: list[DutyShift], found: list[Gap], reports: dict[tuple[int, date], DailyReport]
) -> Iterable[Day]:
    rules = rules_of(roster).holidays
    for number in range((roster.last_on - roster.first_on).days + 1):
        day = roster.first_on + timedelta(days=number)
        begins, ends = begin_of(day), begin_of(day + timedelta(days=1))
        yield Day(
            on=day,
            shifts=[shift for shift in shifts if shift.starts_at < ends and shift.ends_at > begins],
            gaps=[gap for gap in found if gap.starts_at < ends and gap.ends_at > begins],
            due_at=report_due(day, rules=rules),
            report=reports.get((roster.pk, day)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSeen:
    """A run of days off with how many units have a roster for it."""

    first_on: date
    last_on: date
    name: str
    units: int


@dataclass(frozen=True, slots=True)
class RunSlice:
    """One page of runs with the cursor of the next, empty at the end."""

    rows: list[RunSeen]
    next_cursor: str


def runs_of(actor: Actor, *, cursor: str = "") -> RunSlice:
    """Return one page of the runs in sight, the latest first."""
    rows = ROSTERS.visible_to(actor).order_by().values("first_on", "last_on", "name").annotate(units=Count("pk"))
    if cursor:
        rows = rows.filter(first_on__lt=day_read(cursor))
    found = [RunSeen(**row) for row in rows.order_by("-first_on")[: PAGE + 1]]
    return RunSlice(found[:PAGE], found[PAGE - 1].first_on.isoformat() if len(found) > PAGE else "")


def day_read(written: str) -> date:
    """Return a day as an address has it, or refuse."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise RuleBrokenError("list.cursor") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The summary of a run 汇总: how many units, and daily reports due, sent and late. Figures are not added up.

    The figures of a district hold those of its streets, so that a sum over levels would count twice.
    """

    units: int
    due: int
    sent: int
    late: int


def summary_of(actor: Actor, first_on: date, *, at: datetime) -> Summary:
    """Return how the reports of a run stand in sight; two queries."""
    rosters = ROSTERS.visible_to(actor).filter(first_on=first_on)
    run = rosters.order_by("pk").first()
    if run is None:
        raise RuleBrokenError("roster.not_found")
    rules = rules_of(run).holidays
    days = [run.first_on + timedelta(days=number) for number in range((run.last_on - run.first_on).days + 1)]
    passed = sum(at > report_due(day, rules=rules) for day in days)
    sent = Q(reports__sent_at__isnull=False)
    counted: dict[str, Any] = rosters.order_by().aggregate(
        units=Count("pk", distinct=True),
        sent=Count("reports", filter=sent, distinct=True),
        late=Count("reports", filter=Q(reports__sent_at__gt=F("reports__due_at")), distinct=True),
    )
    return Summary(due=passed * counted["units"], **counted)


def counting_from(roster: Roster) -> datetime:
    """Return from when the next report of a roster counts."""
    sent = DailyReport.objects.filter(roster=roster, sent_at__isnull=False).order_by("-until")
    return counted_from(roster.first_on, last_until=sent.values_list("until", flat=True).first())
