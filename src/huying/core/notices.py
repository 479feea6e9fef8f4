"""Notices to people 通知: handed to whatever sends them; as shipped nothing is sent, or a file is written.

The file is the seam for a city's own gateway: one line of JSON a notice, appended, readable by the owner alone.
Further ways (SMS, WeChat) take the place of `_write`.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from datetime import datetime

OUTGOING = "notices.jsonl"
OWNER_ONLY = 0o600


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One message to one telephone, about one event; `key` tells the gateway that it has it already."""

    key: str
    phone: str
    text: str


def is_on() -> bool:
    """Tell whether this installation sends notices."""
    return bool(settings.HUYING_NOTICES == "file" and settings.HUYING_BASE_URL)


def send(notice: Notice, *, at: datetime) -> None:
    """Hand a notice over."""
    line = json.dumps(asdict(notice) | {"at": at.isoformat()}, ensure_ascii=False) + "\n"
    path = Path(settings.DATA_DIR) / OUTGOING
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, OWNER_ONLY)
    with os.fdopen(handle, "a", encoding="utf-8") as written:
        written.write(line)
