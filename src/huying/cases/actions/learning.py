"""Learning anew from the city's own cases 定期重训: by the worker, at night, only where the setting asks for it.

A task that cannot be learned yet is passed over; a model worse than the one in force is left aside; one command goes
back a version (`huying train --task T --roll-back`).
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from huying.cases.models.cases import CHINA
from huying.cases.queries.learning import FROM_CASES, labelled, pairs
from huying.core.models import Setting
from huying.rules.errors import RuleBrokenError
from huying.text.retraining import Learnt, figure_of, learn, library
from huying.text.stored import Task

log = logging.getLogger(__name__)
MARK = "text.learned_at"
NIGHT = range(1, 5)
"""Hours of Weihai in which nobody waits for a page."""


def rows_for(task: Task) -> list[Any]:
    """Return the training rows of a task from confirmed cases."""
    training = library()
    if task is Task.PAIR:
        return [
            training.PairRow(
                text_a=pair.one.text,
                at_a=pair.one.at,
                text_b=pair.other.text,
                at_b=pair.other.at,
                is_same=pair.is_same,
            )
            for pair in pairs()
        ]
    return [training.LabelRow(text, label) for text, label in labelled(task)]


def is_due(*, at: datetime) -> bool:
    """Tell whether the setting asks for learning now: so many days after the last time, at night."""
    days = settings.HUYING_LEARN_EVERY_DAYS
    if days <= 0 or at.astimezone(CHINA).hour not in NIGHT:
        return False
    last = Setting.objects.filter(pk=MARK).values_list("value", flat=True).first()
    return last is None or at - datetime.fromisoformat(last) >= timedelta(days=days)


def learn_due(*, at: datetime) -> list[Learnt]:
    """Learn every task that has rows enough; the mark is set first, so that a failure is not tried all night."""
    if not is_due(at=at):
        return []
    Setting.objects.update_or_create(pk=MARK, defaults={"value": at.isoformat()})
    found = [_learnt(task, at=at) for task in FROM_CASES]
    return [each for each in found if each is not None]


def _learnt(task: Task, *, at: datetime) -> Learnt | None:
    try:
        done = learn(
            settings.DATA_DIR,
            task,
            rows_for(task),
            made_at=at.isoformat(timespec="seconds"),
            told=_silent,
            is_careful=True,
        )
    except RuleBrokenError as error:
        log.warning("%s was not learned: %s", task.value, error)
        return None
    state = f"version {done.number} is in force" if done.number else f"left aside ({done.aside})"
    log.info("%s: %s, %s rows, %.3f", task.value, state, done.card.rows, figure_of(done.card))
    return done


def _silent(_done: int, _whole: int) -> None:
    """Hear of no progress: nobody looks on."""
