from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook, load_workbook

from huying.accounts.models import Person
from huying.core.actors import SYSTEM, Actor
from huying.core.models import AuditRecord
from huying.core.policies import NotAllowedError
from huying.enterprises.models import Enterprise, Service
from huying.enterprises.registers.importing import Imported, import_register
from huying.enterprises.registers.sources import REGISTERS
from huying.estates.models import Compound, CompoundAlias, ExclusivePart, Owner
from huying.regions.upsert import Change
from huying.rules.errors import RuleBrokenError
from huying.rules.places import range_of
from huying.rules.roles import Role
from huying.sheets.writing import write_template
from tests.enterprises.test_services import credit_code
from tests.estates import samples

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("weihai")
FIRM_HEAD = ("统一社会信用代码*", "企业名称*", "登记地区划代码*", "从业人数")
COMPOUND_HEAD = (
    "小区编码",
    "小区名称",
    "别名",
    "户数",
    "建筑面积",
    "服务方式",
    "服务起始日",
    "物业企业信用代码",
)
OWNER_HEAD = (
    "小区编码",
    "楼栋",
    "单元",
    "房号",
    "专有部分面积",
    "面积来源",
    "业主姓名",
    "证件号码",
    "取得日期",
)
PEOPLE_HEAD = (
    "登录名",
    "姓名",
    "电话",
    "单位名称",
    "单位类别",
    "单位区划代码",
    "岗位名称",
    "岗位类别",
    "任职日期",
    "管辖区划代码",
)
GARDEN = "371002003001-0001"


def sheet(path: Path, head: Sequence[str], *rows: Sequence[object]) -> Path:
    book = Workbook()
    page = book.active
    assert page is not None
    for row in (head, *rows):
        page.append(list(row))
    book.save(path)
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "台账.xlsx"


@pytest.fixture
def run(at: datetime) -> type[Runner]:
    Runner.at = at
    return Runner


class Runner:
    """Imports as the system, unless told otherwise."""

    at: datetime

    @classmethod
    def go(cls, name: str, path: Path, *, actor: Actor = SYSTEM, **more: Any) -> Imported:
        return import_register(name, path, actor=actor, at=cls.at, **more)


def numbers(done: Imported) -> tuple[int, int, int, int, int]:
    found = done.summary
    return found.rows, found.created, found.updated, found.unchanged, found.refused


def test_enterprises_come_in_once_and_differences_are_told(run: type[Runner], file: Path) -> None:
    rows = [(credit_code(1), "一号物业", "371002", 20), (credit_code(2), "二号物业", "371002000000", 30)]
    sheet(file, FIRM_HEAD, *rows)
    assert numbers(run.go("enterprises", file)) == (2, 2, 0, 0, 0)
    before = AuditRecord.objects.count()
    assert numbers(run.go("enterprises", file)) == (2, 0, 0, 2, 0)
    assert AuditRecord.objects.count() == before
    sheet(file, FIRM_HEAD, (credit_code(1), "一号物业", "371002", 21), rows[1])
    dry = run.go("enterprises", file, dry_run=True)
    assert numbers(dry) == (2, 0, 1, 1, 0)
    assert dry.changes == [Change(row=credit_code(1), field="staff_count", before="20", after="21")]
    assert Enterprise.objects.get(credit_code=credit_code(1)).staff_count == 20
    run.go("enterprises", file)
    assert Enterprise.objects.get(credit_code=credit_code(1)).staff_count == 21


def test_a_column_that_is_not_there_changes_nothing(run: type[Runner], file: Path) -> None:
    run.go("enterprises", sheet(file, FIRM_HEAD, (credit_code(1), "一号物业", "371002", 20)))
    done = run.go("enterprises", sheet(file, FIRM_HEAD[:3], (credit_code(1), "一号物业", "371002")))
    assert numbers(done) == (1, 0, 0, 1, 0)
    assert Enterprise.objects.get().staff_count == 20


def test_each_wrong_cell_is_named_and_nothing_is_written(run: type[Runner], file: Path) -> None:
    sheet(
        file,
        FIRM_HEAD,
        (credit_code(1), "一号物业", "371002", 20),
        ("91371002MA3C00002X", "二号物业", "371002", 20),
        (credit_code(3), "三号物业", "379999", 20),
        (credit_code(4), "", "371002", "许多"),
        (9.1371002e17, "五号物业", "371002", 1),
        (credit_code(6), "六号物业", "371002", -1),
    )
    done = run.go("enterprises", file)
    assert numbers(done) == (6, 0, 0, 0, 5)
    found = [(error.row, error.column.rstrip("*"), error.code) for error in done.errors]
    assert found == [
        (3, "统一社会信用代码", "enterprise.credit_code"),
        (4, "登记地区划代码", "place.unknown"),
        (5, "企业名称", "cell.required"),
        (5, "从业人数", "cell.not_an_integer"),
        (6, "统一社会信用代码", "cell.damaged_number"),
        (7, "从业人数", "register.out_of_bounds"),
    ]
    assert all(error.reason_zh and error.reason_en and error.sheet for error in done.errors)
    assert not Enterprise.objects.exists()


