"""The corpus of bad sheets: each with the refusal it must get, of the sheet or of a row."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
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
    import xlsxwriter

Bad = tuple[Callable[[], bytes], str]


def _cell(**changes: object) -> Callable[[], bytes]:
    return lambda: csv_of(HEADINGS, row(**changes))


def _xlsx_cell(**changes: object) -> Callable[[], bytes]:
    return lambda: xlsx_of(HEADINGS, row(**changes))


def _sheet_xml(old: bytes, new: bytes) -> Callable[[], bytes]:
    return lambda: with_part(xlsx_of(HEADINGS, GOOD), SHEET_PART, lambda xml: xml.replace(old, new))


def _half_a_sheet() -> bytes:
    return with_part(xlsx_of(HEADINGS, GOOD), SHEET_PART, lambda xml: xml[: xml.index(b'r="C2"')])


def _far_apart() -> bytes:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        sheet.write(1_048_575, 16_383, "x")

    return xlsx(fill)


def _dense() -> bytes:
    return zip_of(parts_of(xlsx_of(HEADINGS, GOOD)) | {"xl/media/image1.png": bytes(60 * 1024 * 1024)})


def _repeated_text() -> bytes:
    """One long text that many cells point to: small on disk, gigabytes when each cell has its own."""
    text = b"<si><t>" + b"x" * 400_000 + b"</t></si>"
    strings = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' + text + b"</sst>"
    cells = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(1, 20_001))
    parts = parts_of(xlsx_of(HEADINGS, GOOD))
    start = parts[SHEET_PART].index(b"<sheetData>")
    sheet = parts[SHEET_PART][:start] + b"<sheetData>" + cells + b"</sheetData></worksheet>"
    return zip_of(parts | {SHEET_PART: sheet, "xl/sharedStrings.xml": strings})


def _many_parts() -> bytes:
    parts = parts_of(xlsx_of(HEADINGS, GOOD))
    return zip_of(parts | {f"xl/media/{number}.txt": b"" for number in range(5_001)})


def _locked_zip() -> bytes:
    content = bytearray(xlsx_of(HEADINGS, GOOD))
    place = content.index(b"PK\x01\x02")
    content[place + 8] |= 1
    return bytes(content)


def _merged_everywhere() -> bytes:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        sheet.merge_range(1, 0, 3, 0, "A1")
        for number in (1, 2, 3):
            sheet.write_row(number, 1, GOOD[1:])

    return xlsx(fill)


def _hidden_only() -> bytes:
    xml = b'<sheet name="\xe5\xb7\xa5\xe5\x8d\x95" sheetId="1" '
    return with_part(
        xlsx_of(HEADINGS, GOOD), "xl/workbook.xml", lambda part: part.replace(xml, xml + b'state="hidden" ')
    )


def _without(*names: str) -> Callable[[], bytes]:
    def build() -> bytes:
        parts = parts_of(xlsx_of(HEADINGS, GOOD))
        return zip_of({name: content for name, content in parts.items() if name not in names})

    return build


def _other_package(name: str) -> Callable[[], bytes]:
    return lambda: zip_of({"[Content_Types].xml": b"<Types/>", name: b"<x/>"})


def _cyclic_xls() -> bytes:
    content = bytearray(xls_of(HEADINGS, GOOD))
    struct.pack_into("<I", content, 512 + 4, 1)
    return bytes(content)


def _lying_zip() -> bytes:
    content = bytearray(xlsx_of(HEADINGS, GOOD))
    place = content.index(SHEET_PART.encode(), content.index(b"PK\x01\x02")) - 46
    struct.pack_into("<I", content, place + 24, 5)
    return bytes(content)


def _nested_zip() -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("inner.xlsx", xlsx_of(HEADINGS, GOOD))
    return buffer.getvalue()


def _error_cell(shown: str) -> Callable[[], bytes]:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, GOOD)
        sheet.write_formula(1, 3, "=1/0", None, shown)

    return partial(xlsx, fill)


def _formula(column: int, result: object) -> Callable[[], bytes]:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, GOOD)
        sheet.write_formula(1, column, "=A9", None, result)

    return partial(xlsx, fill)


def _bare_formula() -> bytes:
    return with_part(_formula(3, 77)(), SHEET_PART, lambda xml: xml.replace(b"<f>A9</f><v>77</v>", b"<f>A9</f>"))


def _code_as_day() -> bytes:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, GOOD)
        sheet.write_datetime(1, 0, date(2021, 3, 2), book.add_format({"num_format": "m-d"}))

    return xlsx(fill)


GBK_LINE = ",".join(GOOD).encode("gbk") + b"\n"
UTF8_LINE = ",".join(map(str, row(number="A2"))).encode() + b"\n"
HEADER = ",".join(HEADINGS)

SHEETS: Mapping[str, Bad] = {
    "no bytes": (lambda: b"", "sheet.empty"),
    "blanks only": (lambda: b" \n\n\t\n", "sheet.empty"),
    "a byte order mark only": (lambda: b"\xef\xbb\xbf", "sheet.empty"),
    "commas only": (lambda: b",,,\n,,,\n", "sheet.empty"),
    "header only": (partial(csv_of, HEADINGS), "sheet.no_rows"),
    "xlsx header only": (partial(xlsx_of, HEADINGS), "sheet.no_rows"),
    "xlsx without a cell": (xlsx_of, "sheet.empty"),
    "rows without header": (partial(csv_of, GOOD, GOOD), "sheet.no_header"),
    "another table": (lambda: csv_of(["姓名", "学号"], ["王一", "1"]), "sheet.no_header"),
    "prose": ("这是一封信。\n没有表格。\n".encode, "sheet.no_header"),
    "required column missing": (lambda: csv_of(HEADINGS[1:], GOOD[1:]), "sheet.missing_columns"),
    "heading twice": (lambda: csv_of([*HEADINGS, "留言编号"], [*GOOD, "A2"]), "sheet.double_heading"),
    "pdf": (lambda: b"%PDF-1.7\n" + bytes(200), "sheet.not_a_sheet"),
    "png called xlsx": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(200), "sheet.not_a_sheet"),
    "jpeg": (lambda: b"\xff\xd8\xff\xe0" + bytes(200), "sheet.not_a_sheet"),
    "html called xls": (lambda: b"<html><table><tr><td>1</td></tr></table></html>", "sheet.not_a_sheet"),
    "xml of 2003": (lambda: b"<?xml version='1.0'?><Workbook/>", "sheet.not_a_sheet"),
    "json": (lambda: b'{"a": 1}', "sheet.not_a_sheet"),
    "program": (lambda: b"\x7fELF" + bytes(range(256)), "sheet.not_a_sheet"),
    "random bytes": (lambda: bytes((n * n * 31 + 7 * n) % 256 for n in range(5_000)), "sheet."),
    "zero bytes": (lambda: bytes(5_000), "sheet.not_a_sheet"),
    "gzip": (lambda: b"\x1f\x8b\x08" + bytes(50), "sheet.not_a_sheet"),
    "docx": (_other_package("word/document.xml"), "sheet.not_a_sheet"),
    "ods": (_other_package("content.xml"), "sheet.not_a_sheet"),
    "xlsb": (_other_package("xl/workbook.bin"), "sheet.not_a_sheet"),
    "zip of an xlsx": (_nested_zip, "sheet.not_a_sheet"),
    "empty zip": (lambda: zip_of({}), "sheet.not_a_sheet"),
    "word document": (lambda: compound({"WordDocument": b"x"}), "sheet.not_a_sheet"),
    "locked xlsx": (lambda: compound({"EncryptedPackage": b"x"}), "sheet.encrypted"),
    "locked xls": (lambda: xls_of(HEADINGS, globals_before=record(0x2F, bytes(6))), "sheet.encrypted"),
    "locked parts": (_locked_zip, "sheet.encrypted"),
    "dense zip": (_dense, "sheet.bomb"),
    "two cells far apart": (_far_apart, "sheet."),
    "one text twenty thousand times": (_repeated_text, "sheet.bomb"),
    "five thousand parts": (_many_parts, "sheet.bomb"),
    "xlsx cut short": (lambda: xlsx_of(HEADINGS, GOOD)[:-200], "sheet.damaged"),
    "first bytes of an xlsx": (lambda: xlsx_of(HEADINGS, GOOD)[:40], "sheet.damaged"),
    "xlsx without its sheet": (_without(SHEET_PART), "sheet.damaged"),
    "xlsx without relations": (_without("xl/_rels/workbook.xml.rels"), "sheet."),
    "sheet cut in a whole zip": (_half_a_sheet, "sheet.damaged"),
    "row number is none": (_sheet_xml(b'<row r="2"', b'<row r="zz"'), "sheet.damaged"),
    "text number out of range": (_sheet_xml(b"<v>0</v>", b"<v>99999</v>"), "sheet."),
    "all sheets hidden": (_hidden_only, "sheet.no_sheet"),
    "zip that lies of its size": (_lying_zip, "sheet.damaged"),
    "xls of zeros": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3_000), "sheet.damaged"),
    "xls head only": (lambda: xls_of(HEADINGS, GOOD)[:520], "sheet.damaged"),
    "xls chain in a ring": (_cyclic_xls, "sheet.damaged"),
    "open quote": ((HEADER + '\nA1,"电梯\nA2,x,2021-3-5\n').encode, "sheet.quotes"),
    "text after a quote": ((HEADER + '\nA1,"电梯"坏,2021-3-5\n').encode, "sheet.quotes"),
    "endless field": ((HEADER + "\nA1," + "x" * 200_000 + "\n").encode, "sheet.quotes"),
    "a thousand columns": (lambda: csv_of(["x"] * 1_000, HEADINGS, GOOD), "sheet.too_many_columns"),
    "xlsx of a thousand columns": (lambda: xlsx_of(["x"] * 1_000), "sheet.too_many_columns"),
    "utf-8 with a gbk line": (lambda: HEADER.encode() + b"\n" + GBK_LINE, "sheet.encoding"),
    "gbk with a utf-8 line": (lambda: HEADER.encode("gbk") + b"\n" + UTF8_LINE, "sheet.encoding"),
    "marked utf-8 that is gbk": (
        lambda: b"\xef\xbb\xbf" + HEADER.encode("gbk") + b"\n" + GBK_LINE,
        "sheet.encoding",
    ),
    "utf-16 with half a character": (
        lambda: csv_of(HEADINGS, GOOD, encoding="utf-16") + b"\x00",
        "sheet.encoding",
    ),
    "utf-32": (lambda: csv_of(HEADINGS, GOOD, encoding="utf-32"), "sheet.encoding"),
    "mojibake header": (
        lambda: csv_of(HEADINGS, GOOD).decode("gb18030", "replace").encode(),
        "sheet.no_header",
    ),
}

ROWS: Mapping[str, Bad] = {
    "number missing": (_cell(number=""), "cell.required"),
    "number of blanks": (_cell(number=" \u3000\u200b"), "cell.required"),
    "number in scientific form": (_cell(number="1.23457E+11"), "cell.damaged_number"),
    "number with lost digits": (_xlsx_cell(number=371002199003077777), "cell.damaged_number"),
    "number as formula text": (_cell(number="=1+1"), "cell.formula"),
    "number computed": (_formula(0, "A7"), "cell.formula"),
    "number made a day": (_code_as_day, "cell.damaged_code"),
    "number too long": (_cell(number="9" * 31), "cell.too_long"),
    "title too long": (_cell(title="长" * 21), "cell.too_long"),
    "body of a book": (_cell(body="长" * 100_000), "cell.too_long"),
    "the same number twice": (partial(csv_of, HEADINGS, GOOD, GOOD), "row.duplicate"),
    "merged numbers": (_merged_everywhere, "row.duplicate"),
    "unquoted comma": (_cell(title="电梯,坏了"), "row.shifted"),
    "unquoted line end": (_cell(title="电梯\n坏了"), "cell.required"),
    "30 February": (_cell(received_at="2021-02-30"), "cell.impossible_date"),
    "month 13": (_cell(received_at="2021/13/01"), "cell.impossible_date"),
    "25 o'clock": (_cell(received_at="2021-03-05 25:00"), "cell.impossible_date"),
    "year 0": (_cell(received_at="0000-00-00"), "cell.impossible_date"),
    "year 9999": (_cell(received_at="9999-12-31 23:59:59"), "cell.impossible_date"),
    "zone of 99 hours": (_cell(received_at="2021-03-05 10:00+99:00"), "cell.impossible_date"),
    "day and month unclear": (_cell(received_at="03/05/2021"), "cell.unclear_date"),
    "English month": (_cell(received_at="5-Mar-21"), "cell.unclear_date"),
    "hashes for a date": (_cell(received_at="########"), "cell.damaged_date"),
    "date in scientific form": (_cell(received_at="4.4E+04"), "cell.damaged_date"),
    "words for a date": (_cell(received_at="昨天下午"), "cell.not_a_date"),
    "truth for a date": (_xlsx_cell(received_at=True), "cell.not_a_date"),
    "number that is no day": (_xlsx_cell(received_at=5_000_000), "cell.not_a_date"),
    "negative day": (_xlsx_cell(received_at=-3), "cell.not_a_date"),
    "day only in words": (_cell(answered_on="三月五日"), "cell.not_a_date"),
    "#REF! in xlsx": (_error_cell("#REF!"), "cell.error_value"),
    "#DIV/0! in xlsx": (_error_cell("#DIV/0!"), "cell.error_value"),
    "#N/A in xls": (lambda: xls_of(HEADINGS, row(body="#N/A")), "cell.error_value"),
    "#VALUE! in csv": (_cell(body="#VALUE!"), "cell.error_value"),
    "formula never computed": (_bare_formula, "cell.formula"),
    "unknown choice": (_cell(urgency="特急"), "cell.not_a_choice"),
    "words for a number": (_cell(households="十二户"), "cell.not_an_integer"),
    "half a household": (_cell(households="1.5"), "cell.not_an_integer"),
    "thirty digits": (_cell(households="9" * 30), "cell.too_large"),
    "wrong thousands": (_cell(households='"1,2"'), "cell.not_an_integer"),
    "words for an area": (_cell(area="约90"), "cell.not_a_number"),
    "endless area": (_cell(area="1e999"), "cell.damaged_number"),
    "not a number": (_cell(area="nan"), "cell.not_a_number"),
    "perhaps": (_cell(is_private="也许"), "cell.not_yes_no"),
    "formula for a date": (_cell(received_at="=TODAY()"), "cell.formula"),
    "formula for a count": (_cell(households="=1+1"), "cell.formula"),
}
