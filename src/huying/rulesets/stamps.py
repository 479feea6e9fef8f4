"""Stamps 版本戳: what is kept in memory is rebuilt as soon as any process changed the rows behind it.

One setting per subject holds a mark that every change replaces. All marks are read in one query, at most once
a second in each process; a change made here is seen here at once.
"""

from __future__ import annotations

import secrets
import time
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

from django.db import transaction

from huying.core.models import Setting

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
PREFIX = "stamp."
SECONDS = 1.0


class _Board:
    """The marks as last read."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.read_at = -SECONDS
        self.generation = 0
        self.marks: dict[str, str] = {}

    def mark(self, name: str) -> tuple[int, str]:
        """Return the mark of a subject, read anew when it is older than a second."""
        with self.lock:
            if time.monotonic() - self.read_at >= SECONDS:
                rows = Setting.objects.filter(name__startswith=PREFIX).values_list("name", "value")
                self.marks = {key.removeprefix(PREFIX): str(value) for key, value in rows}
                self.read_at = time.monotonic()
            return self.generation, self.marks.get(name, "")

    def forget(self) -> None:
        """Read everything anew at the next look."""
        with self.lock:
            self.read_at = -SECONDS
            self.generation += 1


_board = _Board()


def forget() -> None:
    """Rebuild whatever is kept in this process at the next look; tests call it between databases."""
    _board.forget()


def bump(name: str) -> None:
    """Say, in the caller's transaction, that the rows behind a subject changed."""
    Setting.objects.update_or_create(name=PREFIX + name, defaults={"value": secrets.token_hex(8)})
    forget()
    transaction.on_commit(forget)


class Kept(Generic[T]):
    """A value built from rows and kept until its stamp changes."""

    def __init__(self, name: str, build: Callable[[], T]) -> None:
        self._name = name
        self._build = build
        self._held: tuple[tuple[int, str], T] | None = None

    def get(self) -> T:
        """Return the value, built anew when the rows changed."""
        mark = _board.mark(self._name)
        held = self._held
        if held is None or held[0] != mark:
            held = (mark, self._build())
            self._held = held
        return held[1]
