"""What the people of the synthetic city write 演示诉求文本: invented messages over all topics, as demands."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from huying.cases.actions.building import is_service
from huying.cases.actions.demands import Demand
from huying.cases.actions.incoming import digest_of
from huying.cases.actions.said import Said
from huying.cases.models.cases import CHINA
from huying.demo import causes
from huying.demo.words import filled, phone, read, weighted
from huying.portal.notices import CURRENT_NOTICE
from huying.rules.case_facts import Channel, Kind, Privacy, Urgency
from huying.rules.topics import NOT_PROPERTY

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from random import Random

    from huying.demo.cast import Home, Neighbourhood
    from huying.demo.stream import Coming

REMEMBERED = 40
KINDS: Mapping[str, float] = {
    Kind.HELP.value: 44,
    Kind.COMPLAINT.value: 38,
    Kind.CONSULT.value: 9,
    Kind.SUGGESTION.value: 5,
    Kind.REPORT.value: 3,
    Kind.PRAISE.value: 1,
}
OTHER_KINDS: Mapping[str, float] = {Kind.HELP.value: 45, Kind.CONSULT.value: 35, Kind.SUGGESTION.value: 20}
PRIVACY: Mapping[str, float] = {Privacy.SHIELDED.value: 80, Privacy.OPEN.value: 13, Privacy.ANONYMOUS.value: 7}
URGENCIES = {"": Urgency.NORMAL, "!": Urgency.URGENT, "!!": Urgency.DANGER}
OWN_CHANNELS = frozenset({Channel.PHONE, Channel.WALK_IN, Channel.PAPER})
"""Channels on which a clerk confirms the topic while writing the case down."""
LIMITS, LIMIT_DAYS, LIMIT_HOUR = {Kind.COMPLAINT: 21, Kind.REPORT: 21}, 8, time(18, 0)
"""After how many days, and at which hour, the hotline wants its answer."""
CLEAR_KINDS = {Urgency.DANGER: Kind.HELP, Urgency.URGENT: Kind.HELP}


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What is wrong, where: several people may tell of the same matter."""

    topic: str
    title: str
    text: str
    urgency: Urgency
    home: Home | None
    place: int
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A demand with what a clerk will find it to be about."""

    demand: Demand
    matter: Matter
    part: str
    said: Said | None = None


class Writer:
    """Writes demands; remembers the last matters, of which others tell too."""

    def __init__(self, neighbourhoods: Mapping[str, Neighbourhood]) -> None:
        self._neighbourhoods = neighbourhoods
        self._recent: dict[str, deque[Matter]] = {code: deque(maxlen=REMEMBERED) for code in neighbourhoods}

    def write(self, coming: Coming, rng: Random) -> Told:
        """Return what somebody writes."""
        recent = self._recent[coming.district]
        if coming.is_property and recent and rng.random() < causes.SAME_MATTER:
            return self._told(rng.choice(recent), coming, rng, is_known=True)
        matter = self._matter(coming, rng)
        if matter.home is not None:
            recent.append(matter)
        return self._told(matter, coming, rng, is_known=False)

    def _matter(self, coming: Coming, rng: Random) -> Matter:
        around = self._neighbourhoods[coming.district]
        home = around.draw(rng) if coming.is_property else None
        topic = _topic(coming.at.date(), rng) if coming.is_property else NOT_PROPERTY
        words = read("messages")
        line = str(rng.choice(words[topic]["lines"]))
        plain = line.lstrip("!")
        title, _, text = plain.partition("|")
        return Matter(
            topic=topic,
            title=title,
            text=filled(text, rng, {"compound": home.name if home else ""}, words["slots"]),
            urgency=URGENCIES[line[: len(line) - len(plain)]],
            home=home,
            place=home.key if home else rng.choice(around.communities),
            phone=phone(rng),
        )

    def _told(self, matter: Matter, coming: Coming, rng: Random, *, is_known: bool) -> Told:
        channel = Channel(weighted(rng, causes.CHANNELS))
        kind = CLEAR_KINDS.get(matter.urgency) or Kind(weighted(rng, KINDS if coming.is_property else OTHER_KINDS))
        is_same_person = is_known and rng.random() < 0.4
        privacy = Privacy(weighted(rng, PRIVACY))
        compound = matter.home.name if matter.home else ""
        is_confirmed = channel in OWN_CHANNELS
        part = ("common" if rng.random() < 0.4 else "utility") if matter.topic == "WPH" else ""
        demand = Demand(
            channel=channel,
            title=f"{compound}{matter.title}",
            text=_text(matter, compound, rng, is_again=is_same_person),
            kind=kind,
            nature=is_service(kind),
            urgency=matter.urgency,
            privacy=privacy,
            place=matter.place,
            compound=matter.home.key if matter.home else None,
            address=compound,
            topic=matter.topic if is_confirmed else "",
            part=part if is_confirmed else "",
            name=_name(rng),
            phone=matter.phone if is_same_person else phone(rng),
            door=_door(rng) if matter.home and rng.random() < 0.5 else "",
            may_share=rng.random() < 0.7,
            notice_version=CURRENT_NOTICE.version if channel is Channel.WEB else "",
            source=str(read("names")["source"]) if channel is Channel.HOTLINE else "",
            external_id=coming.number if channel is Channel.HOTLINE else "",
            received_at=coming.at,
            is_synthetic=True,
        )
        return Told(demand=demand, matter=matter, part=part, said=order_said(demand) if demand.source else None)


def order_said(demand: Demand) -> Said:
    """Return what the hotline's sheet says of an order: dispatched at once, with a limit by kind of demand."""
    at = demand.received_at
    days = LIMITS.get(demand.kind, LIMIT_DAYS)
    limit = at and datetime.combine((at + timedelta(days=days)).date(), LIMIT_HOUR, CHINA)
    return Said(
        source=demand.source,
        key=demand.external_id,
        digest=digest_of(demand),
        dispatched_at=at,
        limit_at=None if demand.urgency is not Urgency.NORMAL else limit,
        status=str(read("names")["dispatched"]),
        title=demand.title,
        text=demand.text,
        name=demand.name,
        phone=demand.phone,
    )


def _topic(day: date, rng: Random) -> str:
    month = day.month - 1
    seasons = causes.SEASONS
    return weighted(
        rng, {code: share * (seasons[code][month] if code in seasons else 1.0) for code, share in causes.TOPICS.items()}
    )


def _text(matter: Matter, compound: str, rng: Random, *, is_again: bool) -> str:
    words = read("messages")
    given = {"compound": compound}
    opening = filled(rng.choice(words["again"] if is_again else words["opening"]), rng, given, {})
    body = matter.text if compound in opening or not compound else f"{compound}{matter.text}"
    parts = [opening, body, rng.choice(words["closing" if compound else "closing_other"])]
    if rng.random() < causes.NUMBERS_IN_TEXT:
        parts.append(filled(rng.choice(words["phone_in_text"]), rng, {"phone": phone(rng)}, {}))
    return "".join(parts)


def _name(rng: Random) -> str:
    names = read("names")
    return rng.choice(names["surnames"]) + rng.choice(names["parties"]) if rng.random() < 0.85 else ""


def _door(rng: Random) -> str:
    slots = read("messages")["slots"]
    return f"{rng.choice(slots['building'])}{rng.choice(slots['entrance'])}{rng.randint(1, 18)}0{rng.randint(1, 3)}"
