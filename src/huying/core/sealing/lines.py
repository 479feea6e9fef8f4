"""Canonical lines 规范文本: how an event and a head are written before they are hashed (bundle-format.md)."""

from __future__ import annotations

import json
from datetime import UTC
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from huying.core.models import AuditRecord, SealHead

START = "0" * 64
"""What stands before the first head (TV-S04)."""
MARK_BYTES = 4


def text_of(value: Any) -> str:
    """Write JSON in one way only: keys sorted, no blanks, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def instant(at: datetime) -> str:
    """Write an instant in UTC with microseconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def event(seq: int, record: AuditRecord) -> str:
    """Return the line of one numbered event; this is what the leaf hashes."""
    return text_of(
        {
            "seq": seq,
            "id": record.pk,
            "verb": record.verb,
            "type": record.object_type,
            "object": record.object_id,
            "actor": record.actor_id,
            "post": record.post_id,
            "at": instant(record.at),
            "recorded": instant(record.recorded_at),
            "request": record.request_id,
            "facts": record.facts,
        }
    )


def head(row: SealHead) -> str:
    """Return the line of a head as bundles, files and messages carry it."""
    return text_of(
        {"head": {"record": row.record, "previous": row.previous, "hash": row.hash, "signature": row.signature}}
    )


def marks(leaves: list[bytes]) -> str:
    """Return the first bytes of each leaf, in hex; they name a bad event, the root proves it."""
    return "".join(each[:MARK_BYTES].hex() for each in leaves)
