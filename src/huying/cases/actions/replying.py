"""Replying in one go 一键回复: what was done, with photographs before and after, and the draft of the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from huying.cases.actions import answering, handling, photographs

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from huying.cases.models import Case
    from huying.core.actors import Actor
    from huying.rules.case_facts import PhotoMoment

NOTE_SHOWN = 200


def reply(
    case_id: int,
    *,
    text: str,
    photos: Mapping[PhotoMoment, bytes],
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> Case:
    """Take the steps of acting and drafting together: all of it or nothing; photographs are judged first."""
    for content in photos.values():
        photographs.cleaned(content)
    with transaction.atomic():
        acted = handling.act(case_id, note=text[:NOTE_SHOWN], actor=actor, at=at, version=version)
        for moment, content in photos.items():
            photographs.attach(case_id, content=content, actor=actor, at=at, moment=moment)
        return answering.draft(case_id, text=text, actor=actor, at=at, version=acted.version)
