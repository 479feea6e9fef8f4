"""Columns of a sheet 表头: what each is called, what it holds, and where it stands in a given file."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from huying.rules.errors import RuleBrokenError
from huying.sheets.cell_types import is_blank

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from huying.sheets.cell_types import Cells

HEADER_ROWS_LOOKED_AT = 30
HEADING_LENGTH = 60  # a longer text is a sentence, not a heading
ENOUGH_HEADINGS = 2
SHOWN_HEADINGS = 40
IGNORED = ""  # a heading remembered under this name is left out on purpose
ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
ORNAMENT = re.compile(r"[\s*_\-:;.、/\\|'\"`\u200b\ufeff]+")


class CellKind(Enum):
    """What a column holds 内容类型."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    INSTANT = "instant"
    CHOICE = "choice"
    CODE = "code"  # a number that is a name: codes, ids, phones; never computed with
    YES_NO = "yes_no"
    LIMIT = "limit"  # an instant, or so many days or hours

    __hash__ = object.__hash__  # there is one of each; a cell is looked up by it


@dataclass(frozen=True, slots=True)
class Choice:
    """One allowed value of a column 选项: its stored value and what people call it, Chinese first."""

    value: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Column:
    """One column of a sheet 列; `headings` are the names it is known by, Chinese first, English too."""

    name: str
    headings: tuple[str, ...]
    kind: CellKind = CellKind.TEXT
    required: bool = False
    choices: tuple[Choice, ...] = ()
    max_length: int | None = None
    note_zh: str = ""
    note_en: str = ""
    example: str = ""

    @property
    def heading(self) -> str:
        """The heading that our own templates show."""
        return self.headings[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetSpec:
    """The shape of one kind of sheet 表样; a natural key may come twice only where `repeats` says so."""

    name: str
    title: str
    columns: tuple[Column, ...]
    natural_key: tuple[str, ...] = ()
    repeats: bool = False

    def column(self, name: str) -> Column:
        """Return the column called `name`."""
        return next(column for column in self.columns if column.name == name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """Where the columns of a spec stand in a file 表头对应; rows and columns count from 0."""

    header_row_index: int
    mapping: dict[str, int]
    headings: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    labels: tuple[str, ...] = field(default=(), repr=False)

    @property
    def first_row_index(self) -> int:
        """The first row below the header."""
        return self.header_row_index + 1

    @property
    def to_remember(self) -> dict[str, str]:
        """The headings of this sender, plain, and the columns they mean."""
        return {self.labels[index]: name for name, index in self.mapping.items()}

    def heading_of(self, name: str) -> str | None:
        """Return the heading a column has in this file, if it has one."""
        index = self.mapping.get(name)
        return None if index is None else self.headings[index]


def plain_heading(text: str) -> str:
    """Return a heading as it is compared: half width, lower case, without blanks, stars and dashes."""
    return ORNAMENT.sub("", unicodedata.normalize("NFKC", text).casefold())


def without_aside(text: str) -> str:
    """Return a heading without its bracketed remark, such as (必填)."""
    return plain_heading(ASIDE.sub("", unicodedata.normalize("NFKC", text)))


@dataclass(frozen=True, slots=True)
class _Names:
    """The words by which the columns of one spec are known, best first."""

    by_heading: dict[str, tuple[str, int]]

    def find(self, text: str) -> tuple[str, int] | None:
        """Return the column that a heading means and how good a name it is, 0 best."""
        return self.by_heading.get(plain_heading(text)) or self.by_heading.get(without_aside(text))


@lru_cache(maxsize=64)
def _own_names(spec: SheetSpec) -> dict[str, tuple[str, int]]:
    names: dict[str, tuple[str, int]] = {}
    for column in spec.columns:
        for rank, heading in enumerate((*column.headings, column.name)):
            names.setdefault(plain_heading(heading), (column.name, rank + 1))
    return names


def _names(spec: SheetSpec, remembered: Mapping[str, str] | None) -> _Names:
    names = dict(_own_names(spec))
    known = {column.name for column in spec.columns} | {IGNORED}
    for heading, name in (remembered or {}).items():
        if name in known:
            names[plain_heading(heading)] = (name, 0)
    return _Names(names)


def _heading_text(cell: object) -> str:
    text = " ".join(str(cell).split()) if isinstance(cell, str) else ""
    return text if len(text) <= HEADING_LENGTH else ""


def _single(row: Cells) -> list[str]:
    return [_heading_text(cell) for cell in row]


def _double(upper: Cells, lower: Cells, names: _Names) -> list[str]:
    """Join two header rows: a group stands above its columns, and is written once or in a merged cell."""
    width = max(len(upper), len(lower))
    above = [*_single(upper), *[""] * (width - len(upper))]
    below = [*_single(lower), *[""] * (width - len(lower))]
    group, joined = "", []
    for over, under in zip(above, below, strict=True):
        group = over or group
        joined.append(_joined(over, under, group, names))
    return joined


def _joined(over: str, under: str, group: str, names: _Names) -> str:
    if not under:
        return over
    return group + under if over != under and names.find(group + under) else under


def _mapping(labels: Sequence[str], names: _Names) -> dict[str, int]:
    """Give each column the place whose heading names it best; the same heading twice is refused."""
    best: dict[str, tuple[int, int]] = {}
    for index, label in enumerate(labels):
        found = names.find(label) if label else None
        if found is None or found[0] == IGNORED:
            continue
        name, rank = found
        if name not in best or rank < best[name][0]:
            best[name] = (rank, index)
    return {name: index for name, (_, index) in best.items()}


def _refuse_twins(labels: Sequence[str], mapping: Mapping[str, int]) -> None:
    plain = [plain_heading(label) for label in labels]
    for index in mapping.values():
        if plain.count(plain[index]) > 1:
            raise RuleBrokenError("sheet.double_heading", heading=labels[index])


def _candidates(rows: Sequence[Cells], names: _Names) -> list[tuple[int, list[str]]]:
    looked_at = rows[:HEADER_ROWS_LOOKED_AT]
    singles = [(index, _single(row)) for index, row in enumerate(looked_at)]
    doubles = [(index + 1, _double(upper, lower, names)) for index, (upper, lower) in enumerate(pairwise(looked_at))]
    return singles + doubles


def _matching(index: int, labels: list[str], spec: SheetSpec, names: _Names) -> Matching:
    mapping = _mapping(labels, names)
    used = set(mapping.values())
    unknown = (
        label
        for place, label in enumerate(labels)
        if label and place not in used and (names.find(label) or ("?", 0))[0] != IGNORED
    )
    missing = (column.heading for column in spec.columns if column.required and column.name not in mapping)
    return Matching(
        header_row_index=index,
        mapping=mapping,
        headings=tuple(labels),
        unknown=tuple(unknown),
        missing=tuple(missing),
        labels=tuple(plain_heading(label) for label in labels),
    )


def match_headings(rows: Sequence[Cells], spec: SheetSpec, remembered: Mapping[str, str] | None = None) -> Matching:
    """Find the header row among the first rows and say which column stands where, or refuse."""
    names = _names(spec, remembered)
    matchings = [_matching(index, labels, spec, names) for index, labels in _candidates(rows, names)]
    best = max(
        matchings,
        key=lambda matching: (len(matching.mapping), -len(matching.missing)),  # the first of equals wins
        default=None,
    )
    if best is None or len(best.mapping) < min(ENOUGH_HEADINGS, len(spec.columns)):
        expected = [column.heading for column in spec.columns]
        raise RuleBrokenError("sheet.no_header", expected=expected, found=_first_texts(rows))
    _refuse_twins(best.headings, best.mapping)
    return best


def _first_texts(rows: Sequence[Cells]) -> list[str]:
    first = next((row for row in rows if not all(is_blank(cell) for cell in row)), ())
    return [str(cell)[:HEADING_LENGTH] for cell in first[:SHOWN_HEADINGS] if not is_blank(cell)]
