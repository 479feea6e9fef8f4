"""The commands import, template and export: exit codes, the last line for programs, and words instead of tracebacks."""

from __future__ import annotations

import csv
import json
import sys
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from openpyxl import load_workbook

from huying.cases.models import Case
from huying.config import cli
from huying.core.models import AuditRecord
from tests.cases.sheets import BOARD, CENTRE, message, order, written

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("city")
SHAPE = ["rows", "created", "updated", "unchanged", "refused", "rounds"]
COLUMNS = [
    "number",
    "source",
    "external_id",
    "round",
    "received_at",
    "title",
    "topic",
    "topic_confidence",
    "property_related",
    "compound",
    "compound_code",
    "holder",
    "holder_person",
    "status",
    "due_at",
    "answered_at",
    "overdue",
    "problem",
    "problem_confirmed",
]


def said(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, Any, str]:
    """Run a command with --json; return its exit code, its last line as JSON, and what it wrote to people."""
    code = cli.main([str(word) for word in (*words, "--json")])
    out, errors = capsys.readouterr()
    assert "Traceback" not in out + errors
    lines = out.strip().splitlines()
    return code, json.loads(lines[-1]) if lines else None, errors


def exit_code(*words: object) -> int:
    """Run a command and return its exit code."""
    try:
        return cli.main([str(word) for word in words])
    except SystemExit as ended:
        return int(str(ended.code))


def test_an_import_counts_on_its_last_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = written(tmp_path / "a.csv", CENTRE, order(), order(工单编号="W2", 办理时限="5个工作日"))
    code, counts, _errors = said(capsys, "import", "cases", sheet, "--source", "热线", "--dry-run")
    assert (code, list(counts), counts["created"]) == (0, SHAPE, 2)
    assert not Case.objects.exists()
    code, counts, _errors = said(capsys, "import", "cases", sheet, "--source", "热线")
    assert (code, counts["created"], Case.objects.count()) == (0, 2, 2)
    assert said(capsys, "import", "cases", sheet, "--source", "热线")[1]["unchanged"] == 2


def test_refused_rows_fail_unless_the_good_are_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = written(tmp_path / "a.csv", BOARD, message("M1"), message("M2", 留言时间="昨天"))
    out = tmp_path / "refused.xlsx"
    code, counts, _errors = said(capsys, "import", "cases", sheet, "--source", "板", "--errors", out)
    assert (code, counts["refused"], Case.objects.count()) == (1, 1, 0)
    page = load_workbook(out).active
    assert page is not None
    assert [cell.value for cell in page[2]][:2] == ["M2", "U1"]
    assert page.max_row == 2
    code, counts, _errors = said(capsys, "import", "cases", sheet, "--source", "板", "--keep-good")
    assert (code, counts["created"], counts["refused"]) == (0, 1, 1)


def test_a_sheet_refused_whole_says_so_to_both(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    code, told, errors = said(capsys, "import", "cases", empty, "--source", "板")
    assert (code, told["refused"]["code"]) == (1, "sheet.empty")
    assert "[sheet.empty]" in errors


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("import",), 2),
        (("import", "birds", "x.csv"), 2),
        (("import", "cases", "{missing}"), 2),
        (("import", "cases", "{missing}", "--source", "板"), 1),
        (("import", "cases", "{sheet}", "--source", "板", "--errors", "{folder}/e.csv"), 2),
        (("import", "cases", "{sheet}", "--source", "板", "--map", "没有"), 1),
        (("import", "cases", "{sheet}", "--source", "很长" * 30), 1),
        (("import", "compounds", "{missing}"), 1),
        (("import", "compounds", "{sheet}"), 1),
        (("template", "cases", "--to", "{folder}/t.docx"), 2),
        (("template", "cases", "--to", "{folder}/none/t.xlsx"), 2),
        (("template", "birds", "--to", "{folder}/t.xlsx"), 2),
        (("template", "cases"), 2),
        (("export", "cases", "--to", "{folder}/o.txt"), 2),
        (("export", "cases"), 2),
        (("export", "replies", "--to", "{folder}/o.xlsx"), 2),
        (("export", "replies", "--source", "没有", "--to", "{folder}/o.xlsx"), 1),
        (("template", "people", "--to", "{folder}/t.xlsx"), 0),
        (("export", "cases", "--to", "{folder}/o.xlsx"), 0),
    ],
)
def test_exit_codes(tmp_path: Path, words: tuple[str, ...], code: int) -> None:
    sheet = written(tmp_path / "a.csv", BOARD, message("M1"))
    places = {"missing": tmp_path / "missing.csv", "sheet": sheet, "folder": tmp_path}
    assert exit_code(*(word.format(**places) for word in words)) == code


