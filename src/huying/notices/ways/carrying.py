"""What every way carries and answers 渠道接口: one message to one address, or why not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.conf import settings

from huying.core import outgoing
from huying.rules.delivery import Way, Why
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

JSON = "application/json"


class NotCarriedError(Exception):
    """A message did not go out; the closed list says why, never the other side's words."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message in closed words; `key` tells the receiver that it has it already."""

    key: str
    to: str
    kind: str
    number: str
    title: str
    text: str
    link: str
    at: datetime
    place: str = ""
    state: str = ""
    is_danger: bool = False
    due_at: datetime | None = None

    def facts(self) -> dict[str, str | bool | None]:
        """Return what a program reads of it."""
        return {
            "key": self.key,
            "to": self.to,
            "kind": self.kind,
            "number": self.number,
            "place": self.place,
            "state": self.state,
            "danger": self.is_danger,
            "due": self.due_at.isoformat() if self.due_at else None,
            "told": self.at.isoformat(),
            "title": self.title,
            "text": self.text,
            "link": self.link,
        }


class Carrier(Protocol):
    """One way."""

    way: Way

    def is_open(self) -> bool:
        """Tell whether the operator opened it."""

    def troubles(self) -> Iterator[str]:
        """Yield what is wrong with how it is set up."""

    def carry(self, message: Message) -> None:
        """Hand one message over, or raise `NotCarriedError`."""


def setting(name: str) -> str:
    """Return a setting of the ways as text, empty where it is not set."""
    return str(settings.HUYING_NOTICE_WAYS.get(name) or "")


def is_on(name: str) -> bool:
    """Tell whether a setting of the ways is switched on."""
    return settings.HUYING_NOTICE_WAYS.get(name) is True


def call(url: str, body: bytes, *, headers: Mapping[str, str]) -> bytes:
    """Call an address the operator listed, and return the beginning of its answer."""
    try:
        goal = outgoing.target(url, allowed=settings.HUYING_OUTGOING_HOSTS)
        return outgoing.post(goal, body, kind=JSON, headers=headers)
    except RuleBrokenError as error:
        raise NotCarriedError(_why(error)) from None  # its facts may hold a token of the address


def _why(error: RuleBrokenError) -> Why:
    if error.code == "outgoing.failed":
        return Why.REFUSED if isinstance(error.facts.get("told"), int) else Why.UNREACHABLE
    return Why.UNREACHABLE if error.code == "outgoing.unknown_host" else Why.NOT_ALLOWED


def troubles_of(url: str) -> Iterator[str]:
    """Yield why an address may not be called, without looking up its name."""
    try:
        outgoing.check(url, allowed=settings.HUYING_OUTGOING_HOSTS)
    except RuleBrokenError as error:
        yield error.code
