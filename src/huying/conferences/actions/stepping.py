"""One step of a conference 会议步骤, and the words it keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.conferences.models import AgendaItem, Conference, Member, StepTaken
from huying.core import lives
from huying.core.lives import Life
from huying.rules.conferences import ConferenceState, ConferenceStep, after
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from huying.core.lives import Taking

CONFERENCE = Life(
    name="conference",
    model=Conference,
    timeline=StepTaken,
    state=ConferenceState,
    steps=ConferenceStep,
    after=after,
    related=("host",),
)
MOST_TITLE = 80
MOST_ITEM_WORDS = 300


def said(written: str, *, code: str = "", most: int = lives.MOST_WORDS) -> str:
    """Return words as a conference keeps them."""
    return lives.said(written, name=CONFERENCE.name, missing=code, most=most)


def member_of(taking: Taking[Conference], member_id: int) -> Member:
    """Return a body at the conference, or refuse one that was not invited."""
    member = Member.objects.filter(conference=taking.row, pk=member_id).first()
    if member is None:
        raise RuleBrokenError("conference.member_unknown")
    return member


def item_of(taking: Taking[Conference], item_id: int) -> AgendaItem:
    """Return a matter of the agenda, or refuse one that does not stand on it."""
    item = AgendaItem.objects.filter(conference=taking.row, pk=item_id).first()
    if item is None:
        raise RuleBrokenError("conference.item_unknown")
    return item
