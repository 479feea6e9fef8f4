"""What the worker tells reporters 告知诉求人: an answer, with a link that works once; an event, once to each person."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from huying.cases.models import Case, Reporter
from huying.core import notices
from huying.core.actors import SYSTEM
from huying.core.clock import now, system_now
from huying.portal import links
from huying.rules.case_flow import CaseState
from huying.rules.surges import SurgeStep
from huying.seasons.models import SurgeStepTaken
from huying.seasons.queries.public import first_cases_of

if TYPE_CHECKING:
    from collections.abc import Sequence

NEWS = timedelta(days=1)
"""An answer older than this is no news: imported and replayed histories tell nobody."""
TAKEN_IN = [SurgeStep.DECLARE.value, SurgeStep.JOIN.value]


def tell_answered(ids: Sequence[int]) -> None:
    """Tell each reporter who left a telephone that the answer is there; a message seen twice tells once."""
    if not notices.is_on():
        return
    at = now()
    fresh = Case.objects.filter(pk__in=ids, state=CaseState.ANSWERED.value, answered_at__gt=at - NEWS)
    for case in fresh:
        made = links.make_link(case.pk, actor=SYSTEM, at=at, real_at=system_now())
        if made:
            token, phone = made
            key = f"answered:{case.pk}:{case.version}"
            notices.send(notices.Notice(key=key, phone=phone, text=_words(case, token)), at=at)


def _words(case: Case, token: str) -> str:
    address = settings.HUYING_BASE_URL.rstrip("/") + reverse("portal:answer", args=[token])
    with override(settings.LANGUAGE_CODE):
        words = _("Your case %(number)s is answered. Read it and say whether it is solved: %(address)s")
        return words % {"number": case.number, "address": address}


def tell_event(ids: Sequence[int]) -> None:
    """Tell each person once that a matter is part of an event; the key lets the gateway drop what it has already."""
    if not notices.is_on():
        return
    at = now()
    for step in SurgeStepTaken.objects.filter(pk__in=ids, step__in=TAKEN_IN, at__gt=at - NEWS).order_by("pk"):
        taken_in = set(step.facts["cases"])
        cases = {person: case for person, case in first_cases_of(step.surge_id).items() if case in taken_in}
        reporters = Reporter.objects.filter(pk__in=cases.values()).select_related("case").in_bulk()
        for person, case_id in sorted(cases.items()):
            phone = links.phone_of(reporters[case_id]) if case_id in reporters else ""
            if phone:
                key = f"event:{step.surge_id}:{person}"
                notices.send(notices.Notice(key=key, phone=phone, text=_event_words(reporters[case_id].case)), at=at)


def _event_words(case: Case) -> str:
    address = settings.HUYING_BASE_URL.rstrip("/") + reverse("portal:track")
    with override(settings.LANGUAGE_CODE):
        words = _("Your case %(number)s is part of an event many people told. Follow it with your code: %(address)s")
        return words % {"number": case.number, "address": address}
