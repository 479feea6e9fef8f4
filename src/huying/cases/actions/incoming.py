"""A row of a sheet as a demand 表行转诉求: checked outside the write lock, with the error of its own cell."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from huying.cases.actions.building import is_service
from huying.cases.actions.demands import TITLE_LENGTH, Demand, checked
from huying.cases.models.cases import CHINA
from huying.rules.case_facts import Channel, Kind, Nature
from huying.rules.errors import RuleBrokenError
from huying.rules.places import PlaceLevel, key_of, level_of
from huying.rules.workdays import FIRST_YEAR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from huying.regions.book import PlaceBook

AHEAD = timedelta(days=1)
COLUMN_OF = {
    "case.text_missing": "text",
    "case.phone_shape": "phone",
    "case.received_in_future": "received_at",
    "calendar.no_data": "received_at",
    "place.unknown": "place_code",
    "place.code_shape": "place_code",
    "compound.unknown": "compound_code",
    "case.history_incomplete": "reply",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A row understood: the demand, and what is mirrored of the outside order."""

    demand: Demand
    key: str
    dispatched_at: datetime | None = None
    limit_at: datetime | None = None
    status: str = ""
    urged_at: datetime | None = None
    redo_at: datetime | None = None
    solved: bool | None = None
    satisfied: bool | None = None
    reply: str = ""
    reply_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What rows are checked against: places and compounds in memory."""

    book: PlaceBook
    compounds: frozenset[int]
    at: datetime
    source: str
    channel: Channel
    is_history: bool


def understood(values: Mapping[str, Any], known: Known) -> Incoming:
    """Return what a row means, or refuse with the code whose column `COLUMN_OF` names."""
    received = _instant(values["received_at"])
    if received.astimezone(CHINA).year < FIRST_YEAR:
        raise RuleBrokenError("calendar.no_data", date=received.date().isoformat(), first_year=FIRST_YEAR)
    if received > known.at + AHEAD:
        raise RuleBrokenError("case.received_in_future", at=received.isoformat(timespec="minutes"))
    reply, reply_at = str(values.get("reply") or ""), values.get("reply_at")
    is_history = known.is_history and bool(reply or reply_at)
    if is_history and not (reply and reply_at):
        raise RuleBrokenError("case.history_incomplete")
    key = str(values.get("external_id") or "") or _fingerprint(values, known.source)
    demand = _demand(values, known, received=received, key=key)
    checked(demand)
    return Incoming(
        demand=demand,
        key=key,
        dispatched_at=_maybe(values.get("dispatched_at")),
        limit_at=_maybe(values.get("limit_at")),
        status=str(values.get("status") or ""),
        urged_at=_maybe(values.get("urged_at")),
        redo_at=_maybe(values.get("redo_at")),
        solved=values.get("solved"),
        satisfied=values.get("satisfied"),
        reply=reply if is_history else "",
        reply_at=_maybe(reply_at) if is_history else None,
    )


def _demand(values: Mapping[str, Any], known: Known, *, received: datetime, key: str) -> Demand:
    place, compound = _place(values, known)
    kind = Kind(values.get("kind") or Kind.HELP.value)
    title, text = str(values.get("title") or ""), str(values["text"] or "")
    if len(title) > TITLE_LENGTH:
        text = f"{title}\n{text}"
        title = title[: TITLE_LENGTH - 1] + "…"
    return Demand(
        channel=known.channel,
        title=title,
        text=text,
        kind=kind,
        nature=is_service(kind) if values.get("kind") else Nature.COMPLAINT,
        place=place,
        compound=compound,
        address=str(values.get("address") or ""),
        topic=str(values.get("topic") or ""),
        name=str(values.get("user") or ""),
        phone=str(values.get("phone") or ""),
        source=known.source,
        external_id=key,
        received_at=received,
    )


def _place(values: Mapping[str, Any], known: Known) -> tuple[int | None, int | None]:
    written = str(values.get("compound_code") or "")
    if written:
        if level_of(written) is not PlaceLevel.COMPOUND or key_of(written) not in known.compounds:
            raise RuleBrokenError("compound.unknown", code=written)
        return key_of(written), key_of(written)
    code = str(values.get("place_code") or "")
    if not code:
        return None, None
    region = known.book.get(key_of(code))
    if region is None:
        raise RuleBrokenError("place.unknown", code=code)
    return region.key, None


def _instant(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=CHINA)


def _maybe(at: datetime | None) -> datetime | None:
    return None if at is None else _instant(at)


def _fingerprint(values: Mapping[str, Any], source: str) -> str:
    parts = [source, *(str(values.get(name) or "") for name in ("user", "received_at", "title", "text"))]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
