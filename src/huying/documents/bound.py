"""Several documents bound into one 合订: cover, index, then each document as a section with pages of its own.

Pages are numbered within each document, as archives number by document 件 (DA/T 22-2015): the index names the
document and its first page, "3-1", and stays true whatever program opens the file. How many pages a document has is
a field, which the program that opens the file fills in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from huying.documents.official import BODY, FIRST, TABLE_SIZE, TITLE, TITLE_SIZE, Official

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.table import _Cell
    from docx.text.paragraph import Paragraph

SMALL = Pt(12)
INDEX = ("件号", "文件名称", "文号", "日期", "起页", "页数")
INDEX_WIDTHS = (Mm(13), Mm(51), Mm(36), Mm(28), Mm(14), Mm(14))


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the index."""

    title: str
    number: str
    day: str


@dataclass(slots=True)
class Bound(Official):
    """A bound document being written."""

    _parts: int = 0

    def index(self, entries: Sequence[Entry]) -> None:
        """Write the index 卷内目录 on a page of its own; the parts follow in the same order."""
        self._section("目录")
        self._heading("卷内文件目录")
        rows = [
            [str(place), entry.title, entry.number, entry.day, f"{place}-1", ""]
            for place, entry in enumerate(entries, 1)
        ]
        self.table(INDEX, rows, widths=INDEX_WIDTHS)
        for place, row in enumerate(self._docx.tables[-1].rows[1:], 1):
            self._pages_of(place, row.cells[-1])

    def part(self, title: str, number: str) -> None:
        """Begin the next document on a new page."""
        self._close()
        self._parts += 1
        self._section(f"第{self._parts}件　{self._parts}-")
        self._heading(title)
        self.number(number)

    def end(self) -> None:
        """End the last document."""
        self._close()

    def table(
        self, head: Sequence[str], rows: Sequence[Sequence[str]], *, widths: Sequence[Mm], size: Pt = TABLE_SIZE
    ) -> None:
        """Write a table; an empty one says so."""
        if not rows:
            self.text("（无）")
            return
        Official.table(self, head, rows, widths=widths, size=size)

    def _heading(self, words: str) -> None:
        line = self._line("", font=TITLE, size=TITLE_SIZE)
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._run(line, words, font=TITLE, size=TITLE_SIZE)

    def _section(self, label: str) -> None:
        section = self._docx.add_section(WD_SECTION.NEW_PAGE)
        pages = OxmlElement("w:pgNumType")
        pages.set(qn("w:start"), "1")
        section._sectPr.append(pages)  # noqa: SLF001 - python-docx has no other way
        section.footer.is_linked_to_previous = False
        line = section.footer.paragraphs[0]
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._run(line, label, font=BODY, size=SMALL)
        self._field(line, "PAGE", shown="1")

    def _close(self) -> None:
        """Mark the end of a document, whose page number is the number of its pages."""
        if not self._parts:
            return
        line = self._line("")
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for each in (start, end):
            each.set(qn("w:id"), str(self._parts))
        start.set(qn("w:name"), f"end{self._parts}")
        line._p.append(start)  # noqa: SLF001 - python-docx has no other way
        line._p.append(end)  # noqa: SLF001

    def _pages_of(self, place: int, cell: _Cell) -> None:
        self._field(cell.paragraphs[0], f"PAGEREF end{place}", shown="")

    def _field(self, line: Paragraph, code: str, *, shown: str) -> None:
        """Write a field that the opening program works out."""
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), code)
        field.set(qn("w:dirty"), "true")
        run = line.add_run(shown)
        run.font.name, run.font.size = FIRST, SMALL
        field.append(run._r)  # noqa: SLF001 - python-docx has no other way
        line._p.append(field)  # noqa: SLF001
