"""Bad input gets a refusal with its reason, never another exception, and nothing is lost unseen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from huying.rules.errors import RuleBrokenError
from huying.sheets import reading
from huying.sheets.reading import open_rows
from huying.sheets.reasons import REASONS, reason
from huying.sheets.rows import read_rows
from tests.sheets.bad_files import FILES, READ
from tests.sheets.bad_sheets import ROWS, SHEETS
from tests.sheets.builders import CASES, GOOD, HEADINGS, csv_of, xls_of, xlsx_of

if TYPE_CHECKING:
    from pathlib import Path


def test_the_corpus_is_large_enough() -> None:
    assert len(SHEETS) + len(FILES) + len(ROWS) >= 140


@pytest.mark.parametrize("name", [*SHEETS, *FILES])
def test_a_bad_sheet_is_refused(name: str) -> None:
    build, code = {**SHEETS, **FILES}[name]
    with pytest.raises(RuleBrokenError) as refusal:
        list(read_rows(CASES, open_rows(build(), name=f"{name}.xlsx")))
    assert refusal.value.code.startswith(code)
    words_zh, words_en = reason(refusal.value.code, refusal.value.facts)
    assert words_zh
    assert words_en
    assert refusal.value.code in REASONS


@pytest.mark.parametrize("name", ROWS)
def test_a_bad_row_is_named(name: str) -> None:
    build, code = ROWS[name]
    rows = list(read_rows(CASES, open_rows(build(), name="诉求.csv")))
    errors = [error for row in rows for error in row.errors]
    assert code in {error.code for error in errors}
    for error in errors:
        assert error.sheet in {"诉求", "工单", "Sheet1"}
        assert error.row >= 2
        assert error.column in {*HEADINGS, ""}
        assert error.reason_zh
        assert error.reason_en
        assert "%(" not in error.reason_zh + error.reason_en


@pytest.mark.parametrize("content", [xlsx_of(HEADINGS, GOOD), xls_of(HEADINGS, GOOD), csv_of(HEADINGS, GOOD)])
def test_any_cut_of_a_good_sheet_is_read_or_refused(content: bytes) -> None:
    for length in range(1, len(content), max(1, len(content) // 12)):
        assert outcome_of(content[:length]) in {None, *REASONS}


@pytest.mark.parametrize("name", READ)
def test_an_odd_sheet_is_read_all_the_same(name: str) -> None:
    rows = list(read_rows(CASES, open_rows(READ[name](), name="诉求.csv")))
    assert [row.errors for row in rows] == [[]]
    assert rows[0].values["number"] == "A1"
    assert "root:" not in str(rows[0].values)
    assert len(str(rows[0].values)) < 2000


def outcome_of(content: bytes) -> str | None:
    try:
        list(read_rows(CASES, open_rows(content, name="x")))
    except RuleBrokenError as refusal:
        return refusal.code
    return None


def test_a_file_too_large_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 10)
    with pytest.raises(RuleBrokenError, match=r"sheet\.too_large"):
        open_rows(csv_of(HEADINGS, GOOD))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleBrokenError, match=r"sheet\.not_found"):
        open_rows(tmp_path / "没有.xlsx")
    with pytest.raises(RuleBrokenError, match=r"sheet\.not_found"):
        open_rows(tmp_path)
