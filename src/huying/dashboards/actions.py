"""Saying that the week's papers are ready 周一通知: once to each who reads them, whatever the worker went through."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from huying.accounts.queries import people_of
from huying.core.actors import SYSTEM
from huying.core.models import Setting
from huying.notices.actions import Told, tell
from huying.notices.delivery_rules import rules_at
from huying.rules.errors import RuleBrokenError
from huying.rules.weekly import READERS, due_monday

if TYPE_CHECKING:
    from datetime import datetime

KIND = "city.week_ready"
TOLD = "dashboards.week_told"


def tell_week(*, at: datetime) -> int:
    """Tell the readers of the Monday sheet that it and the digest of hot matters are ready; returns how many notices.

    Asked again it tells nobody twice: the Monday is kept, and a notice stands once for each event and person.
    """
    try:
        hour = rules_at(at).weekly_at
    except RuleBrokenError:
        return 0  # no rules are in force: nobody said when
    if due_monday(at, hour=hour, told=_told()) is None:
        return 0
    with transaction.atomic():
        Setting.objects.get_or_create(pk=TOLD, defaults={"value": ""})
        kept = Setting.objects.select_for_update().get(pk=TOLD)
        monday = due_monday(at, hour=hour, told=_day(kept.value))
        if monday is None:
            return 0  # another worker was quicker
        kept.value = monday.isoformat()
        kept.save(update_fields=["value"])
        people = people_of(READERS, on=monday)
        subject = monday.isoformat()
        news = [Told(key=f"{KIND}:{subject}", person=person, kind=KIND, subject=subject) for person in people]
        return tell(news, actor=SYSTEM, at=at)


def _told() -> date | None:
    kept = Setting.objects.filter(pk=TOLD).first()
    return _day(kept.value) if kept is not None else None


def _day(written: object) -> date | None:
    return date.fromisoformat(written) if isinstance(written, str) and written else None
