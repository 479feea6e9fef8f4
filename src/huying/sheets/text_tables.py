"""Tables kept as text 文本表格: csv in the encodings and separators that are met, read as a stream."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from typing import TYPE_CHECKING

from huying.rules.errors import RuleBrokenError
from huying.sheets.cell_types import Cell
from huying.sheets.limits import MEGABYTE, MOST_COLUMNS, MOST_FIELD, MOST_ROWS

if TYPE_CHECKING:
    from _csv import Reader
    from collections.abc import Iterator, Sequence
    from typing import BinaryIO

SAMPLE_BYTES = 64 * 1024
SAMPLE_ROWS = 20
DELIMITERS = ",\t;"
SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
MARKS = (
    (codecs.BOM_UTF32_LE, ""),
    (codecs.BOM_UTF32_BE, ""),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ZERO_SHARE = 0.03  # a text in UTF-16 has at least this share of zero bytes: its commas, digits, line ends
ONE_SIDED = 4
CHINESE = re.compile(r"[\u3400-\u9fff]")
SURELY_CHINESE = 4  # so many characters of a GBK line never form valid UTF-8 by chance


def encoding_of(file: BinaryIO) -> str:
    """Return the encoding of a text file after reading all of it, or refuse with the first bad line."""
    file.seek(0)
    head = file.read(SAMPLE_BYTES)
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return _proved(file, encoding)
    if head.count(0) >= ZERO_SHARE * len(head):
        return _proved(file, _wide_encoding(head))
    bad_line = _first_bad_line(file, "utf-8")
    if bad_line is None:
        return "utf-8"
    if _first_bad_line(file, "gb18030") is not None:
        raise RuleBrokenError("sheet.encoding", line=bad_line)
    _refuse_mixture(file)
    return "gb18030"


def _wide_encoding(head: bytes) -> str:
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > ONE_SIDED * even:
        return "utf-16-le"
    if even > ONE_SIDED * odd:
        return "utf-16-be"
    raise RuleBrokenError("sheet.not_a_sheet", found="binary")


def _proved(file: BinaryIO, encoding: str) -> str:
    if not encoding:
        raise RuleBrokenError("sheet.encoding", line=1)
    bad_line = _first_bad_line(file, encoding)
    if bad_line is not None:
        raise RuleBrokenError("sheet.encoding", line=bad_line)
    return encoding


def _first_bad_line(file: BinaryIO, encoding: str) -> int | None:
    """Return the line where a file stops being text of this encoding, None when all of it is."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    try:
        while chunk := file.read(MEGABYTE):
            line += decoder.decode(chunk).count("\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return line + error.object[: error.start].count(b"\n")
    return None


def _refuse_mixture(file: BinaryIO) -> None:
    """Refuse a GBK file in which a line is UTF-8: pasted together, it would be read as gibberish."""
    file.seek(0)
    for number, line in enumerate(file, start=1):
        if not line.isascii() and _is_chinese_utf8(line):
            raise RuleBrokenError("sheet.encoding", line=number)


def _is_chinese_utf8(line: bytes) -> bool:
    try:
        text = line.decode()
    except UnicodeDecodeError:
        return False
    return len(CHINESE.findall(text)) >= SURELY_CHINESE


def delimiter_of(sample: str) -> str:
    """Return the separator by which most rows of a sample have the same number of cells."""
    scores = {delimiter: _evenness(sample, delimiter) for delimiter in DELIMITERS}
    return max(DELIMITERS, key=scores.__getitem__)


def _evenness(sample: str, delimiter: str) -> tuple[int, int]:
    counts: Counter[int] = Counter()
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            counts[len(row)] += 1
            if counts.total() >= SAMPLE_ROWS:
                break
    except csv.Error:
        return (0, 0)
    wide = [(times, width) for width, times in counts.items() if width > 1]
    return max(wide, default=(0, 0))


def text_rows(file: BinaryIO) -> Iterator[list[Cell]]:
    """Yield the rows of a csv file; the encoding is proved at once, before the first row."""
    encoding = encoding_of(file)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    sample = text.read(SAMPLE_BYTES)
    given = SEPARATOR_LINE.fullmatch(sample.partition("\n")[0].strip("\ufeff"))
    delimiter = given[1] if given else delimiter_of(sample)
    text.seek(0)
    if given:
        text.readline()
    return _streamed(text, delimiter)


def _streamed(text: io.TextIOWrapper, delimiter: str) -> Iterator[list[Cell]]:
    csv.field_size_limit(MOST_FIELD)
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    filled = 0
    with text:
        while (row := _next(reader)) is not None:
            filled += any(row)
            _check(row, filled)
            yield list[Cell](row)


def _next(reader: Reader) -> list[str] | None:
    try:
        return next(reader, None)
    except csv.Error:
        raise RuleBrokenError("sheet.quotes", line=reader.line_num) from None


def _check(row: Sequence[str], filled: int) -> None:
    if filled > MOST_ROWS:
        raise RuleBrokenError("sheet.too_many_rows", most=MOST_ROWS)
    if len(row) > MOST_COLUMNS:
        raise RuleBrokenError("sheet.too_many_columns", most=MOST_COLUMNS)
