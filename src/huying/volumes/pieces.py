"""What a volume is made of 卷宗构件: papers of blocks, written once and set as docx and as a page to print."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Head:
    """A heading within a paper."""

    words: str


@dataclass(frozen=True, slots=True)
class Text:
    """Paragraphs, one for each line."""

    words: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `widths` are millimetres."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]


Block = Head | Text | Facts | Table


@dataclass(slots=True, kw_only=True)
class Paper:
    """One document of a volume 件: what it is, its number, day and service record, and what it says."""

    title: str
    number: str = "—"
    day: str = "—"
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Photo:
    """A photograph that lies in the volume as a file."""

    name: str
    digest: str


@dataclass(slots=True, kw_only=True)
class Content:
    """A whole volume before it is written: cover, papers in their order, photographs that go with it."""

    title: str
    number: str
    cover: list[tuple[str, str]]
    papers: list[Paper]
    photos: list[Photo] = field(default_factory=list)
