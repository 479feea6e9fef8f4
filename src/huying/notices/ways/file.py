"""A file in the data directory 文件: one line of JSON a message, for trying and for tests."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from huying.notices.ways.carrying import NotCarriedError, is_on
from huying.rules.delivery import Way, Why

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huying.notices.ways.carrying import Message

WRITTEN = "deliveries.jsonl"
OWNER_ONLY = 0o600


class FileWay:
    """Appends to a file that the owner alone reads."""

    way = Way.FILE

    def is_open(self) -> bool:
        """Tell whether the operator opened it."""
        return is_on("file")

    def troubles(self) -> Iterator[str]:
        """Yield what is wrong with how it is set up: in production it is for trying only."""
        if self.is_open() and settings.HUYING_PRODUCTION:
            yield "file"

    def carry(self, message: Message) -> None:
        """Append it."""
        line = json.dumps(message.facts(), ensure_ascii=False) + "\n"
        try:
            handle = os.open(Path(settings.DATA_DIR) / WRITTEN, os.O_WRONLY | os.O_CREAT | os.O_APPEND, OWNER_ONLY)
            with os.fdopen(handle, "a", encoding="utf-8") as written:
                written.write(line)
        except OSError:
            raise NotCarriedError(Why.UNREACHABLE) from None