def test_good_rows_are_kept_on_request_and_the_rest_can_be_mended(
    run: type[Runner], file: Path, tmp_path: Path
) -> None:
    sheet(
        file,
        FIRM_HEAD,
        (credit_code(1), "一号物业", "371002", 20),
        (credit_code(2), "二号物业", "379999", 20),
    )
    done = run.go("enterprises", file, keep_good=True)
    assert numbers(done) == (2, 1, 0, 0, 1)
    assert Enterprise.objects.count() == 1
    mend = tmp_path / "errors.xlsx"
    done.write_errors(mend)
    book = load_workbook(mend)
    page = book.worksheets[0]
    assert page.cell(2, 2).value == "二号物业"
    page.cell(2, 3, "371002")
    book.save(mend)
    assert numbers(run.go("enterprises", mend)) == (1, 1, 0, 0, 0)


def test_rows_refused_only_together_are_traced(run: type[Runner], file: Path) -> None:
    rows: list[tuple[object, ...]] = [(credit_code(number), f"{number}号物业", "371002", 1) for number in range(40)]
    rows.append((credit_code(77), "7号物业", "371002", 1))
    done = run.go("enterprises", sheet(file, FIRM_HEAD, *rows), keep_good=True)
    assert [(error.row, error.code) for error in done.errors] == [(42, "enterprise.name_taken")]
    assert Enterprise.objects.count() == 40


def test_compounds_come_with_their_service(run: type[Runner], file: Path, tmp_path: Path) -> None:
    firms = sheet(tmp_path / "firms.xlsx", FIRM_HEAD, (credit_code(1), "一号物业", "371002", 20))
    run.go("enterprises", firms)
    sheet(
        file,
        COMPOUND_HEAD,
        (GARDEN, "海悦花园", "海悦小区、海悦", 860, 98000.5, "物业服务企业", "2020-01-01", credit_code(1)),
        (GARDEN, "海悦花园", "海悦小区、海悦", 860, 98000.5, "业主自管", "2021-01-01", None),
        ("371002003001-0002", "老院子", None, 40, 3000, None, None, None),
    )
    assert numbers(run.go("compounds", file)) == (3, 3, 0, 0, 0)
    assert numbers(run.go("compounds", file)) == (3, 0, 0, 3, 0)
    garden = Compound.objects.get(code=GARDEN)
    assert (garden.area_dm2, garden.households) == (9_800_050, 860)
    assert CompoundAlias.objects.filter(compound=garden).count() == 2
    assert [(each.mode, str(each.valid_to)) for each in Service.objects.order_by("valid_from")] == [
        ("enterprise", "2021-01-01"),
        ("owners", "None"),
    ]


def test_wrong_compounds_are_named(run: type[Runner], file: Path) -> None:
    sheet(
        file,
        COMPOUND_HEAD,
        ("371002003001", "少四位", None, 1, 1, None, None, None),
        ("371002003009-0001", "无社区", None, 1, 1, None, None, None),
        (GARDEN, "海悦花园", None, 1, 1.234, None, None, None),
        ("371002003001-0002", "甲", None, 1, 1, "物业服务企业", "2020-01-01", None),
        ("371002003001-0003", "乙", None, 1, 1, "物业服务企业", "2020-01-01", credit_code(9)),
        ("371002003001-0004", "丙", None, 1, 1, "业主自管", None, None),
        ("371002003001-0005", "丁", None, 1, 1, "没听说过", "2020-01-01", None),
        ("371002003001-0006", "戊", None, 1, 1, None, "2020-01-01", None),
        ("371002003001-0006", "另名", None, 1, 1, None, "2021-01-01", None),
    )
    done = run.go("compounds", file)
    assert [(error.row, error.code) for error in done.errors] == [
        (2, "compound.code_shape"),
        (3, "compound.community_unknown"),
        (4, "register.decimals"),
        (5, "service.enterprise_missing"),
        (6, "enterprise.unknown"),
        (7, "register.day_missing"),
        (8, "cell.not_a_choice"),
        (10, "register.contradicts"),
    ]
    assert not Compound.objects.exists()


def test_a_clerk_imports_only_what_is_in_reach(run: type[Runner], file: Path) -> None:
    clerk = Actor(person_id=1, role=Role.DISTRICT_CLERK, include=(range_of("371003"),))
    sheet(file, COMPOUND_HEAD, (GARDEN, "海悦花园", None, 1, 1, None, None, None))
    done = run.go("compounds", file, actor=clerk)
    assert [(error.row, error.code) for error in done.errors] == [(2, "compound.unknown")]
    for name in REGISTERS:
        with pytest.raises(NotAllowedError):
            run.go(name, file, actor=Actor(role=Role.ENTERPRISE_STAFF))
    with pytest.raises(RuleBrokenError, match=r"register\.unknown"):
        run.go("secrets", file)


