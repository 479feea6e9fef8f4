"""Which papers a conference has 会议文书: the invitation, and the minutes of each version."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from huying.rules.conferences import ConferenceState
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from huying.conferences.models import Conference, Minutes


class Paper(Enum):
    """A paper."""

    INVITATION = "invitation"  # 会议通知
    MINUTES = "minutes"  # 会议纪要


LABELS = {Paper.INVITATION: _("Invitation"), Paper.MINUTES: _("Minutes")}


def papers_of(conference: Conference, minutes: Sequence[Minutes]) -> list[Paper]:
    """Return the papers that are there by now."""
    found = []
    if conference.state not in {ConferenceState.PLANNED.value, ConferenceState.CANCELLED.value}:
        found.append(Paper.INVITATION)
    if any(row.circulated_at for row in minutes):
        found.append(Paper.MINUTES)
    return found


def paper_of(conference: Conference, minutes: Sequence[Minutes], kind: str) -> Paper:
    """Return a paper by name, or refuse one that is none or is not there yet."""
    for paper in papers_of(conference, minutes):
        if paper.value == kind:
            return paper
    raise RuleBrokenError("conference.paper_unknown")
