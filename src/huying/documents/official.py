"""The official format of documents 公文格式: paper, margins, type and lines as GB/T 9704-2012 has them.

A4; 37 mm above and 28 mm left of a type area of 156 by 225 mm; body 仿宋 in size 3 (16 points), 22 lines a page;
title 小标宋 in size 2 (22 points), centred; first headings 黑体, second 楷体. The fonts are named, not embedded:
offices have them, and where they are missing the program takes another.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Self

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from docx.document import Document as Docx
    from docx.text.paragraph import Paragraph

BODY, TITLE, FIRST, SECOND = "仿宋", "方正小标宋简体", "黑体", "楷体"
BODY_SIZE, TITLE_SIZE, TABLE_SIZE = Pt(16), Pt(22), Pt(12)
LINE = Pt(28.95)
"""22 lines in 225 mm."""
PAGE = (Mm(210), Mm(297))
TOP, LEFT, RIGHT, BOTTOM = Mm(37), Mm(28), Mm(26), Mm(35)
MARK_ABOVE, RED = Mm(35), RGBColor(0xFF, 0, 0)
INDENT = Pt(32)
"""Two characters of the body."""


@dataclass(slots=True)
class Official:
    """A document being written, from the top down."""

    _docx: Docx

    @classmethod
    def begin(cls, title: str, *, at: datetime, is_minutes: bool = False) -> Self:
        """Begin an empty document; it names no author, and says when it was made.

        Minutes 纪要 begin with a red mark, 35 mm below the type area's upper edge (GB/T 9704-2012, 10.3).
        """
        docx = Document()
        section = docx.sections[0]
        section.page_width, section.page_height = PAGE
        section.top_margin, section.bottom_margin = TOP, BOTTOM
        section.left_margin, section.right_margin = LEFT, RIGHT
        about = docx.core_properties
        about.author, about.last_modified_by, about.comments, about.title = "", "", "", title
        about.created = about.modified = at.replace(tzinfo=None, microsecond=0)
        found = cls(docx)
        head = found._line("", font=TITLE, size=TITLE_SIZE)
        head.alignment = WD_ALIGN_PARAGRAPH.CENTER
        found._run(head, title, font=TITLE, size=TITLE_SIZE)
        if is_minutes:
            head.paragraph_format.space_before = MARK_ABOVE
            head.runs[0].font.color.rgb = RED
        return found

    def _line(self, words: str, *, font: str = BODY, size: Pt = BODY_SIZE) -> Paragraph:
        paragraph = self._docx.add_paragraph()
        form = paragraph.paragraph_format
        form.space_before = form.space_after = Pt(0)
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
        if words:
            self._run(paragraph, words, font=font, size=size)
        return paragraph

    def _run(self, paragraph: Paragraph, words: str, *, font: str, size: Pt) -> None:
        run = paragraph.add_run(words)
        run.font.name, run.font.size = font, size
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)  # noqa: SLF001 - python-docx has no other way

    def number(self, words: str) -> None:
        """Write the number of the document 发文字号, centred below the title."""
        self._line(words).alignment = WD_ALIGN_PARAGRAPH.CENTER

    def heading(self, words: str) -> None:
        """Write a first heading 一级标题."""
        self._line(words, font=FIRST).paragraph_format.first_line_indent = INDENT

    def text(self, words: str) -> None:
        """Write paragraphs of the body, one for each line of the words."""
        for line in words.splitlines():
            if line.strip():
                self._line(line.strip()).paragraph_format.first_line_indent = INDENT

    def present(self, name: str, bodies: str) -> None:
        """Write who was there, excused or observing 出席、请假、列席: the name in 黑体."""
        line = self._line("")
        line.paragraph_format.first_line_indent = INDENT
        self._run(line, f"{name}：", font=FIRST, size=BODY_SIZE)
        self._run(line, bodies, font=BODY, size=BODY_SIZE)

    def facts(self, rows: Sequence[tuple[str, str]]) -> None:
        """Write names and values as a table of two columns."""
        self.table((), [list(row) for row in rows], widths=(Mm(40), Mm(116)))

    def table(
        self, head: Sequence[str], rows: Sequence[Sequence[str]], *, widths: Sequence[Mm], size: Pt = TABLE_SIZE
    ) -> None:
        """Write a table; the first row of a long one is repeated on each page, a line end stays one."""
        table = self._docx.add_table(rows=0, cols=len(widths), style="Table Grid")
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for words in ([list(head)] if head else []) + [list(row) for row in rows]:
            cells = table.add_row().cells
            for cell, word, width in zip(cells, words, widths, strict=True):
                cell.width = width
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.space_after = Pt(0)
                self._run(paragraph, word, font=FIRST if head and words == list(head) else BODY, size=size)
        if head:
            row = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no other way
            row.append(row.makeelement(qn("w:tblHeader"), {qn("w:val"): "true"}))

    def sign(self, unit: str, day: str) -> None:
        """Write who issues it and when 落款, to the right."""
        for words in ("", unit, day):
            line = self._line(words)
            line.alignment, line.paragraph_format.right_indent = WD_ALIGN_PARAGRAPH.RIGHT, INDENT * 2

    def content(self) -> bytes:
        """Return the file."""
        kept = BytesIO()
        self._docx.save(kept)
        return kept.getvalue()
