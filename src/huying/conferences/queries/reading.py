"""What the pages of conferences read 会议查询: one conference whole, and what concerns a reporter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from huying.conferences.models import AgendaItem, Comment, Conference, Member, Minutes, Resolution, StepTaken
from huying.rules.conferences import number_words

if TYPE_CHECKING:
    from huying.accounts.models import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A conference with all that hangs on it; six queries whatever there is."""

    conference: Conference
    members: list[Member]
    items: list[AgendaItem]
    resolutions: list[Resolution]
    minutes: list[Minutes]
    comments: list[Comment]
    asked: list[Member]

    @property
    def present(self) -> int:
        """Return how many members, without observers, are there."""
        return sum(member.attended_at is not None for member in self.members if not member.is_observer)

    @property
    def counted(self) -> int:
        """Return how many members were invited, without observers."""
        return sum(not member.is_observer for member in self.members)

    def waiting(self) -> list[Member]:
        """Return the bodies asked for their comment that did not speak yet."""
        spoken = {comment.member_id for comment in self.comments}
        return [member for member in self.asked if member.pk not in spoken]

    def member_of(self, unit_id: int | None) -> Member | None:
        """Return a unit's seat."""
        return next((member for member in self.members if unit_id is not None and member.unit_id == unit_id), None)


def whole(conference: Conference) -> Whole:
    """Read a conference for its page."""
    minutes = list(
        Minutes.objects.filter(conference=conference)
        .select_related("host", "issued_by")
        .prefetch_related("copies")
        .order_by("number")
    )
    last = minutes[-1] if minutes and minutes[-1].circulated_at else None
    comments = Comment.objects.filter(minutes=last, round=last.round if last else 0)
    return Whole(
        conference=conference,
        members=list(Member.objects.filter(conference=conference).select_related("unit").order_by("pk")),
        items=list(
            AgendaItem.objects.filter(conference=conference)
            .select_related("case", "whistle", "earlier__conference", "earlier__lead", "proposing")
            .order_by("pk")
        ),
        resolutions=list(Resolution.objects.filter(conference=conference).select_related("lead__unit").order_by("pk")),
        minutes=minutes,
        comments=list(comments.select_related("member").order_by("pk")),
        asked=list(last.asked.order_by("pk")) if last else [],
    )


def steps_of(conference: Conference) -> list[StepTaken]:
    """Return the timeline; one query."""
    return list(StepTaken.objects.filter(conference=conference).select_related("unit", "person").order_by("pk"))


def words_of(minutes: Minutes) -> str:
    """Return the number as it stands on issued minutes, empty before."""
    if minutes.sequence is None or minutes.year is None or minutes.issued_at is None:
        return ""
    return number_words(minutes.host.name, year=minutes.year, sequence=minutes.sequence, version=minutes.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Concerning:
    """What a conference resolved about a reporter's matter."""

    host: Unit
    conference: Conference
    resolutions: list[Resolution]


def concerning(case_id: int) -> list[Concerning]:
    """Return the conferences that spoke of a case, with the public resolutions of issued minutes.

    One query where none did, else two.
    """
    items = list(
        AgendaItem.objects.filter(case=case_id, conference__minutes__issued_at__isnull=False)
        .select_related("conference__host")
        .distinct()
        .order_by("conference__held_at")
    )
    if not items:
        return []
    rows = Resolution.objects.filter(item__in=items, is_public=True, issued_in__isnull=False).select_related("lead")
    public = list(rows.order_by("pk"))
    return [
        Concerning(
            host=item.conference.host,
            conference=item.conference,
            resolutions=[row for row in public if row.item_id == item.pk],
        )
        for item in items
        if item.conference is not None
    ]
