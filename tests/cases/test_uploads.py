"""A sheet at the desk: checked by the worker, its headings explained, confirmed once, written, its file forgotten."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from huying.accounts.models import Holding
from huying.cases.actions import batches, uploads
from huying.cases.actions.uploads import errors_of, file_of, forget_old_sheets
from huying.cases.models import Case, HeadingMemory, SheetUpload, UploadState
from huying.core import clock, outbox
from huying.core.actors import SYSTEM
from huying.core.models import AuditRecord
from huying.enterprises.models import Enterprise
from huying.rules.errors import RuleBrokenError
from tests.cases.sheets import BOARD, CENTRE, message, order, written
from tests.enterprises.test_services import credit_code
from tests.people import AT

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import DjangoCaptureOnCommitCallbacks

    from tests.people import City


def client_of(city: City, name: str) -> Client:
    client = Client()
    client.force_login(city.people[name])
    return client


@pytest.fixture
def clerk(city: City) -> Client:
    return client_of(city, "city_clerk")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "六月 工单.csv"


def send(client: Client, path: Path, *, kind: str = "cases", source: str = "热线", **more: str) -> SheetUpload:
    """Upload a file and have the worker look at it."""
    data = {"kind": kind, "source": source, "file": SimpleUploadedFile(path.name, path.read_bytes()), **more}
    answer = client.post(reverse("cases:imports"), data)
    assert answer.status_code == 302, answer.content.decode()
    outbox.drain()
    return SheetUpload.objects.latest("pk")


def page(client: Client, upload: SheetUpload) -> str:
    return text(client.get(reverse("cases:import", args=[upload.pk])))


def text(answer: Any) -> str:
    return str(answer.content.decode())


def fetched(client: Client, name: str, *args: object) -> bytes:
    """Fetch a file."""
    answer = client.get(reverse(f"cases:{name}", args=args))
    assert answer.status_code == 200
    return b"".join(answer)


def post(client: Client, name: str, upload: SheetUpload, **data: str) -> Any:
    answer = client.post(reverse(f"cases:{name}", args=[upload.pk]), data)
    outbox.drain()
    upload.refresh_from_db()
    return answer


def test_a_sheet_is_seen_before_it_is_imported(clerk: Client, path: Path) -> None:
    upload = send(clerk, written(path, CENTRE, order(), order(工单编号="W2")))
    assert (upload.state, upload.name, upload.source) == (UploadState.CHECKED.value, path.name, "热线")
    shown = page(clerk, upload)
    assert "已检查，待确认" in shown
    assert not Case.objects.exists()
    assert file_of(upload).stat().st_mode & 0o077 == 0
    for _twice in range(2):
        assert post(clerk, "import_confirm", upload).status_code == 302
    assert upload.state == UploadState.WRITTEN.value
    assert Case.objects.count() == 2
    assert not file_of(upload).exists()
    assert "已导入" in page(clerk, upload)
    verbs = AuditRecord.objects.filter(verb__startswith="sheet.").values_list("verb", flat=True)
    assert sorted(verbs) == ["sheet.confirmed", "sheet.uploaded"]


def test_refused_rows_are_named_and_can_be_fetched_mended_and_sent_again(clerk: Client, path: Path) -> None:
    upload = send(clerk, written(path, BOARD, message("M1"), message("M2", 留言时间="昨天")))
    shown = page(clerk, upload)
    for word in ("昨天", "留言时间", "不是日期", "只导入 1 行合格数据"):
        assert word in shown
    book = load_workbook(io.BytesIO(fetched(clerk, "import_refused", upload.pk)))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[2]][:2] == ["M2", "U1"]
    post(clerk, "import_confirm", upload, keeps_good="1")
    assert list(Case.objects.values_list("external_id", flat=True)) == ["M1"]
    sheet["D2"] = "2021-05-21 09:00"
    mended = path.with_suffix(".xlsx")
    book.save(mended)
    again = send(clerk, mended)
    post(clerk, "import_confirm", again)
    assert set(Case.objects.values_list("external_id", flat=True)) == {"M1", "M2"}


def test_without_the_word_for_it_refused_rows_keep_all_out(clerk: Client, path: Path) -> None:
    upload = send(clerk, written(path, BOARD, message("M1"), message("M2", 留言时间="昨天")))
    post(clerk, "import_confirm", upload)
    assert upload.state == UploadState.CHECKED.value
    assert not Case.objects.exists()


def test_a_second_sheet_shows_what_it_would_change(clerk: Client, path: Path) -> None:
    first = send(clerk, written(path, CENTRE, order(), order(工单编号="W2")))
    post(clerk, "import_confirm", first)
    again = send(clerk, written(path, CENTRE, order(办理时限="2021-06-10 18:00"), order(工单编号="W2")))
    shown = page(clerk, again)
    assert "办理时限" in shown
    assert "2021-06-10" in shown


def test_unknown_headings_are_explained_once_for_a_sender(clerk: Client, path: Path) -> None:
    sheet = written(path, ("单子", "何时", "说了啥", "备注"), ["W1", "2021-05-31 09:00", "电梯停运", "x"])
    upload = send(clerk, sheet, source="某平台")
    assert upload.state == UploadState.MAPPING.value
    assert "单子" in page(clerk, upload)
    twice = {"heading-0": "external_id", "heading-1": "text", "heading-2": "text"}
    answer = post(clerk, "import_mapping", upload, **twice)
    assert answer.status_code == 422
    assert "已对应这一列" in text(answer)
    post(
        clerk, "import_mapping", upload, **{"heading-0": "external_id", "heading-1": "received_at", "heading-2": "text"}
    )
    assert upload.state == UploadState.CHECKED.value
    assert "备注" in page(clerk, upload)
    post(clerk, "import_confirm", upload)
    assert Case.objects.get().external_id == "W1"
    assert "说了啥" in HeadingMemory.objects.get(pk="某平台").headings.values()
    assert send(clerk, sheet, source="某平台").state == UploadState.CHECKED.value


def test_a_column_of_a_good_sheet_can_be_given_another_meaning(clerk: Client, path: Path) -> None:
    upload = send(clerk, written(path, (*BOARD[:5], "说明"), [*message("M1")[:5], "海悦花园3号楼"]))
    fields = {f"heading-{place}": name for place, name in enumerate(["external_id", "user", "title", "received_at"])}
    post(clerk, "import_mapping", upload, **fields, **{"heading-4": "text", "heading-5": "address"})
    post(clerk, "import_confirm", upload)
    assert Case.objects.get().address == "海悦花园3号楼"


def test_a_file_that_is_no_sheet_is_refused_in_words_and_forgotten(clerk: Client, path: Path) -> None:
    path.write_bytes(b"%PDF-1.7\n" + bytes(100))
    upload = send(clerk, path)
    assert upload.state == UploadState.REFUSED.value
    assert not file_of(upload).exists()
    shown = page(clerk, upload)
    assert "表格" in shown
    assert "sheet.not_a_sheet" not in shown
    assert post(clerk, "import_confirm", upload).status_code == 409


def test_a_form_with_nothing_in_it_says_what_is_missing(clerk: Client) -> None:
    answer = clerk.post(reverse("cases:imports"), {"kind": "cases"})
    assert answer.status_code == 422
    assert text(answer).count("field-wrong") == 2
    empty = SimpleUploadedFile("x.csv", b"")
    assert clerk.post(reverse("cases:imports"), {"kind": "cases", "source": "a", "file": empty}).status_code == 422
    assert clerk.post(reverse("cases:imports"), {"kind": "birds", "source": "a", "file": empty}).status_code == 422
    assert not SheetUpload.objects.exists()


def test_given_up_it_is_gone(
    clerk: Client, path: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    upload = send(clerk, written(path, BOARD, message("M1"), message("M2", 留言时间="昨天")))
    assert errors_of(upload).exists()
    for _twice in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            assert post(clerk, "import_discard", upload).status_code == 302
    assert not Case.objects.exists()
    assert post(clerk, "import_confirm", upload).status_code == 409
    assert not file_of(upload).exists()


def test_another_persons_sheet_is_not_found(city: City, clerk: Client, path: Path) -> None:
    upload = send(clerk, written(path, BOARD, message("M1"), message("M2", 留言时间="昨天")))
    other = client_of(city, "hotline_desk")
    for name in ("import", "import_refused"):
        assert other.get(reverse(f"cases:{name}", args=[upload.pk])).status_code == 404
    for name in ("import_mapping", "import_confirm", "import_discard"):
        assert other.post(reverse(f"cases:{name}", args=[upload.pk])).status_code == 404
    assert path.name not in text(other.get(reverse("cases:imports")))


def test_who_may_import_what(city: City, path: Path) -> None:
    written(path, BOARD, message("M1"))
    assert client_of(city, "street_leader").get(reverse("cases:imports")).status_code == 403
    assert client_of(city, "firm_staff").get(reverse("cases:imports")).status_code == 403
    desk = client_of(city, "hotline_desk")
    file = SimpleUploadedFile("x.csv", path.read_bytes())
    assert desk.post(reverse("cases:imports"), {"kind": "people", "file": file}).status_code == 422
    assert desk.get(reverse("cases:import_template", args=["people"])).status_code == 404
    assert fetched(desk, "import_template", "cases")
    with pytest.raises(RuleBrokenError, match=r"import\.kind"):
        uploads.take_sheet(
            kind="people", source="", name="x", content=[b"x"], is_history=False, actor=city["hotline_desk"], at=AT
        )


def test_a_right_lost_before_the_check_refuses_the_sheet(city: City, clerk: Client, path: Path) -> None:
    written(path, BOARD, message("M1"))
    data = {"kind": "cases", "source": "热线", "file": SimpleUploadedFile(path.name, path.read_bytes())}
    clerk.post(reverse("cases:imports"), data)
    Holding.objects.filter(person=city.people["city_clerk"]).update(valid_to=AT.date())
    outbox.drain()
    assert SheetUpload.objects.get().state == UploadState.REFUSED.value


def test_a_register_comes_in_by_the_same_way(clerk: Client, path: Path) -> None:
    empty = load_workbook(io.BytesIO(fetched(clerk, "import_template", "enterprises")))
    assert empty.worksheets[0]["A1"].value
    rows = [["新家园物业有限公司", credit_code(77), "371002"], ["坏码物业", "1", "371002"]]
    head = ("企业名称", "统一社会信用代码", "登记地区划代码")
    upload = send(clerk, written(path, head, *rows), kind="enterprises")
    shown = page(clerk, upload)
    assert "应为 18 位" in shown
    assert upload.source == ""
    post(clerk, "import_confirm", upload, keeps_good="1")
    assert upload.state == UploadState.WRITTEN.value
    assert Enterprise.objects.filter(credit_code=credit_code(77)).count() == 1


def test_the_part_that_shows_progress_comes_alone(clerk: Client, path: Path) -> None:
    written(path, BOARD, message("M1"))
    data = {"kind": "cases", "source": "热线", "file": SimpleUploadedFile(path.name, path.read_bytes())}
    clerk.post(reverse("cases:imports"), data)
    address = reverse("cases:import", args=[SheetUpload.objects.get().pk])
    part = text(clerk.get(address, headers={"HX-Request": "true"}))
    assert "every 2s" in part
    assert "<html" not in part
    outbox.drain()
    assert "every 2s" not in text(clerk.get(address, headers={"HX-Request": "true"}))


def test_what_nobody_confirms_is_forgotten_in_time(clerk: Client, path: Path) -> None:
    upload = send(clerk, written(path, BOARD, message("M1")))
    assert forget_old_sheets(at=clock.now() + timedelta(hours=40)) == 0
    assert forget_old_sheets(at=clock.now() + timedelta(hours=50)) == 1
    upload.refresh_from_db()
    assert (upload.state, upload.report) == (UploadState.DISCARDED.value, None)
    assert not file_of(upload).exists()
    assert page(clerk, upload)


def test_a_report_is_sealed(clerk: Client, path: Path) -> None:
    upload = send(clerk, written(path, CENTRE, order(联系电话="电话13812341234号")))
    assert upload.report is not None
    assert b"13812341234" not in bytes(upload.report)
    assert "13812341234" in page(clerk, upload)


def test_while_another_import_of_the_sender_runs_a_confirmed_sheet_waits(clerk: Client, path: Path) -> None:
    upload = send(clerk, written(path, BOARD, message("M1")))
    other = batches.open_batch(source="热线", digest="x", total=1, actor=SYSTEM, at=AT)
    post(clerk, "import_confirm", upload)
    assert upload.state == UploadState.CONFIRMED.value
    assert file_of(upload).exists()
    batches.release(other)
    outbox.drain(at=clock.system_now() + timedelta(hours=1))
    upload.refresh_from_db()
    assert upload.state == UploadState.WRITTEN.value