def test_owners_come_in_sealed(run: type[Runner], file: Path) -> None:
    samples.compound()
    rows = [
        (GARDEN, "1号楼", "1单元", "101", 88.5, "不动产登记", "张三", samples.citizen(1), "2018-05-01"),
        (GARDEN, "1号楼", "1单元", 102, "90.25", "实测", "李四", samples.citizen(2), "2018-05-01"),
    ]
    sheet(file, OWNER_HEAD, *rows)
    assert numbers(run.go("owners", file)) == (2, 2, 0, 0, 0)
    assert numbers(run.go("owners", file)) == (2, 0, 0, 2, 0)
    assert ExclusivePart.objects.get(door="102").area_dm2 == 9025
    assert "李四" not in str([bytes(owner.name_sealed) for owner in Owner.objects.all()])
    sheet(
        file,
        OWNER_HEAD,
        (*rows[0][:7], float(samples.citizen(1)[:17]), "2018-05-01"),
        ("371002003001-0009", *rows[1][1:]),
        (GARDEN, "1号楼", "1单元", "103", 50, "登记", "王五", samples.citizen(3), "2018-05-01"),
        (GARDEN, "1号楼", "1单元", "103", 60, "登记", "赵六", samples.citizen(4), "2018-05-01"),
    )
    done = run.go("owners", file)
    assert [(error.row, error.code) for error in done.errors] == [
        (2, "cell.damaged_number"),
        (3, "compound.unknown"),
        (5, "owner.two_areas"),
    ]
    kept = run.go("owners", file, keep_good=True)
    assert [(error.row, error.code) for error in kept.errors][2:] == [
        (4, "register.neighbour_refused"),
        (5, "owner.two_areas"),
    ]
    assert ExclusivePart.objects.count() == 2


def test_people_come_with_units_and_posts(run: type[Runner], file: Path) -> None:
    rows = [
        (
            "user1",
            "张伟",
            "0631-5200000",
            "竹岛街道办",
            "镇街",
            "371002003",
            "专员",
            "镇街经办",
            "2020-01-01",
        ),
        ("user2", "李娜", None, "竹岛街道办", "街道", "371002003", "主任", "镇街领导", "2020-01-01"),
    ]
    sheet(file, PEOPLE_HEAD, *rows)
    assert numbers(run.go("people", file)) == (2, 2, 0, 0, 0)
    assert numbers(run.go("people", file)) == (2, 0, 0, 2, 0)
    sheet(
        file,
        PEOPLE_HEAD,
        ("系统管理", *rows[0][1:]),
        (*rows[1][:7], "系统管理员", "2020-01-01"),
        (*rows[1], "371002003999"),
    )
    done = run.go("people", file)
    assert [(error.row, error.code) for error in done.errors] == [
        (2, "account.username_shape"),
        (3, "cell.not_a_choice"),
        (4, "place.unknown"),
    ]
    assert done.errors[-1].column == "管辖区划代码"
    assert Person.objects.count() == 2


@pytest.mark.parametrize("name", sorted(REGISTERS))
def test_every_template_can_be_read_back(name: str, run: type[Runner], file: Path) -> None:
    write_template(spec=REGISTERS[name].spec, path=file)
    with pytest.raises(RuleBrokenError, match=r"sheet\.no_rows"):
        run.go(name, file)


def test_a_sheet_of_something_else_is_refused(run: type[Runner], file: Path) -> None:
    file.write_bytes(b"\x89PNG\r\n")
    with pytest.raises(RuleBrokenError, match=r"sheet\.not_a_sheet"):
        run.go("enterprises", file)


def _sheets(folder: Path) -> dict[str, Path]:
    """Return a sheet of each register that go together."""
    return {
        "enterprises": sheet(folder / "a.xlsx", FIRM_HEAD, (credit_code(1), "一号物业", "371002", 20)),
        "compounds": sheet(
            folder / "b.xlsx",
            COMPOUND_HEAD,
            (GARDEN, "海悦花园", "海悦", 860, 98000.5, "物业服务企业", "2020-01-01", credit_code(1)),
        ),
        "owners": sheet(
            folder / "c.xlsx",
            OWNER_HEAD,
            (GARDEN, "1号楼", "1单元", "101", 88.5, "不动产登记", "张三", samples.citizen(1), "2018-05-01"),
        ),
        "people": sheet(
            folder / "d.xlsx",
            PEOPLE_HEAD,
            ("user1", "张伟", None, "竹岛街道办", "镇街", "371002003", "专员", "镇街经办", "2020-01-01", None),
        ),
    }


def test_no_register_changes_by_its_own_sheet_again(run: type[Runner], tmp_path: Path) -> None:
    sheets = _sheets(tmp_path)
    for name, path in sheets.items():
        assert numbers(run.go(name, path)) == (1, 1, 0, 0, 0), name
    before = AuditRecord.objects.count()
    for name, path in sheets.items():
        again = run.go(name, path)
        assert numbers(again) == (1, 0, 0, 1, 0), name
        assert again.changes == []
    assert AuditRecord.objects.count() == before
