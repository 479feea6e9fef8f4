"""Words for refusals of sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

WORDS: dict[str, tuple[_StrPromise, int]] = {
    "cell.damaged_code": (
        _("The code was damaged by the spreadsheet: format the column as text and type it anew."),
        422,
    ),
    "cell.damaged_number": (
        _("The number was damaged by the spreadsheet (as 1.23E+11): format the column as text and type it anew."),
        422,
    ),
    "cell.error_value": (_("The cell holds an error (%(shown)s)."), 422),
    "cell.formula": (_("The cell holds a formula: write its value."), 422),
    "cell.impossible_date": (_("There is no such date."), 422),
    "cell.not_a_choice": (_("Choose one of: %(choices)s."), 422),
    "cell.not_a_code": (_("This is not a code."), 422),
    "cell.not_a_date": (_("This is not a date: write 2021-03-05."), 422),
    "cell.not_a_number": (_("This is not a number."), 422),
    "cell.not_an_integer": (_("This is not a whole number."), 422),
    "cell.not_yes_no": (_("Write yes or no."), 422),
    "cell.required": (_("This cell must be filled."), 422),
    "cell.term_too_long": (_("The term must be between 1 and %(most)s."), 422),
    "cell.term_without_unit": (_("The term names no unit: write 5个工作日 or the time itself."), 422),
    "cell.too_large": (_("The number is too large (%(most)s digits at most)."), 422),
    "cell.too_long": (_("%(length)s characters; %(most)s is the most."), 422),
    "row.duplicate": (_("The same key stands already in row %(first)s."), 422),
    "row.shifted": (_("The row has more cells than the header: the columns are shifted."), 422),
    "sheet.bomb": (_("The file unpacks to far more than it should: it is refused."), 422),
    "sheet.damaged": (_("The file is damaged: open it in a spreadsheet programme and save it anew."), 422),
    "sheet.double_heading": (_("The heading %(heading)s stands twice."), 422),
    "sheet.empty": (_("The file is empty."), 422),
    "sheet.encoding": (_("The letters in line %(line)s cannot be read: save the file as UTF-8 or GBK."), 422),
    "sheet.encrypted": (_("The file is protected by a password: take the password off."), 422),
    "sheet.missing_columns": (_("These columns are missing: %(missing)s."), 422),
    "sheet.no_header": (_("No row with headings was found; expected: %(expected)s."), 422),
    "sheet.no_rows": (_("There are headings but no rows."), 422),
    "sheet.no_sheet": (_("There is no such sheet; the file has: %(sheets)s."), 422),
    "sheet.not_a_sheet": (_("This is not a spreadsheet (xlsx, xls or csv)."), 422),
    "sheet.not_found": (_("There is no file %(name)s."), 404),
    "sheet.quotes": (_("A quotation mark in line %(line)s is never closed."), 422),
    "sheet.too_large": (_("The file is too large."), 422),
    "sheet.too_many_columns": (_("The sheet has more than %(most)s columns."), 422),
    "sheet.too_many_rows": (_("The sheet has more than %(most)s rows: split it."), 422),
}
