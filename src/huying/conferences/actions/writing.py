"""Minutes 纪要: circulated 会签, commented on, issued 签发 with number and copies; changed only by a new version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Max

from huying.accounts.models import Unit
from huying.cases.queries.limits import day_of
from huying.conferences import policies
from huying.conferences.actions.stepping import CONFERENCE, said
from huying.conferences.models import AgendaItem, Comment, Member, Minutes, Resolution
from huying.conferences.queries.rules import rules_of
from huying.rules.conferences import ConferenceStep, Stance, check_issue, comment_until
from huying.rules.errors import RuleBrokenError
from huying.rulesets import queries as rulesets

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from huying.conferences.models import Conference
    from huying.core.actors import Actor


def latest(conference: Conference) -> Minutes:
    """Return the newest version of the minutes, or refuse where none was begun."""
    found = Minutes.objects.select_for_update(of=("self",)).filter(conference=conference).order_by("-number").first()
    if found is None:
        raise RuleBrokenError("conference.no_minutes")
    return found


def circulate(
    conference_id: int,
    *,
    asked: Sequence[int],
    copies: Sequence[int] = (),
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> Conference:
    """Freeze the minutes and send them to the bodies named for their comment; the limit runs from now."""
    with CONFERENCE.step(
        ConferenceStep.CIRCULATE, conference_id, policy=policies.HOST_CONFERENCE, actor=actor, at=at, version=version
    ) as taking:
        conference = taking.row
        members = {row.pk: row for row in Member.objects.filter(conference=conference)}
        if not asked:
            raise RuleBrokenError("conference.nobody_asked")
        if set(asked) - set(members):
            raise RuleBrokenError("conference.member_unknown")
        minutes = Minutes.objects.filter(conference=conference, issued_at=None).first() or Minutes(
            conference=conference, host=conference.host, number=1
        )
        minutes.content = content_of(conference)
        minutes.circulated_at, minutes.round = at, minutes.round + 1
        minutes.comment_until = comment_until(at, rules=rules_of(conference), calendar=rulesets.calendar())
        minutes.save()
        minutes.asked.set([members[pk] for pk in asked])
        minutes.copies.set(Unit.objects.filter(pk__in=copies, is_active=True))
        taking.facts |= {"minutes": minutes.number, "asked": sorted(asked), "until": minutes.comment_until.isoformat()}
    return taking.row


def content_of(conference: Conference) -> dict[str, Any]:
    """Return what the minutes say: who was there, and matter by matter what was said and resolved."""
    members = list(Member.objects.filter(conference=conference).order_by("pk"))
    items = list(AgendaItem.objects.filter(conference=conference).order_by("pk"))
    if not items:
        raise RuleBrokenError("conference.no_items")
    resolutions = list(Resolution.objects.filter(conference=conference).select_related("lead").order_by("pk"))
    if not resolutions and not any(item.summary for item in items):
        raise RuleBrokenError("conference.nothing_written")
    return {
        "title": conference.title,
        "kind": conference.kind,
        "room": conference.room,
        "held_at": conference.held_at.isoformat() if conference.held_at else "",
        "present": [row.name for row in members if row.attended_at and not row.is_observer],
        "observers": [row.name for row in members if row.attended_at and row.is_observer],
        "excused": [row.name for row in members if not row.attended_at and row.excuse],
        "absent": [row.name for row in members if not row.attended_at and not row.excuse and not row.is_observer],
        "items": [_item_content(item, resolutions) for item in items],
    }


def _item_content(item: AgendaItem, resolutions: Sequence[Resolution]) -> dict[str, Any]:
    return {
        "words": item.words,
        "summary": item.summary,
        "resolutions": [
            {
                "key": row.pk,
                "kind": row.kind,
                "words": row.words,
                "lead": row.lead.name,
                "due_on": row.due_on.isoformat(),
                "basis": row.basis,
                "basis_words": row.basis_words,
                "matter": row.matter,
                "state": row.state,
            }
            for row in resolutions
            if row.item_id == item.pk
        ],
    }


def comment(
    conference_id: int,
    *,
    stance: Stance,
    words: str = "",
    actor: Actor,
    at: datetime,
    version: int | None = None,
    member_id: int | None = None,
) -> Conference:
    """Say, for one's own unit, that the minutes are right or what is not; the host writes it down for others.

    A body without account is written down by the host; a unit with people speaks for itself.
    """
    with CONFERENCE.step(
        ConferenceStep.COMMENT, conference_id, policy=None, actor=actor, at=at, version=version
    ) as taking:
        minutes = latest(taking.row)
        asked = minutes.asked.filter(pk=member_id) if member_id else minutes.asked.filter(unit=actor.unit_id or 0)
        member = asked.first()
        if member is None:
            raise RuleBrokenError("conference.not_asked")
        if member.unit_id is None:
            policies.HOST_CONFERENCE.check(actor, taking.row)
        else:
            policies.SIT_IN_CONFERENCE.check(actor, member)
        if stance is Stance.SILENT:
            raise RuleBrokenError("conference.silence_is_noted")
        if minutes.comment_until is not None and at > minutes.comment_until:
            raise RuleBrokenError("conference.comments_over", until=minutes.comment_until)
        if minutes.comments.filter(member=member, round=minutes.round).exists():
            raise RuleBrokenError("conference.commented_already")
        missing = "conference.objection_words" if stance is Stance.OBJECTED else ""
        _commented(minutes, member, stance, said(words, code=missing), at=at)
        taking.facts |= {"member": member.pk, "stance": stance.value}
    return taking.row


def _commented(minutes: Minutes, member: Member, stance: Stance, words: str, *, at: datetime) -> None:
    Comment(
        minutes=minutes,
        member=member,
        stance=stance.value,
        words=words,
        round=minutes.round,
        at=at,
    ).save(force_insert=True)


def take_back(conference_id: int, *, reason: str, actor: Actor, at: datetime, version: int | None = None) -> Conference:
    """Take circulated minutes back to change them; they are circulated anew."""
    with CONFERENCE.step(
        ConferenceStep.TAKE_BACK, conference_id, policy=policies.HOST_CONFERENCE, actor=actor, at=at, version=version
    ) as taking:
        taking.note = said(reason, code="conference.reason_missing")
    return taking.row


def issue(conference_id: int, *, actor: Actor, at: datetime, version: int | None = None) -> Conference:
    """Issue the minutes: all have spoken or their time is over, when silence is noted; resolutions are in force."""
    with CONFERENCE.step(
        ConferenceStep.ISSUE, conference_id, policy=policies.ISSUE_MINUTES, actor=actor, at=at, version=version
    ) as taking:
        conference, minutes = taking.row, latest(taking.row)
        asked = {row.pk: row for row in minutes.asked.all()}
        answered = set(minutes.comments.filter(round=minutes.round).values_list("member_id", flat=True))
        check_issue(asked=asked, answered=answered, until=minutes.comment_until or at, at=at)
        for pk in sorted(set(asked) - answered):
            _commented(minutes, asked[pk], Stance.SILENT, "", at=at)
        if minutes.sequence is None:
            minutes.year, minutes.sequence = _next_number(conference, at=at)
        minutes.issued_at, minutes.issued_by_id = at, actor.person_id
        minutes.save()
        fresh = Resolution.objects.filter(conference=conference, issued_in=None).update(issued_in=minutes.number)
        taking.facts |= {"minutes": minutes.number, "year": minutes.year, "sequence": minutes.sequence, "new": fresh}
    return taking.row


def _next_number(conference: Conference, *, at: datetime) -> tuple[int, int]:
    """Return year and the next number of the host in it; the host's row is locked, so that no number stands twice."""
    Unit.objects.select_for_update(of=("self",)).get(pk=conference.host_id)
    year = day_of(at).year
    rows = Minutes.objects.filter(host=conference.host_id, year=year)
    return year, (rows.aggregate(last=Max("sequence"))["last"] or 0) + 1


def revise(conference_id: int, *, reason: str, actor: Actor, at: datetime, version: int | None = None) -> Conference:
    """Begin a new version of issued minutes with a reason; the issued one stays as it is and in force."""
    with CONFERENCE.step(
        ConferenceStep.REVISE, conference_id, policy=policies.ISSUE_MINUTES, actor=actor, at=at, version=version
    ) as taking:
        before = latest(taking.row)
        Minutes(
            conference=taking.row,
            host=taking.row.host,
            number=before.number + 1,
            reason=said(reason, code="conference.reason_missing"),
            year=before.year,
            sequence=before.sequence,
        ).save(force_insert=True)
        taking.note, taking.facts["minutes"] = reason.strip(), before.number + 1
    return taking.row
