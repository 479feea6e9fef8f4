"""What the pages of whistles read 吹哨查询: one whistle whole, a case's dossier, and the numbers of each unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Avg, Count, F, Q

from huying.accounts.models import Unit
from huying.cases import labels as case_labels
from huying.cases.models import CaseStep
from huying.cases.models.cases import CHINA
from huying.estates import queries as estates
from huying.regions import queries as regions
from huying.rules.case_flow import Step
from huying.rules.whistles import WhistleState
from huying.whistles.models import StepTaken, Whistle, WhistleCall, WhistleTask
from huying.whistles.queries.visible import visible_to

if TYPE_CHECKING:
    from collections.abc import Mapping

    from huying.cases.models import Case
    from huying.core.actors import Actor

TOLD = (Step.SIGN, Step.CONTACT, Step.ACT, Step.SEND_BACK, Step.REWORK, Step.ESCALATE, Step.SPLIT)
MOST_TRIES, MOST_UNITS = 12, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """What is known of the matter without a word of the reporter 底稿."""

    place: int
    compound: int | None
    where: str
    matter: str
    tries: str


def dossier_of(case: Case) -> Dossier:
    """Return place, topic and the steps taken so far: from closed lists and dates alone."""
    rows = CaseStep.objects.filter(case=case, step__in=[step.value for step in TOLD]).select_related("unit")
    lines = [
        f"{row.at.astimezone(CHINA):%Y-%m-%d %H:%M} {row.unit.name if row.unit else ''} "
        f"{case_labels.label(Step(row.step))}"
        for row in rows.order_by("-id")[:MOST_TRIES]
    ]
    place = case.compound_key or case.place
    matter = case.brief or case_labels.topic_name(case.topic)
    return Dossier(
        place=case.place,
        compound=case.compound_key,
        where=where(place),
        matter=f"{where(place)} {case.address} {matter}".replace("  ", " ").strip(),
        tries="\n".join(reversed(lines)),
    )


def where(place: int) -> str:
    """Return a place in words: its regions, and the compound."""
    names = estates.compounds_by_key({place})
    found = regions.place_book().path(place)
    compound = names.get(place)
    return f"{found} {compound.name}" if compound else found


def calls_of(whistle: Whistle) -> list[WhistleCall]:
    """Return the called units; one query."""
    return list(WhistleCall.objects.filter(whistle=whistle).select_related("unit").order_by("pk"))


def tasks_of(whistle: Whistle) -> list[WhistleTask]:
    """Return what was decided; one query."""
    return list(WhistleTask.objects.filter(whistle=whistle).select_related("unit").order_by("due_on", "pk"))


def steps_of(whistle: Whistle) -> list[StepTaken]:
    """Return the timeline; one query."""
    return list(StepTaken.objects.filter(whistle=whistle).select_related("unit", "person").order_by("pk"))


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitNumbers:
    """How a unit was called, or called others; numbers are shown and never scored 不计分."""

    unit: Unit
    called: int = 0
    in_time: int = 0
    late: int = 0
    excused: int = 0
    appraisal: float | None = None
    blown: int = 0
    solved: int = 0
    appraisal_as_host: float | None = None


def numbers(actor: Actor) -> list[UnitNumbers]:
    """Return the numbers of every unit in the actor's sight: three queries whatever there is."""
    seen = visible_to(actor).order_by().values("pk")
    calls = WhistleCall.objects.filter(whistle__in=seen, due_at__isnull=False).order_by()
    called = {
        row["unit"]: row
        for row in calls.values("unit").annotate(
            n=Count("pk"),
            in_time=Count("pk", filter=Q(arrived_at__lte=F("due_at"))),
            late=Count("pk", filter=Q(late_at__isnull=False)),
            excused=Count("pk", filter=Q(is_excused=True)),
            mean=Avg("score_of_unit"),
        )
    }
    blown = {
        row["unit"]: row
        for row in Whistle.objects.filter(pk__in=seen, blown_at__isnull=False)
        .order_by()
        .values("unit")
        .annotate(
            n=Count("pk", distinct=True),
            solved=Count("pk", filter=Q(state=WhistleState.CLOSED.value), distinct=True),
            mean=Avg("calls__score_of_host"),
        )
    }
    units = Unit.objects.filter(pk__in=called.keys() | blown.keys()).order_by("kind", "place", "name")
    nothing: dict[str, Any] = {}
    return [_numbers(unit, called.get(unit.pk, nothing), blown.get(unit.pk, nothing)) for unit in units[:MOST_UNITS]]


def _numbers(unit: Unit, called: Mapping[str, Any], blown: Mapping[str, Any]) -> UnitNumbers:
    return UnitNumbers(
        unit=unit,
        called=int(called.get("n") or 0),
        in_time=int(called.get("in_time") or 0),
        late=int(called.get("late") or 0),
        excused=int(called.get("excused") or 0),
        appraisal=called.get("mean"),
        blown=int(blown.get("n") or 0),
        solved=int(blown.get("solved") or 0),
        appraisal_as_host=blown.get("mean"),
    )
