"""One name for every step 步骤总入口: the API and the pages hand a checked body to the action it names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from huying.cases.actions import (
    answering,
    declining,
    dispatching,
    ending,
    handling,
    merging,
    photographs,
    recusing,
    returning,
    shielding,
    splitting,
    standing,
    timing,
    urging,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from huying.cases.models import Case
    from huying.core.actors import Actor

STEPS: Mapping[str, Callable[..., Case]] = {
    "dispatch": dispatching.dispatch,
    "assign": handling.assign,
    "sign": handling.sign,
    "contact": handling.contact,
    "act": handling.act,
    "draft": answering.draft,
    "check": answering.check_draft,
    "issue": answering.issue,
    "send_back": returning.send_back,
    "rule_return": returning.rule_return,
    "extend": timing.extend,
    "decide_extension": timing.decide_extension,
    "pause": timing.pause,
    "resume": timing.resume,
    "call_back": ending.call_back,
    "rework": ending.rework,
    "approve_late": answering.approve_late,
    "ask_standing": standing.ask_standing,
    "stand_long_term": standing.stand_long_term,
    "refuse_standing": standing.refuse_standing,
    "milestone": standing.reach_milestone,
    "close": ending.close,
    "reopen": ending.reopen,
    "release_brief": shielding.release_brief,
    "urge": urging.urge,
    "merge": merging.merge,
    "unmerge": merging.unmerge,
    "split": splitting.split,
    "answer_part": splitting.answer_part,
    "end_part": splitting.end_part,
    "decline": declining.decline,
    "recuse": recusing.recuse,
    "refuse_recusal": recusing.refuse_recusal,
}


def take(
    case: Case,
    step: str,
    *args: Any,
    actor: Actor,
    at: datetime,
    version: int | None,
    photo: bytes = b"",
    **facts: Any,
) -> Case:
    """Take one step of a case with its photograph, if any: both or neither."""
    with transaction.atomic():
        taken = STEPS[step](case.pk, *args, actor=actor, at=at, version=version, **facts)
        if photo:
            photographs.attach(case.pk, content=photo, actor=actor, at=at)
    return taken
