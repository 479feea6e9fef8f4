"""What the worker does after cases arrived 后台任务: the index of words, and suggestions for imported cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from huying.cases import search
from huying.cases.actions.checking import check_sheet, write_sheet
from huying.cases.actions.counting import mark
from huying.cases.actions.gathering import gather
from huying.cases.actions.handing_over import return_to_desk
from huying.cases.actions.settling import settle
from huying.cases.actions.trying import run_trial
from huying.cases.models import Case
from huying.cases.queries.news import news_of
from huying.cases.suggesting import suggestion_for
from huying.core.actors import SYSTEM
from huying.core.clock import now
from huying.notices import actions as notices
from huying.rules.topics import NOT_PROPERTY

if TYPE_CHECKING:
    from collections.abc import Sequence

CHUNK = 500


def index_received(ids: Sequence[int]) -> None:
    """Make cases findable and suggest topics where none was suggested; doing it twice changes nothing."""
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        search.index(part)
        waiting = [case for case in Case.objects.filter(pk__in=part, topic="") if not case.suggestion]
        for case in waiting:
            _suggest(case)
        with transaction.atomic():
            Case.objects.bulk_update(waiting, ["suggestion", "topic_confidence", "is_property"], batch_size=CHUNK)
            mark((case.received_at, case.place) for case in waiting)


def gather_received(ids: Sequence[int]) -> None:
    """Put cases beside those that read the same; what is not received now was gathered or is not yet complete."""
    gather(ids, at=now())


def settle_imports(ids: Sequence[int]) -> None:
    """Make what complete imports staged, should the importing process have died before."""
    for batch_id in ids:
        settle(batch_id, actor=SYSTEM, at=now())


def check_uploads(ids: Sequence[int]) -> None:
    """Check the sheets uploaded at the desk."""
    for upload_id in ids:
        check_sheet(upload_id, at=now())


def write_uploads(ids: Sequence[int]) -> None:
    """Import the sheets confirmed at the desk."""
    for upload_id in ids:
        write_sheet(upload_id, at=now())


def run_trials(ids: Sequence[int]) -> None:
    """Try drafts of the responsibility list over past cases."""
    for run_id in ids:
        run_trial(run_id, at=now())


def take_back(_ids: Sequence[int]) -> None:
    """Put on the unit's desk what somebody who left or moved held."""
    return_to_desk(at=now())


def tell_people(ids: Sequence[int]) -> None:
    """Tell people of steps just taken; a message seen twice tells once."""
    at = now()
    notices.tell(news_of(ids, at=at), actor=SYSTEM, at=at)


def _suggest(case: Case) -> None:
    case.suggestion = suggestion_for(f"{case.title}\n{case.text}")
    case.topic_confidence = round(float(case.suggestion["confidence"]) * 100)
    case.is_property = case.suggestion["topic"] not in {None, NOT_PROPERTY}
