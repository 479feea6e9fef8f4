"""Whom a step of a conference concerns, and what each is told: number, place, state and instant, nobody's words.

A notice tells of the meeting alone, never of a case on its agenda; what a body may read of that its page decides.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from huying.accounts.queries import people_with
from huying.cases.queries.limits import day_of
from huying.conferences.models import Member, Resolution, StepTaken
from huying.conferences.policies import HOSTS, PARTICIPANTS
from huying.notices.actions import Told
from huying.regions import queries as regions
from huying.rules.conference_news import ConferenceAudience, ConferenceNews, ConferenceTelling, tellings
from huying.rules.conferences import ConferenceStep

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PREFIX = "conference."
FRESH = timedelta(days=1)
"""A step older than this is no news: the worker stood still, or a history was told anew."""


def news_of(step_ids: Sequence[int], *, at: datetime) -> list[Told]:
    """Return what is told of steps, at most one notice for each step and person, none to who took it."""
    rows = StepTaken.objects.filter(pk__in=step_ids, at__gt=at - FRESH).select_related("conference").order_by("pk")
    return [told for row in rows for told in _of(row)]


def _of(row: StepTaken) -> Iterator[Told]:
    called_at, seen = row.conference.called_at, {row.person_id}
    was_called = called_at is not None and called_at <= row.at
    for telling in tellings(ConferenceStep(row.step), was_called=was_called):
        for person in _meant(row, telling.audience):
            if person not in seen:
                seen.add(person)
                yield _told(row, telling, person)


def _told(row: StepTaken, telling: ConferenceTelling, person: int) -> Told:
    conference = row.conference
    return Told(
        key=f"{PREFIX}step:{row.pk}",
        person=person,
        kind=f"{PREFIX}{telling.news.value}",
        subject=conference.number,
        place=regions.place_book().name(conference.place),
        state=conference.state,
        due_at=_due(row, telling.news),
    )


def _due(row: StepTaken, news: ConferenceNews) -> datetime | None:
    """Return when it begins, or until when one may comment."""
    if news in {ConferenceNews.CALLED, ConferenceNews.MOVED}:
        return row.conference.starts_at
    if news is ConferenceNews.COMMENT_ASKED:
        return datetime.fromisoformat(row.facts["until"])
    return None


def _meant(row: StepTaken, audience: ConferenceAudience) -> list[int]:
    roles = HOSTS if audience is ConferenceAudience.HOST else PARTICIPANTS
    day = day_of(row.at)
    return [person for unit in _units(row, audience) for person in people_with(unit, roles, on=day)]


def _units(row: StepTaken, audience: ConferenceAudience) -> list[int]:
    conference = row.conference
    if audience is ConferenceAudience.HOST:
        return [conference.host_id]
    members = Member.objects.filter(conference=conference)
    if audience is ConferenceAudience.ASKED:
        members = members.filter(pk__in=row.facts.get("asked", ()))
    if audience is ConferenceAudience.OWNER:
        members = members.filter(pk__in=Resolution.objects.filter(pk=row.facts.get("resolution")).values("lead"))
    return [member.unit_id for member in members.order_by("pk") if member.unit_id is not None]
