"""Compound files 复合文档: the container of xls and of locked workbooks; its streams by name.

Source: MS-CFB. Only what is needed to find one stream and read it; broken chains are refused as damaged.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from huying.rules.errors import RuleBrokenError

HEADER_BYTES = 512
ENTRY_BYTES = 128
ROOT = 5
END_OF_CHAIN = 0xFFFFFFF8  # this and above are marks, not sectors
IN_HEADER = 109  # sectors of the allocation table that the header itself names


@dataclass(frozen=True, slots=True)
class _Entry:
    """One stream: its first sector and its length."""

    start: int
    size: int


class CompoundFile:
    """The streams of a compound file."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.shift, self.mini_shift = struct.unpack_from("<HH", content, 30)
        if self.shift not in {9, 12} or self.mini_shift != 6:  # noqa: PLR2004 the only sizes MS-CFB 2.2 allows
            raise RuleBrokenError("sheet.damaged")
        self.fat = self._allocation()
        self.entries = self._directory()

    def stream(self, name: str) -> bytes:
        """Return the content of a stream; small ones live in the stream of the root."""
        entry = self.entries[name]
        if entry.size >= struct.unpack_from("<I", self.content, 56)[0]:
            return self._read(entry.start)[: entry.size]
        mini = self._numbers(struct.unpack_from("<I", self.content, 60)[0])
        root, size = self._read(self.entries[""].start), 1 << self.mini_shift
        sectors = _chain(entry.start, mini)
        return b"".join(root[sector * size : (sector + 1) * size] for sector in sectors)[: entry.size]

    def _sector(self, number: int) -> bytes:
        place = HEADER_BYTES + (number << self.shift) if self.shift == 9 else (number + 1) << self.shift  # noqa: PLR2004
        return self.content[place : place + (1 << self.shift)]

    def _read(self, start: int) -> bytes:
        return b"".join(map(self._sector, _chain(start, self.fat)))

    def _numbers(self, start: int) -> list[int]:
        return _words(self._read(start))

    def _allocation(self) -> list[int]:
        """Return the table that says which sector follows which."""
        named = list(struct.unpack_from(f"<{IN_HEADER}I", self.content, 76))
        further, seen = struct.unpack_from("<I", self.content, 68)[0], set[int]()
        while further < END_OF_CHAIN:
            words = _words(self._sector(further))
            if further in seen or not words:
                raise RuleBrokenError("sheet.damaged")
            seen.add(further)
            named += words[:-1]
            further = words[-1]
        return [word for sector in named if sector < END_OF_CHAIN for word in _words(self._sector(sector))]

    def _directory(self) -> dict[str, _Entry]:
        listing = self._read(struct.unpack_from("<I", self.content, 48)[0])
        found: dict[str, _Entry] = {}
        for place in range(0, len(listing) - ENTRY_BYTES + 1, ENTRY_BYTES):
            length, kind = struct.unpack_from("<HB", listing, place + 64)
            start, size = struct.unpack_from("<II", listing, place + 116)
            name = listing[place : place + min(max(length - 2, 0), 62)].decode("utf-16-le", "replace")
            if kind:
                found.setdefault("" if kind == ROOT else name, _Entry(start, size))
        return found


def _words(content: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4]))


def _chain(start: int, table: list[int]) -> list[int]:
    sectors: list[int] = []
    while start < END_OF_CHAIN:
        if start >= len(table) or len(sectors) > len(table):
            raise RuleBrokenError("sheet.damaged")
        sectors.append(start)
        start = table[start]
    return sectors
