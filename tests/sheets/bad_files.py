"""More files that are no good sheet 坏文件: what people and attackers send, each with the refusal it must get."""

from __future__ import annotations

import struct
import zipfile
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING

from tests.sheets.builders import (
    GOOD,
    HEADINGS,
    SHEET_PART,
    compound,
    csv_of,
    parts_of,
    record,
    row,
    with_part,
    xls_of,
    xlsx,
    xlsx_of,
    zip_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import xlsxwriter

Bad = tuple["Callable[[], bytes]", str]
HEADER = ",".join(HEADINGS)
BOMB_BYTES = 9 * 1024 * 1024


def _entity_bomb(part: str) -> Callable[[], bytes]:
    laughs = b"<!DOCTYPE x [<!ENTITY a 'ha'>" + b"".join(
        b"<!ENTITY %c '%s'>" % (letter, b"&%c;" % (letter - 1) * 10) for letter in b"bcdefgh"
    )
    return lambda: with_part(
        xlsx_of(HEADINGS, GOOD),
        part,
        lambda xml: xml.replace(b"?>", b"?>" + laughs + b"]>", 1).replace(b"</t>", b"&h;</t>", 1),
    )


def _external_entity() -> bytes:
    return with_part(
        xlsx_of(HEADINGS, GOOD),
        "xl/sharedStrings.xml",
        lambda xml: xml.replace(b"?>", b"?><!DOCTYPE x [<!ENTITY f SYSTEM 'file:///etc/passwd'>]>", 1).replace(
            "电梯坏了".encode(), b"&f;"
        ),
    )


def _padded(part: str, filler: bytes) -> Callable[[], bytes]:
    return lambda: zip_of(parts_of(xlsx_of(HEADINGS, GOOD)) | {part: filler * (BOMB_BYTES // len(filler))})


def _stored_twice() -> bytes:
    """A zip with two parts of one name: programs disagree which one counts."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts_of(xlsx_of(HEADINGS, GOOD)).items():
            if name != SHEET_PART:
                archive.writestr(name, content)
    return buffer.getvalue()


def _too_large_unpacked() -> bytes:
    noise = bytes((n * 7919 + n // 251) % 256 for n in range(1 << 16))
    return zip_of(parts_of(xlsx_of(HEADINGS, GOOD)) | {f"xl/media/{n}.bin": noise * 1100 for n in range(3)})


def _as_utf16(text: str) -> bytes:
    return b"\xff\xfe" + text.encode("utf-16-le")


def _chart_only() -> bytes:
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("工单").hide()
        sheet = book.add_chartsheet("图")
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=工单!$A$1:$A$2"})
        sheet.set_chart(chart)
        sheet.activate()

    return xlsx(fill)


def _wide(columns: int) -> Callable[[], bytes]:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, GOOD)
        sheet.write(1, columns - 1, "x")

    return partial(xlsx, fill)


def _group_without_names() -> bytes:
    return csv_of(["基本信息", "", "", "办理", ""], ["甲", "乙", "丙", "丁", "戊"], GOOD[:5])


def _stray_record() -> bytes:
    return xls_of(HEADINGS, GOOD, globals_before=record(0x2F, struct.pack("<HHH", 1, 1, 1) + bytes(48)))


FILES: Mapping[str, Bad] = {
    "html table in gbk called xls": (
        lambda: "<html><meta charset=gbk><table><tr><td>工单编号</td></tr></table>".encode("gbk"),
        "sheet.not_a_sheet",
    ),
    "html with a byte order mark": (lambda: b"\xef\xbb\xbf<!DOCTYPE html><html></html>", "sheet.not_a_sheet"),
    "html after blanks": (lambda: b"\r\n \r\n<HTML></HTML>", "sheet.not_a_sheet"),
    "a bare html table": (lambda: b"<table><tr><th>a</th></tr></table>", "sheet.not_a_sheet"),
    "a web archive": (lambda: b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n", "sheet.not_a_sheet"),
    "a login page instead of the file": (
        "<!doctype html><title>登录</title>".encode,
        "sheet.not_a_sheet",
    ),
    "gif": (lambda: b"GIF89a" + bytes(60), "sheet.not_a_sheet"),
    "bmp": (lambda: b"BM" + bytes(60), "sheet.not_a_sheet"),
    "rar": (lambda: b"Rar!\x1a\x07\x01\x00" + bytes(60), "sheet.not_a_sheet"),
    "7z": (lambda: b"7z\xbc\xaf\x27\x1c" + bytes(60), "sheet.not_a_sheet"),
    "rtf": (lambda: b"{\\rtf1\\ansi" + bytes(20), "sheet.not_a_sheet"),
    "a database": (lambda: b"SQLite format 3\x00" + bytes(100), "sheet.not_a_sheet"),
    "pptx": (lambda: zip_of({"ppt/presentation.xml": b"<x/>"}), "sheet.not_a_sheet"),
    "a zip of photographs": (lambda: zip_of({"a.jpg": b"\xff\xd8"}), "sheet.not_a_sheet"),
    "ods of wps": (lambda: zip_of({"content.xml": b"<x/>", "mimetype": b"x"}), "sheet.not_a_sheet"),
    "a mail": (lambda: compound({"__properties_version1.0": b"x"}), "sheet.not_a_sheet"),
    "a powerpoint of 2003": (lambda: compound({"PowerPoint Document": b"x"}), "sheet.not_a_sheet"),
    "xls locked by the strong way": (_stray_record, "sheet.encrypted"),
    "zeros packed into a media part": (_padded("xl/media/a.png", b"\x00"), "sheet.bomb"),
    "spaces packed into a theme": (_padded("xl/theme/theme9.xml", b" "), "sheet.bomb"),
    "one word packed into strings": (_padded("docProps/long.xml", "电梯".encode()), "sheet.bomb"),
    "more than two hundred megabytes": (_too_large_unpacked, "sheet.bomb"),
    "workbook part missing": (
        lambda: zip_of(
            {name: part for name, part in parts_of(xlsx_of(HEADINGS, GOOD)).items() if name != "xl/workbook.xml"}
        ),
        "sheet.not_a_sheet",
    ),
    "the sheet's part left out": (_stored_twice, "sheet.damaged"),
    "shared strings cut": (
        lambda: with_part(xlsx_of(HEADINGS, GOOD), "xl/sharedStrings.xml", lambda xml: xml[: len(xml) // 3]),
        "sheet.",
    ),
    "the sheet is another document": (
        lambda: with_part(xlsx_of(HEADINGS, GOOD), SHEET_PART, lambda _xml: b"<html><body>x</body></html>"),
        "sheet.",
    ),
    "the sheet is noise": (
        lambda: with_part(xlsx_of(HEADINGS, GOOD), SHEET_PART, lambda _xml: bytes(range(256)) * 20),
        "sheet.",
    ),
    "only a chart to be seen": (_chart_only, "sheet.no_sheet"),
    "a cell at the last column": (_wide(16_384), "sheet.too_many_columns"),
    "xlsx of 300 columns": (_wide(300), "sheet.too_many_columns"),
    "csv of 300 columns": (lambda: csv_of(["x"] * 300, HEADINGS, GOOD), "sheet.too_many_columns"),
    "a ring of commas": ((HEADER + "\n" + "," * 400 + "\n").encode, "sheet.too_many_columns"),
    "columns parted by bars": (lambda: csv_of(HEADINGS, GOOD, delimiter="|"), "sheet.no_header"),
    "columns parted by blanks": (lambda: csv_of(HEADINGS, GOOD, delimiter="    "), "sheet.no_header"),
    "two header rows, both strange": (_group_without_names, "sheet.no_header"),
    "a title and nothing else": ("威海市热线工单汇总表\n".encode, "sheet.no_header"),
    "headings of another year's form": (lambda: csv_of(["流水号", "事项", "日期"], ["1", "x", "y"]), "sheet.no_header"),
    "headings with a typing error": (
        lambda: csv_of(["留言编码号", "留言主提", "留信时间"], GOOD[:3]),
        "sheet.no_header",
    ),
    "header on row forty": (lambda: csv_of(*([["说明"]] * 40), HEADINGS, GOOD), "sheet.no_header"),
    "a required heading empty": (lambda: csv_of(["", *HEADINGS[1:]], GOOD), "sheet.missing_columns"),
    "header twice, no rows": (lambda: csv_of(HEADINGS, HEADINGS), "sheet.no_rows"),
    "blank rows only below": (lambda: csv_of(HEADINGS, [""] * 9, ["　"] * 9), "sheet.no_rows"),
    "a quote never closed in gbk": (lambda: (HEADER + '\nA1,"电梯\n').encode("gbk"), "sheet.quotes"),
    "big5": (lambda: (HEADER + "\n").encode() + "電梯壞了，無人處理".encode("big5") + b"\n", "sheet.encoding"),
    "shift-jis rows": (lambda: HEADER.encode() + b"\nA1,\x83G\x83\x8c\x83x\x81[\x83^\xff\xfe\n", "sheet.encoding"),
    "latin-1 rows": (lambda: HEADER.encode() + b"\nA1,caf\xe9 \xff\xff,2021-3-5\n", "sheet.encoding"),
    "cut in half a character": (lambda: csv_of(HEADINGS, GOOD)[:-20] + b"\xe7", "sheet.encoding"),
    "utf-16 without its mark, cut": (lambda: csv_of(HEADINGS, GOOD, encoding="utf-16-le")[:-1], "sheet.encoding"),
    "numbers of a machine": (lambda: struct.pack("<500d", *range(500)), "sheet."),
    "entities that unfold in the strings": (_entity_bomb("xl/sharedStrings.xml"), "sheet.damaged"),
    "a file of the server named in the strings": (_external_entity, "sheet.damaged"),
    "zeros within a csv": (lambda: HEADER.encode() + b"\nA1," + bytes(400) + b"\n", "sheet."),
}
"""Files refused whole."""

READ: Mapping[str, Callable[[], bytes]] = {
    "columns parted by semicolons": lambda: csv_of(HEADINGS, GOOD, delimiter=";"),
    "columns parted by tabs": lambda: csv_of(HEADINGS, GOOD, delimiter="\t"),
    "utf-16 of notepad": lambda: _as_utf16(HEADER + "\r\n" + ",".join(GOOD) + "\r\n"),
    "gb18030 with a rare character": lambda: csv_of(HEADINGS, row(title="𠮷家电梯"), encoding="gb18030"),
    "gbk": lambda: csv_of(HEADINGS, GOOD, encoding="gbk"),
    "lines of an old macintosh": lambda: csv_of(HEADINGS, GOOD).replace(b"\n", b"\r\n"),
    "a heading line of Excel": lambda: b"sep=;\n" + csv_of(HEADINGS, GOOD, delimiter=";"),
    "a title above the header": lambda: csv_of(["2021年3月工单汇总"], [], HEADINGS, GOOD),
    "notes in brackets in the headings": lambda: csv_of([f"{name}（必填）" for name in HEADINGS], GOOD),
    "stars at the headings": lambda: csv_of([f"*{name}" for name in HEADINGS], GOOD),
    "a hidden sheet before": lambda: xlsx(_hidden_first),
    "macros, which nobody runs": lambda: zip_of(
        parts_of(xlsx_of(HEADINGS, GOOD)) | {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(500)}
    ),
    "a link to another workbook": lambda: zip_of(
        parts_of(xlsx_of(HEADINGS, GOOD)) | {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}
    ),
    "xls of 2003": lambda: xls_of(HEADINGS, GOOD),
    "a footer of blanks": lambda: csv_of(HEADINGS, GOOD, [""] * 9, [" "] * 9),
    "the header again below": lambda: csv_of(HEADINGS, GOOD, HEADINGS),
}
"""Files that look odd and are read all the same: one good row."""


def _hidden_first(book: xlsxwriter.Workbook) -> None:
    hidden, shown = book.add_worksheet("字典"), book.add_worksheet("工单")
    hidden.write_row(0, 0, ["甲", "乙"])
    hidden.hide()
    shown.write_row(0, 0, HEADINGS)
    shown.write_row(1, 0, GOOD)
    shown.activate()
    shown.set_first_sheet()