@pytest.mark.parametrize("name", ["cases", "enterprises", "compounds", "owners", "people"])
def test_each_template_is_a_sheet_without_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    path = tmp_path / "t.xlsx"
    assert said(capsys, "template", name, "--to", path)[:2] == (0, {"file": str(path)})
    source = ("--source", "板") if name == "cases" else ()
    code, told, _errors = said(capsys, "import", name, path, *source)
    assert (code, told["refused"]["code"]) == (1, "sheet.no_rows")


def test_an_export_has_the_columns_of_the_contract(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [message("M1", 留言主题="=HYPERLINK(1)"), message("M2", 留言主题="＠全体业主\n第二行")]
    said(capsys, "import", "cases", written(tmp_path / "a.csv", BOARD, *rows), "--source", "板")
    path = tmp_path / "o.csv"
    assert said(capsys, "export", "cases", "--to", path)[:2] == (0, {"rows": 2, "file": str(path)})
    with path.open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    assert list(found[0]) == COLUMNS
    assert [row["title"] for row in found] == ["'=HYPERLINK(1)", "'＠全体业主 第二行"]
    assert {row["received_at"] for row in found} == {"2021-05-20T08:30:00+08:00"}
    assert {(row["overdue"], row["property_related"], row["round"]) for row in found} == {("1", "0", "1")}
    assert AuditRecord.objects.filter(verb="cases.exported").count() == 1


def test_parquet_holds_the_same_rows_with_types(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ['=1+1"', "换\n行,逗号", "结尾\\"]
    rows = [message(f"M{number}", 留言主题=title) for number, title in enumerate(words)]
    said(capsys, "import", "cases", written(tmp_path / "a.csv", BOARD, *rows), "--source", "板")
    path = tmp_path / "它's.parquet"
    assert said(capsys, "export", "cases", "--to", path)[0] == 0
    with duckdb.connect() as connection:
        found = connection.execute("SELECT * FROM read_parquet(?) ORDER BY number", [str(path)])
        names = [column[0] for column in found.description]
        read = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    assert names == COLUMNS
    assert [row["title"] for row in read] == ['=1+1"', "换 行,逗号", "结尾\\"]
    assert {(row["round"], row["overdue"], row["topic_confidence"]) for row in read} == {(1, 1, 0.0)}
    assert {(row["received_at"], row["answered_at"]) for row in read} == {("2021-05-20T08:30:00+08:00", None)}
    assert [each.name for each in tmp_path.iterdir() if each.suffix != ".csv"] == ["它's.parquet"]


def test_without_the_extra_parquet_says_what_to_install(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    code, told, errors = said(capsys, "export", "cases", "--to", tmp_path / "o.parquet")
    assert (code, told["refused"]["code"]) == (1, "export.extra_missing")
    assert "huying[analytics]" in errors
    assert not list(tmp_path.iterdir())


def test_an_empty_export_is_a_whole_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for ending in ("csv", "xlsx", "parquet"):
        path = tmp_path / f"o.{ending}"
        assert said(capsys, "export", "cases", "--to", path)[:2] == (0, {"rows": 0, "file": str(path)})
        assert path.stat().st_size > 0


def test_a_database_that_is_not_ready_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert "huying migrate" in cli._sentence(type("OperationalError", (Exception,), {})("no such table: core_setting"))
    assert capsys.readouterr().out == ""
