"""The rows of a sheet as values 逐行读取: every refusal named by sheet, row, column, value and reason."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING

from huying.rules.errors import RuleBrokenError
from huying.sheets.cell_types import Cell, FormulaCell, Value, is_blank
from huying.sheets.cells import convert
from huying.sheets.columns import HEADER_ROWS_LOOKED_AT, Column, Matching, match_headings, plain_heading
from huying.sheets.reasons import reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from huying.sheets.columns import SheetSpec

SHOWN_LENGTH = 80
KEY_SEPARATOR = " / "


@dataclass(frozen=True, slots=True, kw_only=True)
class RowError:
    """Why one cell or row was refused 行错误; `row` as the spreadsheet program counts, from 1."""

    sheet: str
    row: int
    column: str
    value: str
    code: str
    reason_zh: str
    reason_en: str

    def as_json(self) -> dict[str, str | int]:
        """Return the error as plain data."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row 数据行: its number, its values by column, why it is refused if it is, its cells as given."""

    number: int
    values: dict[str, Value]
    errors: list[RowError]
    given: tuple[Cell, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Whether anything in the row was refused."""
        return bool(self.errors)


def row_error(
    *,
    sheet: str,
    row: int,
    column: str,
    value: object,
    refusal: RuleBrokenError,
    words: tuple[str, str] | None = None,
) -> RowError:
    """Return the row error of a refusal; `words` (Chinese, English) where its code has none here."""
    reason_zh, reason_en = words or reason(refusal.code, refusal.facts)
    return RowError(
        sheet=sheet,
        row=row,
        column=column,
        value=_shown(value),
        code=refusal.code,
        reason_zh=reason_zh,
        reason_en=reason_en,
    )


def _shown(value: object) -> str:
    known = value if isinstance(value, str) else _as_typed(value)
    text = " ".join(known.split())
    return text if len(text) <= SHOWN_LENGTH else text[: SHOWN_LENGTH - 1] + "…"


def _as_typed(value: object) -> str:
    result = value.result if isinstance(value, FormulaCell) else value
    if isinstance(result, float) and result.is_integer():
        return str(int(result))
    return "" if value is None else str(value)


class RowReader:
    """The rows of a sheet that are not blank, once through; made by `read_rows`, header already found."""

    def __init__(self, *, spec: SheetSpec, rows: Iterator[Sequence[Cell]], matching: Matching, sheet: str) -> None:
        self.spec = spec
        self.matching = matching
        self.sheet = sheet
        self._rows = self._read(rows)
        self._places = [
            (column, matching.mapping[column.name]) for column in spec.columns if column.name in matching.mapping
        ]
        self._absent = dict.fromkeys(column.name for column in spec.columns if column.name not in matching.mapping)
        self._keys: dict[tuple[Value, ...], int] = {}

    def __iter__(self) -> Iterator[Row]:
        return self._rows

    def __next__(self) -> Row:
        return next(self._rows)

    def _read(self, rows: Iterator[Sequence[Cell]]) -> Iterator[Row]:
        seen = 0
        for index, cells in enumerate(rows):
            if index < self.matching.first_row_index or self._is_no_data(cells):
                continue
            seen += 1
            yield self._row(index + 1, cells)
        if not seen:
            raise RuleBrokenError("sheet.no_rows")

    def _is_no_data(self, cells: Sequence[Cell]) -> bool:
        """Tell whether a row is blank, or the header again, as it is where sheets were joined."""
        return all(is_blank(cell) for cell in cells) or self._repeats_header(cells)

    def _repeats_header(self, cells: Sequence[Cell]) -> bool:
        return all(
            index < len(cells) and plain_heading(str(cells[index])) == self.matching.labels[index]
            for index in self.matching.mapping.values()
        )

    def _row(self, number: int, cells: Sequence[Cell]) -> Row:
        values: dict[str, Value] = dict(self._absent)
        errors: list[RowError] = []
        for column, index in self._places:
            cell = cells[index] if index < len(cells) else None
            try:
                values[column.name] = convert(column, cell)
            except RuleBrokenError as refusal:
                errors.append(self._error(number, column, cell, refusal))
        if any(not is_blank(cell) for cell in cells[len(self.matching.headings) :]):
            errors.append(self._error(number, None, None, RuleBrokenError("row.shifted")))
        if not errors:
            errors.extend(self._repeated(number, values))
        return Row(number=number, values=values, errors=errors, given=tuple(cells))

    def _error(self, number: int, column: Column | None, cell: Cell, refusal: RuleBrokenError) -> RowError:
        heading = (self.matching.heading_of(column.name) or column.heading) if column else ""
        return row_error(sheet=self.sheet, row=number, column=heading, value=cell, refusal=refusal)

    def _repeated(self, number: int, values: Mapping[str, Value]) -> Iterator[RowError]:
        """Yield the error of a row whose natural key an earlier row has."""
        if self.spec.repeats or not self.spec.natural_key:
            return
        key = tuple(values[name] for name in self.spec.natural_key)
        first = self._keys.setdefault(key, number)
        if first == number or all(part is None for part in key):
            return
        columns = [self.spec.column(name) for name in self.spec.natural_key]
        headings = KEY_SEPARATOR.join(self.matching.heading_of(column.name) or column.heading for column in columns)
        refusal = RuleBrokenError("row.duplicate", first=first, key=headings)
        shown = KEY_SEPARATOR.join("" if part is None else str(part) for part in key)
        yield row_error(sheet=self.sheet, row=number, column=headings, value=shown, refusal=refusal)


def read_rows(
    spec: SheetSpec,
    rows: Iterable[Sequence[Cell]],
    *,
    remembered: Mapping[str, str] | None = None,
    sheet: str = "",
) -> RowReader:
    """Find the header at once, or refuse; then read row by row."""
    source = iter(rows)
    first = list(islice(source, HEADER_ROWS_LOOKED_AT))
    if all(is_blank(cell) for row in first for cell in row) and next(source, None) is None:
        raise RuleBrokenError("sheet.empty")
    matching = match_headings(first, spec, remembered)
    if matching.missing:
        raise RuleBrokenError("sheet.missing_columns", missing=list(matching.missing), found=list(matching.headings))
    name = sheet or str(getattr(rows, "name", ""))
    return RowReader(spec=spec, rows=chain(first, source), matching=matching, sheet=name)
