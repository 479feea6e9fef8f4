"""A row of a sheet as a demand 表行转诉求: checked outside the write lock, with the error of its own cell."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from huying.cases.actions.building import is_service
from huying.cases.actions.demands import ADDRESS_LENGTH, TITLE_LENGTH, Demand, checked, plain_name, plain_phone
from huying.cases.actions.said import Said
from huying.cases.models.cases import CHINA
from huying.core import crypto
from huying.regions.queries import plain_code
from huying.rules.case_clocks import Limit, LimitUnit, due_of
from huying.rules.case_facts import Channel, Kind, Nature, Privacy
from huying.rules.errors import RuleBrokenError
from huying.rules.places import PlaceLevel, key_of, level_of
from huying.rules.workdays import FIRST_YEAR
from huying.sheets.terms import Term

if TYPE_CHECKING:
    from collections.abc import Mapping

    from huying.regions.book import PlaceBook
    from huying.rules.workdays import WorkCalendar

AHEAD = timedelta(days=1)
PLACE_WORDS = ("district", "street", "community", "compound_name", "address")
NO_PHONE = frozenset({"无", "匿名", "保密", "未知", "不详", "未提供", "未留", "空", "-", "--", "—", "——", "/", "0"})
PHONE_SIGNS = re.compile(r"[\d*+\-‐‑‒–—―−.·转xX#()/;,、；，： :]+", re.ASCII)
LABEL = re.compile(r"^(?:联系电话|电话|手机号码|手机号|手机|座机|tel|mobile)[:：\s]*", re.IGNORECASE)
ENOUGH_SIGNS = re.compile(r"[\d*]{5,15}", re.ASCII)
COLUMN_OF = {
    "case.text_missing": "text",
    "case.phone_shape": "phone",
    "case.received_in_future": "received_at",
    "calendar.no_data": "received_at",
    "place.unknown": "place_code",
    "place.code_shape": "place_code",
    "compound.unknown": "compound_code",
    "case.reply_missing": "reply",
    "case.reply_time_missing": "reply_at",
    "case.reply_before_receipt": "reply_at",
    "case.reply_in_future": "reply_at",
    "case.topic_unknown": "topic",
}
"""Which column is at fault; others name it in their fact `field`."""


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """A row understood: the demand, what it says of the outside order, and its reply where it is history."""

    demand: Demand
    said: Said
    reply: str = ""
    reply_at: datetime | None = None

    @property
    def key(self) -> str:
        """Return the number of the order."""
        return self.said.key


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What rows are checked against: places and compounds in memory."""

    book: PlaceBook
    compounds: frozenset[int]
    at: datetime
    source: str
    channel: Channel
    is_history: bool
    calendar: WorkCalendar


def understood(values: Mapping[str, Any], known: Known) -> Incoming:
    """Return what a row means, or refuse with the code whose column `COLUMN_OF` names."""
    received = _instant(values["received_at"])
    if received.astimezone(CHINA).year < FIRST_YEAR:
        raise RuleBrokenError("calendar.no_data", date=received.date().isoformat(), first_year=FIRST_YEAR)
    if received > known.at + AHEAD:
        raise RuleBrokenError("case.received_in_future", at=received.isoformat(timespec="minutes"))
    reply, reply_at = _text(values, "reply"), _maybe(values.get("reply_at"))
    is_history = known.is_history and bool(reply or reply_at)
    if is_history:
        _check_reply(reply, reply_at, received=received, at=known.at)
    number = _text(values, "external_id")
    key = number or _fingerprint(values, known.source)
    dispatched = _maybe(values.get("dispatched_at"))
    arrived = None if dispatched is None or is_history else min(max(dispatched, received), known.at)
    demand = _demand(values, known, received=received, arrived=arrived, key=key)
    checked(demand)
    said = Said(
        source=known.source,
        key=key,
        is_numbered=bool(number),
        digest=digest_of(demand),
        dispatched_at=dispatched,
        limit_at=_limit(values.get("limit_at"), start=dispatched or received, known=known),
        status=_text(values, "status"),
        urged_at=_maybe(values.get("urged_at")),
        redo_at=_maybe(values.get("redo_at")),
        call_back_contacted=values.get("contacted"),
        call_back_solved=values.get("solved"),
        call_back_satisfied=values.get("satisfied"),
        handler=_text(values, "handler"),
        result=reply,
        finished_at=reply_at,
        title=demand.title,
        text=demand.text,
        name=demand.name,
        phone=demand.phone,
    )
    return Incoming(
        demand=demand, said=said, reply=reply if is_history else "", reply_at=reply_at if is_history else None
    )


