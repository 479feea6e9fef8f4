"""Trying a draft of the responsibility list over past cases 试运行: who would have held each, before and after."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from huying.cases.actions.building import choose
from huying.cases.models import Case, TrialChange, TrialRun
from huying.cases.models.cases import CHINA
from huying.cases.queries import limits as limit_queries
from huying.cases.queries.holders import Holders
from huying.cases.queries.registers import KeptRegisters
from huying.rules.errors import RuleBrokenError
from huying.rules.routing import read_list
from huying.rulesets import queries as versions

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from huying.accounts.models import Unit
    from huying.rules.routing import ResponsibilityList, Route

CHUNK = 500


class _Trial:
    """What stays the same while one run goes on."""

    def __init__(self, run: TrialRun) -> None:
        self.run = run
        self.draft = read_list(versions.version(limit_queries.LIST, number=run.number).body, number=run.number)
        self.registers = KeptRegisters.read()
        self.days: dict[date, tuple[ResponsibilityList, Holders]] = {}

    def on(self, day: date) -> tuple[ResponsibilityList, Holders]:
        """Return list and units of a day."""
        if day not in self.days:
            self.days[day] = (limit_queries.duties_on(day), Holders(on=day, registers=self.registers))
        return self.days[day]

    def look_at(self, case: Case) -> TrialChange | None:
        """Return where a case would have gone instead, None where nothing changes."""
        duties, holders = self.on(limit_queries.day_of(case.received_at))
        before, after = _sent(case, duties, holders), _sent(case, self.draft, holders)
        if before is None or after is None:
            return None
        self.run.undecided += bool(after[0].questions)
        if before[1].pk == after[1].pk:
            return None
        return TrialChange(
            run=self.run,
            case=case,
            before=before[1],
            after=after[1],
            before_item=before[0].entry,
            after_item=after[0].entry,
        )


def _sent(case: Case, duties: ResponsibilityList, holders: Holders) -> tuple[Route, Unit] | None:
    try:
        return choose(case, duties=duties, holders=holders)
    except RuleBrokenError:  # a complaint nobody but the unit itself could hold
        return None


def period(run: TrialRun) -> QuerySet[Case]:
    """Return the cases of a run: received in its days, with a confirmed topic."""
    begin, end = _midnight(run.received_from), _midnight(run.received_to) + timedelta(days=1)
    return Case.objects.filter(received_at__gte=begin, received_at__lt=end, is_topic_confirmed=True).exclude(topic="")


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=CHINA)


def run_trial(run_id: int, *, at: datetime) -> TrialRun | None:
    """Go through the cases of a run, chunk by chunk; one that was broken off goes on where it stopped."""
    run = TrialRun.objects.filter(pk=run_id, finished_at=None).first()
    if run is None:
        return None
    trial = _Trial(run)
    run.whole = period(run).count()
    while _chunk(trial):
        pass
    run.finished_at = at
    run.save()
    return run


@transaction.atomic
def _chunk(trial: _Trial) -> int:
    run = trial.run
    cases = list(period(run).filter(pk__gt=run.last_case).defer("text", "suggestion").order_by("pk")[:CHUNK])
    changes = [change for case in cases if (change := trial.look_at(case)) is not None]
    TrialChange.objects.bulk_create(changes)
    run.looked_at += len(cases)
    run.changed += len(changes)
    run.last_case = cases[-1].pk if cases else run.last_case
    run.save()
    return len(cases)
