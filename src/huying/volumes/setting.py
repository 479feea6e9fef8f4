"""Setting a volume 排版: the same content as docx for offices and as one page to print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from docx.shared import Mm

from huying.documents.bound import Bound, Entry
from huying.volumes.pieces import Facts, Head, Table, Text

if TYPE_CHECKING:
    from datetime import datetime

    from huying.volumes.pieces import Block, Content


def as_docx(content: Content, *, at: datetime) -> bytes:
    """Return the volume as docx: cover, index, then each paper with pages of its own."""
    document = Bound.begin(content.title, at=at)
    document.number(content.number)
    document.facts(content.cover)
    document.index([Entry(paper.title, paper.number, paper.day) for paper in content.papers])
    for paper in content.papers:
        document.part(paper.title, paper.number)
        for block in paper.blocks:
            _set(document, block)
    document.end()
    return document.content()


def _set(document: Bound, block: Block) -> None:
    match block:
        case Head():
            document.heading(block.words)
        case Text():
            document.text(block.words)
        case Facts():
            document.facts(block.rows)
        case Table():
            document.table(block.head, block.rows, widths=[Mm(width) for width in block.widths])


def as_page(content: Content) -> bytes:
    """Return the volume as one page that prints, and needs nothing from anywhere."""
    papers = [(paper, [(type(block).__name__.lower(), block) for block in paper.blocks]) for paper in content.papers]
    return render_to_string("volumes/print.html", {"content": content, "papers": papers}).encode()
