"""A conference as a calendar file 日历文件 (RFC 5545): when, where, what; no person's name."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from icalendar import Calendar, Event

from huying.conferences import labels
from huying.rules.conferences import ConferenceKind, ConferenceState

if TYPE_CHECKING:
    from datetime import datetime

    from huying.conferences.models import Conference

KIND = "text/calendar; charset=utf-8"
MAKER = "-//Huying//Conferences//ZH"
LENGTH = timedelta(hours=2)


def file_of(conference: Conference, *, address: str, at: datetime) -> bytes:
    """Return the file; a later version of the conference replaces the earlier one in the calendar that took it."""
    found = Calendar()
    found.add("prodid", MAKER)
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    event = Event()
    event.add("uid", f"{conference.number}@{address.split('/')[2]}")
    event.add("sequence", conference.version)
    event.add("dtstamp", at)
    event.add("dtstart", conference.starts_at)
    event.add("dtend", conference.starts_at + LENGTH)
    event.add("summary", f"{labels.label(ConferenceKind(conference.kind))} {conference.title}")
    event.add("location", conference.room)
    event.add("url", address)
    event.add("status", "CANCELLED" if conference.state == ConferenceState.CANCELLED.value else "CONFIRMED")
    found.add_component(event)
    return bytes(found.to_ical())
