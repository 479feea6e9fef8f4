"""Gathering cases into matters 归集: each case beside those of its place and topic that read the same.

Kept up by the worker as cases arrive and change; doing it twice changes nothing. What a person merged stands
together and what a person took out stays apart, whatever the words say. Nothing here is a merge: a person confirms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from huying.cases.models import Case, CaseStep, Matter, Membership, Reporter, Voice
from huying.cases.models.cases import CHINA
from huying.cases.queries.likely import matter_like, place_of, topics_of
from huying.cases.queries.visible import complete
from huying.core.models import Setting
from huying.rules.case_flow import Step
from huying.rules.problems import WINDOW, pulse

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

CHUNK, MARK = 200, "matters.step"
MOVES = [step.value for step in (Step.RECEIVE, Step.DISPATCH, Step.TAKE_BACK, Step.MERGE, Step.UNMERGE)]
MOST_COUNT = 32_000
"""People and voices are kept in small numbers; no matter of one place has more."""


def gather(ids: Iterable[int], *, at: datetime) -> int:
    """Put cases where they belong; returns how many moved."""
    rows = complete(Case.objects.filter(pk__in=list(ids), is_history=False, received_at__gt=at - WINDOW))
    return sum(_gather(case, at=at) for case in rows.select_related("problem").order_by("received_at", "pk"))


def gather_stepped(*, at: datetime, most: int = CHUNK) -> int:
    """Gather what was received, sent, merged or parted since the last time; how far one came is a setting."""
    mark = Setting.objects.filter(pk=MARK).values_list("value", flat=True).first() or 0
    last = CaseStep.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    if last <= mark:
        return 0
    rows = CaseStep.objects.filter(pk__gt=mark, pk__lte=last, step__in=MOVES, case__received_at__gt=at - WINDOW)
    found = list(rows.order_by("pk").values_list("pk", "case_id")[:most])
    moved = gather({case for _step, case in found}, at=at)
    reached = found[-1][0] if len(found) == most else last
    if reached != mark:
        Setting.objects.update_or_create(pk=MARK, defaults={"value": reached})
    return moved


def recount_old(*, at: datetime, most: int = 5 * CHUNK) -> int:
    """Count anew what was last counted on an earlier day, so that last week's people fall out of the week."""
    today = at.astimezone(CHINA).date()
    rows = Matter.objects.filter(counted_on__lt=today, month__gt=0).order_by("counted_on", "pk")
    found = list(rows.values_list("pk", flat=True)[:most])
    for pk in found:
        with transaction.atomic():
            _recount(pk, at=at)
    return len(found)


def forget_matters(*, at: datetime) -> int:
    """Drop matters that nobody told for as long as two messages may lie apart, twice over; they were proposals."""
    rows = Matter.objects.filter(last_at__lt=at - 2 * WINDOW)
    Voice.objects.filter(matter__in=rows.values("pk")).delete()
    return rows.delete()[0]


def _gather(case: Case, *, at: datetime) -> bool:
    place, topics = place_of(case), topics_of(case)
    with transaction.atomic():
        now = Voice.objects.filter(pk=case.pk).select_related("matter").first()
        wanted = _matter_for(case) if place is not None and topics else None
        if now is not None and wanted == now.matter:
            if case.problem_id not in {None, now.matter.problem_id}:
                _recount(now.matter_id, at=at)
            return False
        if now is None and (place is None or not topics):
            return False
        if now is not None:
            now.delete()
            _recount(now.matter_id, at=at)
        if place is None or not topics:
            return True
        if wanted is None:
            wanted = _opened(case, place=place, topic=topics[0], at=at)
        Voice.objects.create(case=case, matter=wanted, person=_person_of(wanted, case), told_at=case.received_at)
        _recount(wanted.pk, at=at)
        return True


def _matter_for(case: Case) -> Matter | None:
    """Return the matter a case belongs to, None where it begins one: its problem's, the present one, or by words."""
    if case.problem is not None:
        of_lead = Q(told=case.problem.lead_id, problem=None)
        rows = Matter.objects.filter(Q(problem=case.problem) | of_lead).order_by("problem", "pk")
        return rows.first()
    apart = _apart_from(case)
    now = Matter.objects.filter(told=case.pk).exclude(pk__in=apart).first()
    if now is not None and now.place == place_of(case) and now.topic in topics_of(case):
        return now
    like = matter_like(complete(Case.objects.filter(voice__isnull=False).exclude(voice__matter__in=apart)), case)
    return Matter.objects.select_for_update().filter(pk=like).first() if like is not None else None


def _apart_from(case: Case) -> list[int]:
    """Return the matters of cases that a person parted from this one."""
    left = Membership.objects.filter(case=case, left_at__isnull=False).values("problem")
    if not left.exists():
        return []
    others = Membership.objects.filter(problem__in=left).exclude(case=case).values("case")
    return list(Voice.objects.filter(case__in=others).values_list("matter", flat=True).distinct())


def _opened(case: Case, *, place: int, topic: str, at: datetime) -> Matter:
    return Matter.objects.create(
        lead=case,
        place=place,
        topic=topic,
        first_at=case.received_at,
        last_at=case.received_at,
        counted_on=at.astimezone(CHINA).date(),
    )


def _person_of(matter: Matter, case: Case) -> int:
    """Return the number of the reporter among the people of a matter; 0 where no telephone is known."""
    index = Reporter.objects.filter(pk=case.pk).values_list("phone_index", flat=True).first()
    if not index:
        return 0
    known = Voice.objects.filter(matter=matter)
    same = known.filter(case__reporter__phone_index=index, person__gt=0).values_list("person", flat=True).first()
    return same or (known.order_by("-person").values_list("person", flat=True).first() or 0) + 1


def _recount(pk: int, *, at: datetime) -> None:
    """Count a matter from its voices; one that none is left of goes."""
    matter = Matter.objects.select_for_update().get(pk=pk)
    rows = list(
        Voice.objects.filter(matter=matter)
        .order_by("told_at", "pk")
        .values_list("told_at", "person", "case_id", "case__problem", "case__problem__lead")
    )
    if not rows:
        matter.delete()
        return
    found = pulse([(told_at, person) for told_at, person, *_rest in rows], at=at)
    merged = {number: lead for *_rest, number, lead in rows if number}
    matter.problem_id, matter.lead_id = min(merged.items(), default=(None, rows[0][2]))
    matter.first_at, matter.last_at = rows[0][0], rows[-1][0]
    matter.people, matter.voices = min(found.people, MOST_COUNT), min(len(rows), MOST_COUNT)
    matter.repeats, matter.week, matter.month = min(found.repeats, MOST_COUNT), found.week, found.month
    matter.rise = max(min(found.rise, MOST_COUNT), -MOST_COUNT)
    matter.counted_on = at.astimezone(CHINA).date()
    matter.save()
