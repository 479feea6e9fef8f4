"""Real citizens' messages come in whole, twice the same; read from HUYING_MESSAGES_DIR, nothing of them is kept."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest
import xlsxwriter

from huying.cases.models import Case, Clock
from huying.rules.case_flow import CaseState
from tests.cases.sheets import BOARD, come_in, numbers

FOLDER = os.environ.get("HUYING_MESSAGES_DIR", "")
pytestmark = [
    pytest.mark.messages,
    pytest.mark.usefixtures("city"),
    pytest.mark.skipif(not FOLDER, reason="HUYING_MESSAGES_DIR is not set"),
]
HOT, REPLIES = 2510, 700
FIELDS = ("message_id", "user_id", "title", "created_at", "body", "reply", "replied_at")


def _as_xlsx(name: str, path: Path) -> Path:
    with (
        (Path(FOLDER) / name).open(encoding="utf-8", newline="") as file,
        xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book,
    ):
        sheet = book.add_worksheet("留言")
        sheet.write_row(0, 0, BOARD)
        for number, row in enumerate(csv.DictReader(file), start=1):
            for column, field in enumerate(FIELDS):
                sheet.write_string(number, column, row.get(field) or "")
    return path


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_hot_messages_come_in_whole_and_once(tmp_path: Path, form: str) -> None:
    name = "hot_messages.csv"
    path = Path(FOLDER) / name if form == "csv" else _as_xlsx(name, tmp_path / "hot.xlsx")
    assert numbers(come_in(path, source="board")) == (HOT, HOT, 0, 0, 0, 0)
    assert Case.objects.count() == HOT
    assert numbers(come_in(path, source="board")) == (HOT, 0, 0, HOT, 0, 0)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_replies_become_closed_cases(tmp_path: Path, form: str) -> None:
    name = "replies.csv"
    path = Path(FOLDER) / name if form == "csv" else _as_xlsx(name, tmp_path / "replies.xlsx")
    assert numbers(come_in(path, source="board", is_history=True)) == (REPLIES, REPLIES, 0, 0, 0, 0)
    assert Case.objects.filter(state=CaseState.CLOSED.value, is_history=True).count() == REPLIES
    clocks = Clock.objects.select_related("case")
    assert all((row.started_at, row.stopped_at) == (row.case.received_at, row.case.answered_at) for row in clocks)
    assert numbers(come_in(path, source="board", is_history=True)) == (REPLIES, 0, 0, REPLIES, 0, 0)
