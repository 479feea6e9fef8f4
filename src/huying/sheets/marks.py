"""Marks that the reading library drops 标记: which cells of an xlsx hold a formula or show an error.

The library gives an error as a blank and a formula as its remembered result. A blank would lose what the
sender believed to have written, so the sheet's own text is searched for both.
"""

from __future__ import annotations

import html
import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from huying.sheets.limits import MEGABYTE, MOST_COLUMNS

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

CHUNK = 4 * MEGABYTE
LETTERS = 26
RELATIONS = "xl/_rels/workbook.xml.rels"
SHEET = re.compile(rb"<(?:\w+:)?sheet\s([^<>]*)>")
RELATION = re.compile(rb"<(?:\w+:)?Relationship\s([^<>]*)>")
ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
WORTH_A_LOOK = (b"<f", b":f", b't="e"', b"t='e'")
CELL = re.compile(rb"<(?:\w+:)?c\s([^<>]*[^/<>])>(.*?)</(?:\w+:)?c>", re.DOTALL)
FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
CONTENT = re.compile(rb"<(?:\w+:)?v(?:\s[^<>]*)?>([^<]*)<")
REFERENCE = re.compile(rb"([A-Za-z]{1,3})(\d{1,7})")
END_OF_ROW = re.compile(rb"</(?:\w+:)?row>")


@dataclass(frozen=True, slots=True)
class Mark:
    """What a cell is besides its content: an error shown, a formula, a formula without result."""

    error: str = ""
    has_result: bool = True


Marks = dict[int, dict[int, Mark]]
FORMULA_MARK, BARE_FORMULA = Mark(), Mark(has_result=False)


def apply(row: list[Any], found: dict[int, Mark] | None, left: int) -> None:
    """Put errors and formulas in the place of what the library gave; the row begins at column `left`."""
    for column, mark in (found or {}).items():
        place = column - left
        if not 0 <= place < MOST_COLUMNS:
            continue
        row.extend([""] * (place + 1 - len(row)))  # a formula without result may stand outside the range
        if mark.error:
            row[place] = {"error": mark.error}
        elif not mark.has_result:
            row[place] = {"formula": None}
        elif row[place] != "":
            row[place] = {"formula": row[place]}


def part_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """Return the part of an archive that holds a sheet, None where the relations do not lead to one."""
    names = {name.lower(): name for name in archive.namelist()}
    if RELATIONS not in names or "xl/workbook.xml" not in names:
        return None
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in _elements(RELATION, archive.read(names[RELATIONS]))
    }
    for element in _elements(SHEET, archive.read(names["xl/workbook.xml"])):
        if element.get("name") == sheet:
            relation_id = next((text for name, text in element.items() if name.endswith(":id")), None)
            target = posixpath.normpath(posixpath.join("/xl", targets.get(relation_id, "")))
            return names.get(target.lstrip("/").lower())
    return None


def _elements(pattern: re.Pattern[bytes], xml: bytes) -> Iterator[dict[str, str]]:
    for element in pattern.finditer(xml):
        yield {
            name.decode(): html.unescape((double or single).decode("utf-8", "replace"))
            for name, double, single in ATTRIBUTE.findall(element[1])
        }


def of_part(archive: zipfile.ZipFile, part: str | None) -> Marks:
    """Return the marks of a sheet by row and column, both from 0."""
    found: Marks = {}
    if part is None:
        return found
    with archive.open(part) as stream:
        rest = b""
        while chunk := stream.read(CHUNK):
            rest += chunk
            ends = [end.end() for end in END_OF_ROW.finditer(rest)]
            if ends:
                _collect(rest[: ends[-1]], found)
                rest = rest[ends[-1] :]
        _collect(rest, found)
    return found


def _collect(xml: bytes, found: Marks) -> None:
    if not any(sign in xml for sign in WORTH_A_LOOK):
        return
    for cell in CELL.finditer(xml):
        attributes = {name: double or single for name, double, single in ATTRIBUTE.findall(cell[1])}
        reference = REFERENCE.fullmatch(attributes.get(b"r", b""))
        mark = _mark(attributes.get(b"t", b""), cell[2])
        if reference and mark:
            found.setdefault(int(reference[2]) - 1, {})[column_of(reference[1].decode())] = mark


def _mark(kind: bytes, inner: bytes) -> Mark | None:
    content = CONTENT.search(inner)
    if kind == b"e":
        return Mark(error=content[1].decode("utf-8", "replace") if content else "#VALUE!")
    if not FORMULA.search(inner):
        return None
    is_text = kind == b"str"  # only a text may be the empty one; an empty number is none
    return FORMULA_MARK if content and (content[1] or is_text) else BARE_FORMULA


def column_of(letters: str) -> int:
    """Return the place of a column from its letters, A being 0."""
    place = 0
    for letter in letters.upper():
        place = place * LETTERS + ord(letter) - ord("A") + 1
    return place - 1