def _text(values: Mapping[str, Any], name: str) -> str:
    return str(values.get(name) or "")


def _check_reply(reply: str, reply_at: datetime | None, *, received: datetime, at: datetime) -> None:
    if not reply:
        raise RuleBrokenError("case.reply_missing")
    if reply_at is None:
        raise RuleBrokenError("case.reply_time_missing")
    if reply_at < received:
        raise RuleBrokenError("case.reply_before_receipt", received=received.isoformat(timespec="minutes"))
    if reply_at > at + AHEAD:
        raise RuleBrokenError("case.reply_in_future", at=reply_at.isoformat(timespec="minutes"))


def _demand(
    values: Mapping[str, Any], known: Known, *, received: datetime, arrived: datetime | None, key: str
) -> Demand:
    place, compound = _place(values, known)
    kind = Kind(values.get("kind") or Kind.HELP.value)
    title, text = _text(values, "title"), _text(values, "text")
    if len(title) > TITLE_LENGTH:
        text = f"{title}\n{text}"
        title = title[: TITLE_LENGTH - 1] + "…"
    address = _address(values)
    if len(address) > ADDRESS_LENGTH:
        text = f"{text}\n{address}"
        address = address[: ADDRESS_LENGTH - 1] + "…"
    return Demand(
        channel=known.channel,
        title=title,
        text=text,
        kind=kind,
        nature=is_service(kind) if values.get("kind") else Nature.COMPLAINT,
        place=place,
        compound=compound,
        address=address,
        topic=_text(values, "topic"),
        name=plain_name(_text(values, "user")),
        phone=_phone(_text(values, "phone")),
        privacy=Privacy.OPEN if values.get("is_private") is False else Privacy.SHIELDED,
        source=known.source,
        external_id=key,
        received_at=received,
        arrived_at=arrived,
    )


def _address(values: Mapping[str, Any]) -> str:
    """Return the place words of a row in one line, without a word that the next repeats."""
    words: list[str] = []
    for name in PLACE_WORDS:
        word = " ".join(_text(values, name).split())
        if word and not any(word in known for known in words):
            words = [known for known in words if not word.startswith(known)] + [word]
    return " ".join(words)


def _phone(written: str) -> str:
    """Return a telephone number as centres write it: masked, with an extension, or two of them; empty for none."""
    phone = LABEL.sub("", unicodedata.normalize("NFKC", written)).strip()
    if phone in NO_PHONE:
        return ""
    if not (PHONE_SIGNS.fullmatch(phone) and ENOUGH_SIGNS.search(plain_phone(phone))) and phone:
        raise RuleBrokenError("case.phone_shape")
    return phone


def _place(values: Mapping[str, Any], known: Known) -> tuple[int | None, int | None]:
    written = _text(values, "compound_code")
    if written:
        return _compound(written, known)
    code = _text(values, "place_code")
    if not code:
        return None, None
    plain = plain_code(code)
    if level_of(plain) is PlaceLevel.COMPOUND:
        return _compound(plain, known)
    region = known.book.get(key_of(plain))
    if region is None:
        raise RuleBrokenError("place.unknown", code=code)
    return region.key, None


def _compound(written: str, known: Known) -> tuple[int, int]:
    try:
        plain = plain_code(written)
    except RuleBrokenError as error:
        raise RuleBrokenError("compound.unknown", code=written[:20]) from error
    if level_of(plain) is not PlaceLevel.COMPOUND or key_of(plain) not in known.compounds:
        raise RuleBrokenError("compound.unknown", code=written[:20])
    return key_of(plain), key_of(plain)


def _instant(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=CHINA)


def _maybe(at: datetime | None) -> datetime | None:
    return None if at is None else _instant(at)


def _limit(told: datetime | Term | None, *, start: datetime, known: Known) -> datetime | None:
    """Return when the platform's limit ends; one told as days or hours is counted from the dispatch."""
    if not isinstance(told, Term):
        return _maybe(told)
    return due_of(Limit(told.amount, LimitUnit(told.unit.value)), start=start, calendar=known.calendar).due


def _fingerprint(values: Mapping[str, Any], source: str) -> str:
    """Return the natural key of a row without number: source, user, time, title and body."""
    parts = [source, *(_text(values, name) for name in ("user", "received_at", "title", "text"))]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def digest_of(demand: Demand) -> str:
    """Return the keyed hash of what a row says, by which a changed wording is noticed and nothing is read."""
    parts = (demand.title, demand.text, demand.name, demand.phone, demand.address, demand.kind.value)
    return crypto.blind_index("\x1f".join(parts), context="order.words")
