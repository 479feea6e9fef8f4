"""What hides a reporter 隐去诉求人: read by the program to take it out of words, and shown to nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.cases.queries.codes import CONTEXT_DOOR, CONTEXT_NAME, CONTEXT_PHONE
from huying.core import crypto
from huying.rules.hiding import Hider

if TYPE_CHECKING:
    from huying.cases.models import Case


def hider_of(case: Case) -> Hider:
    """Return what hides a case's reporter; nothing is opened to anybody, so nothing is logged."""
    reporter = getattr(case, "reporter", None)
    if reporter is None:
        return Hider()
    return Hider(
        name=_plain(reporter.name_sealed, CONTEXT_NAME),
        phone=_plain(reporter.phone_sealed, CONTEXT_PHONE),
        door=_plain(reporter.door_sealed, CONTEXT_DOOR),
    )


def _plain(sealed: bytes | memoryview[int] | None, context: str) -> str:
    return crypto.unseal(bytes(sealed), context=context) if sealed else ""
