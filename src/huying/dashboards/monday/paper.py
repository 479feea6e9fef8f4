"""The Monday sheet as docx 周一单: one A4 page, in Chinese, with what the page shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.shared import Mm, Pt

from huying.cases.models.cases import CHINA
from huying.documents.official import Official

if TYPE_CHECKING:
    from huying.dashboards.monday.asking import Part, Sheet

SYNTHETIC = "（演示数据）"
LONGEST, SIZE = 36, Pt(9)
"""Characters of a line, so that the seven lists stay on one page."""
MOST, MOST_COMPOUNDS = 5, 10
WIDTHS = (Mm(36), Mm(120))


def write(sheet: Sheet) -> tuple[str, bytes]:
    """Return the name and the content of a sheet that was read in Chinese."""
    document = Official.begin(f"{sheet.name}周一工作单", at=sheet.at)
    document.number(
        f"{sheet.monday:%Y年%m月%d日}　数据截至{sheet.at.astimezone(CHINA):%m月%d日%H:%M}"
        + (SYNTHETIC if sheet.is_synthetic else "")
    )
    rows = [[f"{part.title}（{part.count}）", _said(part)] for part in sheet.parts]
    document.table((), rows, widths=WIDTHS, size=SIZE)
    return f"周一工作单-{sheet.name}-{sheet.monday:%Y%m%d}.docx", document.content()


def _said(part: Part) -> str:
    most = MOST_COMPOUNDS if part.name == "worst" else MOST
    lines = [f"{line.words} {line.more}".strip() for line in part.lines[:most]]
    shown = [line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…" for line in lines]
    if part.count > len(shown) and shown:
        shown[-1] += "　等"
    said = [part.said] if part.said else []
    return "\n".join([*said, *(shown or ([] if said else [part.empty]))])
