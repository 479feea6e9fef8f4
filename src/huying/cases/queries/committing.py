"""What the audit log says of a case's words 日志中的承诺值: never the words, only commitments under the case's key.

`row` is the case as a step left it; the doctor works it out anew, so that a row changed past the door is found.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from huying.core import commitments

if TYPE_CHECKING:
    from huying.cases.models import Case

FIELDS = (
    "state",
    "ending",
    "title",
    "text",
    "address",
    "brief",
    "topic",
    "holder_unit_id",
    "about_unit_id",
    "received_at",
    "answered_at",
    "closed_at",
    "is_long_term",
    "round",
    "reworks",
    "version",
)


def row_of(case: Case) -> str:
    """Return the commitment to the case as it stands, empty where its key was destroyed."""
    if case.seal_key is None:
        return ""
    return commitments.commit(case.seal_key, "case.row", [_plain(getattr(case, name)) for name in FIELDS])


def facts_of(case: Case, *, note: str = "") -> dict[str, str]:
    """Return what the record of a step says of the row, and of the words of the step."""
    if case.seal_key is None:
        return {}
    said = {"note": commitments.commit(case.seal_key, "case.note", note)} if note else {}
    return {"row": row_of(case)} | said


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
