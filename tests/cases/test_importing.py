"""A sheet of cases comes in once, whole, by whatever headings and encoding; each refusal is named."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from huying.cases.models import Case, Clock, HeadingMemory, OutsideOrder, Reporter
from huying.cases.models.cases import CHINA
from huying.core.models import AuditRecord, OutboxMessage
from huying.core.policies import NotAllowedError
from huying.rules.case_facts import Channel
from huying.rules.case_flow import CaseState, Ending
from huying.rules.errors import RuleBrokenError
from tests.cases.sheets import BOARD, CENTRE, come_in, message, numbers, order, written

if TYPE_CHECKING:
    from pathlib import Path

    from tests.people import City

pytestmark = pytest.mark.usefixtures("city")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "工单.csv"


def test_the_centres_headings_are_known(city: City, file: Path) -> None:
    written(file, CENTRE, order())
    found = come_in(file)
    assert numbers(found) == (1, 1, 0, 0, 0, 0)
    assert not found.matching.unknown
    case = Case.objects.get()
    assert (case.channel, case.external_id) == (Channel.HOTLINE.value, "W1")
    assert case.address == "环翠区 竹岛街道 不知道哪个社区 海悦花园"
    outside = OutsideOrder.objects.get()
    assert (outside.handler, outside.round) == ("某单位", 1)
    assert case.holder_unit == city.units["city"]
    assert case.state == CaseState.TRIAGE.value
    assert Clock.objects.filter(case=case, stopped_at=None).count() == 3


def test_a_masked_number_is_kept_sealed_and_finds_nobody(file: Path) -> None:
    come_in(written(file, CENTRE, order(), order(工单编号="W2", 联系电话="匿名", 诉求人="")))
    reporter = Reporter.objects.get(case__external_id="W1")
    assert reporter.phone_sealed is not None
    assert reporter.phone_index == ""
    assert not Reporter.objects.filter(case__external_id="W2").exists()


@pytest.mark.parametrize(
    "phone", ["0631-5231234转8001", "13812341234、13912341234", "（0631）5231234", "１３８１２３４１２３４"]
)
def test_numbers_as_people_write_them(file: Path, phone: str) -> None:
    assert numbers(come_in(written(file, CENTRE, order(联系电话=phone)))) == (1, 1, 0, 0, 0, 0)
    assert Reporter.objects.get().phone_index


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_encodings(file: Path, encoding: str) -> None:
    assert numbers(come_in(written(file, BOARD, message("M1"), encoding=encoding))) == (1, 1, 0, 0, 0, 0)
    assert Case.objects.get().title == "电梯M1"


def test_the_same_sheet_twice_changes_nothing(file: Path) -> None:
    written(file, CENTRE, order(), order(工单编号="W2"), order(工单编号="W2", 派单时间="2021-06-01 09:00"))
    assert numbers(come_in(file)) == (3, 2, 0, 0, 0, 1)
    before = (AuditRecord.objects.count(), Case.objects.count())
    assert numbers(come_in(file)) == (3, 0, 0, 3, 0, 0)
    imports = AuditRecord.objects.filter(verb="cases.imported").count()
    assert (AuditRecord.objects.count(), Case.objects.count()) == (before[0] + 1, before[1])
    assert imports == 2


def test_without_a_number_the_words_tell_a_row(file: Path) -> None:
    head = BOARD[1:5]
    rows = [message("M1")[1:5], message("M2")[1:5]]
    assert numbers(come_in(written(file, head, *rows), source="板")) == (2, 2, 0, 0, 0, 0)
    assert numbers(come_in(file, source="板")) == (2, 0, 0, 2, 0, 0)
    keys = set(Case.objects.values_list("external_id", flat=True))
    assert all(len(key) == hashlib.sha256().digest_size * 2 for key in keys)
    assert set(OutsideOrder.objects.values_list("is_numbered", flat=True)) == {False}


def test_one_refused_row_keeps_the_whole_sheet_out(file: Path) -> None:
    written(
        file,
        (*BOARD, "区划代码"),
        [*message("M1"), ""],
        [*message("M2"), "379999"],
        [*message("M3", 留言时间="昨天"), ""],
    )
    found = come_in(file)
    assert numbers(found) == (3, 0, 0, 0, 2, 0)
    assert not found.is_written
    named = [(error.row, error.column, error.value, error.code) for error in found.errors]
    assert named == [(3, "区划代码", "379999", "place.unknown"), (4, "留言时间", "昨天", "cell.not_a_date")]
    assert not Case.objects.exists()
    assert not HeadingMemory.objects.exists()
    kept = come_in(file, keep_good=True)
    assert numbers(kept) == (3, 1, 0, 0, 2, 0)
    assert Case.objects.get().external_id == "M1"


def test_a_code_of_a_place_or_compound_is_taken_from_the_register(city: City, file: Path) -> None:
    head = (*BOARD, "区划代码", "小区代码")
    rows = [
        [*message("M1"), "371002003001", ""],
        [*message("M2"), "", "371002003001-0001"],
        [*message("M3"), "", "371002003001-9999"],
        [*message("M4"), "", "海悦"],
    ]
    found = come_in(written(file, head, *rows), keep_good=True)
    assert [(error.row, error.column, error.code) for error in found.errors] == [
        (4, "小区代码", "compound.unknown"),
        (5, "小区代码", "compound.unknown"),
    ]
    assert Case.objects.get(external_id="M2").compound_key == city.served.key
    assert Case.objects.get(external_id="M1").holder_unit == city.units["district"]


def test_two_header_rows_are_read_together(file: Path) -> None:
    first = ["工单信息", "", "", "回访", ""]
    second = ["工单编号", "来电时间", "诉求内容", "是否解决", "是否满意"]
    written(file, first, second, ["W1", "2021-05-31 09:00", "电梯停运", "未解决", "基本满意"])
    assert numbers(come_in(file)) == (1, 1, 0, 0, 0, 0)
    outside = OutsideOrder.objects.get()
    assert (outside.call_back_solved, outside.call_back_satisfied) == (False, True)


def test_a_mapping_is_remembered_for_its_source(file: Path) -> None:
    written(file, ("单子", "何时", "说了啥"), ["W1", "2021-05-31 09:00", "电梯停运"])
    with pytest.raises(RuleBrokenError, match=r"sheet\.no_header"):
        come_in(file)
    given = {"单子": "external_id", "何时": "received_at", "说了啥": "text"}
    assert numbers(come_in(file, mapping=given)) == (1, 1, 0, 0, 0, 0)
    assert numbers(come_in(file)) == (1, 0, 0, 1, 0, 0)
    with pytest.raises(RuleBrokenError, match=r"sheet\.no_header"):
        come_in(file, source="别处")


def test_a_dry_run_tells_the_differences_and_writes_nothing(file: Path) -> None:
    come_in(written(file, CENTRE, order(), order(工单编号="W2"), order(工单编号="W3")))
    before = AuditRecord.objects.count()
    again = [
        order(工单状态="", 办理时限="2021-06-10 18:00"),
        order(工单编号="W2", 派单时间="2021-06-01 09:00"),
        order(工单编号="W3"),
        order(工单编号="W4"),
    ]
    found = come_in(written(file, CENTRE, *again), dry_run=True)
    assert numbers(found) == (4, 1, 1, 1, 0, 1)
    assert [(each.row, each.key, each.field) for each in found.differences] == [
        (2, "W1", "limit_at"),
        (3, "W2", "dispatched_at"),
    ]
    assert AuditRecord.objects.count() == before
    assert numbers(come_in(file)) == (4, 1, 1, 1, 0, 1)


def test_history_becomes_closed_cases_with_clocks_at_the_given_times(file: Path) -> None:
    rows = [
        message("M1", 答复意见="已修好。", 答复时间="2021-05-25 10:00:00"),
        message("M2"),
        message("M3", 答复意见="好。"),
        message("M4", 答复意见="好。", 答复时间="2021-05-01 10:00:00"),
    ]
    found = come_in(written(file, BOARD, *rows), is_history=True, keep_good=True)
    assert [(error.row, error.column, error.code) for error in found.errors] == [
        (4, "答复时间", "case.reply_time_missing"),
        (5, "答复时间", "case.reply_before_receipt"),
    ]
    closed = Case.objects.get(external_id="M1")
    assert (closed.state, closed.ending, closed.is_history) == (CaseState.CLOSED.value, Ending.IMPORTED.value, True)
    clock = Clock.objects.get(case=closed)
    assert (clock.started_at, clock.stopped_at) == (closed.received_at, closed.answered_at)
    assert closed.steps.get().step == "import_history"
    assert closed.answers.get().handed_back_at is not None
    assert Case.objects.get(external_id="M2").state == CaseState.TRIAGE.value
    assert numbers(come_in(file, is_history=True, keep_good=True)) == (4, 0, 0, 2, 2, 0)


def test_the_worker_hears_of_cases_only_once_they_show(file: Path) -> None:
    come_in(written(file, BOARD, message("M1"), message("M2")))
    told = OutboxMessage.objects.get(name="case.received")
    assert told.ids == list(Case.objects.order_by("pk").values_list("pk", flat=True))


def test_only_clerks_import(city: City, file: Path) -> None:
    written(file, BOARD, message("M1"))
    with pytest.raises(NotAllowedError):
        come_in(file, actor=city["street_officer"])
    assert numbers(come_in(file, actor=city["hotline_desk"])) == (1, 1, 0, 0, 0, 0)


def test_nothing_is_begun_where_nobody_could_hold_a_case(city: City, file: Path) -> None:
    type(city.units["city"]).objects.filter(kind="city_office").update(is_active=False)
    with pytest.raises(RuleBrokenError, match=r"case\.no_city_office"):
        come_in(written(file, BOARD, message("M1")))
    assert not AuditRecord.objects.filter(verb="cases.imported").exists()


@pytest.mark.parametrize(
    ("limit", "ends"),
    [
        ("5个工作日", "2021-06-07T23:59:59+08:00"),
        ("3天", "2021-06-03T23:59:59+08:00"),
        ("24小时", "2021-06-01T10:00:00+08:00"),
    ],
)
def test_a_limit_in_days_is_counted_from_the_dispatch(file: Path, limit: str, ends: str) -> None:
    come_in(written(file, CENTRE, order(办理时限=limit)))
    told = OutsideOrder.objects.get().limit_at
    assert told is not None
    assert told.astimezone(CHINA).isoformat() == ends
    assert numbers(come_in(file)) == (1, 0, 0, 1, 0, 0)


def test_a_bare_number_for_a_limit_is_refused_with_its_cell(file: Path) -> None:
    found = come_in(written(file, CENTRE, order(办理时限="5")))
    assert [(error.row, error.column, error.value, error.code) for error in found.errors] == [
        (2, "办理时限", "5", "cell.term_without_unit")
    ]
