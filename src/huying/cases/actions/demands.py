"""What comes in 诉求内容, checked before anything is built from it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from huying.rules.case_facts import Channel, Kind, Nature, Privacy, Urgency
from huying.rules.errors import RuleBrokenError
from huying.rules.masking import find_spans
from huying.rules.topics import TOPICS

if TYPE_CHECKING:
    from datetime import datetime

TITLE_LENGTH, TEXT_LENGTH, ADDRESS_LENGTH, DOOR_LENGTH = 120, 20_000, 120, 60
TITLE_FROM_TEXT = 40
_PHONE = re.compile(r"\+?\d{5,15}", re.ASCII)
_BETWEEN = re.compile(r"[\s\-‐‑‒–—―−.·()]")
_COUNTRY = re.compile(r"(?:\+|00)?86(?=1[3-9]\d{9}(?!\d))", re.ASCII)
_CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_PIN = re.compile(r"\d{4}", re.ASCII)
CITY_KEY = 3_710_000_000_000_000
"""The whole city 威海市: the place of a case whose place is still to be determined."""


@dataclass(frozen=True, kw_only=True)
class Demand:
    """A demand as it arrives. Without a topic a clerk confirms it; without a place the city's post takes it up.

    `door` is the reporter's own door number 门牌号, sealed with name and telephone; `address` is where the matter is.
    `received_at` is when the reporter spoke, `arrived_at` when it was sent on to us, from which limits run.
    """

    channel: Channel
    text: str
    title: str = ""
    kind: Kind = Kind.HELP
    nature: Nature = Nature.COMPLAINT
    urgency: Urgency | None = None
    privacy: Privacy = Privacy.SHIELDED
    place: int | None = None
    compound: int | None = None
    address: str = ""
    topic: str = ""
    part: str = ""
    about_unit: int | None = None
    name: str = ""
    phone: str = ""
    door: str = ""
    pin: str = ""
    may_share: bool = False
    notice_version: str = ""
    source: str = ""
    external_id: str = ""
    suggestion: dict[str, object] = field(default_factory=dict)
    received_at: datetime | None = None
    arrived_at: datetime | None = None
    is_synthetic: bool = False


def checked(demand: Demand) -> None:
    """Refuse a demand that cannot become a case, saying which field and why."""
    if not demand.text.strip():
        raise RuleBrokenError("case.text_missing")
    for name, value, most in (
        ("text", demand.text, TEXT_LENGTH),
        ("title", demand.title, TITLE_LENGTH),
        ("address", demand.address, ADDRESS_LENGTH),
        ("door", demand.door, DOOR_LENGTH),
    ):
        if len(value) > most:
            raise RuleBrokenError("case.too_long", field=name, length=len(value), most=most)
    if demand.topic and demand.topic not in TOPICS:
        raise RuleBrokenError("case.topic_unknown", topic=demand.topic, topics=sorted(TOPICS))
    if demand.phone and not demand.source and not _PHONE.fullmatch(plain_phone(demand.phone)):
        raise RuleBrokenError("case.phone_shape")
    if demand.pin and not _PIN.fullmatch(demand.pin):
        raise RuleBrokenError("case.pin_shape")
    if "\x00" in demand.text + demand.title + demand.address + demand.name + demand.door:
        raise RuleBrokenError("case.control_characters")


def first_phone(written: str) -> str:
    """Return the first whole number of what a source wrote, empty where it is masked."""
    plain = plain_phone(written)
    found = _PHONE.match(plain)
    return found.group() if found and "*" not in plain[: found.end() + 1] else ""


def plain_phone(written: str) -> str:
    """Return a telephone number half width, without spaces, dashes, dots and the country's prefix of a mobile."""
    plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", written))
    return _COUNTRY.sub("", plain)


def plain_name(written: str) -> str:
    """Return a name in one form: composed characters, single blanks, one kind of dot between its parts."""
    plain = " ".join(unicodedata.normalize("NFC", written).split())
    return re.sub(r"(?<=\w) ?[·•‧∙⋅・･．.] ?(?=\w)", "·", plain) if _CHINESE.search(plain) else plain


def title_of(demand: Demand) -> str:
    """Return the title, taken from the text where none was given; a number of a person is not cut through."""
    if demand.title.strip():
        return " ".join(demand.title.split())
    first = " ".join(demand.text.split())
    if len(first) <= TITLE_FROM_TEXT:
        return first
    end = TITLE_FROM_TEXT - 1
    halved = [span.start for span in find_spans(first) if span.start < end < span.end]
    return first[: min([end, *halved])] + "…"
