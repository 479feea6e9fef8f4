"""Sheets of cases made by the tests, and the door they go through."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from huying.cases.actions.importing import Imported, Wanted, import_cases
from huying.core.actors import SYSTEM
from tests.people import AT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

BOARD = ("留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "答复意见", "答复时间")
CENTRE = (
    "工单编号",
    "来电时间",
    "诉求人",
    "联系电话",
    "诉求类型",
    "区县",
    "街道",
    "社区",
    "小区",
    "诉求内容",
    "承办单位",
    "派单时间",
    "办理时限",
    "办结时间",
    "办理结果",
    "是否联系",
    "是否解决",
    "是否满意",
    "是否保密",
)
ORDER: dict[str, object] = {
    "工单编号": "W1",
    "来电时间": "2021-05-31 09:00",
    "诉求人": "王**",
    "联系电话": "138****1234",
    "诉求类型": "求助",
    "区县": "环翠区",
    "街道": "竹岛街道",
    "社区": "不知道哪个社区",
    "小区": "海悦花园",
    "诉求内容": "3号楼电梯停运。",
    "承办单位": "某单位",
    "派单时间": "2021-05-31 10:00",
    "办理时限": "2021-06-03 18:00",
    "是否保密": "是",
}


def order(**changes: object) -> list[object]:
    """Return a row of the centre's sheet."""
    return [(ORDER | changes).get(name, "") for name in CENTRE]


def message(number: str, **changes: object) -> list[object]:
    """Return a row of the message board's sheet."""
    known: dict[str, object] = {
        "留言编号": number,
        "留言用户": "U1",
        "留言主题": f"电梯{number}",
        "留言时间": "2021-05-20 08:30:00",
        "留言详情": f"电梯坏了{number}。",
    }
    return [(known | changes).get(name, "") for name in BOARD]


def written(path: Path, head: Sequence[str], *rows: Sequence[object], encoding: str = "utf-8-sig") -> Path:
    """Write a csv."""
    out = io.StringIO()
    csv.writer(out).writerows([head, *rows])
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def come_in(path: Path, *, source: str = "12345", **more: Any) -> Imported:
    """Import a sheet as the system."""
    at = more.pop("at", AT)
    actor = more.pop("actor", SYSTEM)
    return import_cases(path, Wanted(source=source, **more), actor=actor, at=at)


def numbers(found: Imported) -> tuple[int, int, int, int, int, int]:
    """Return the counts in the order of the contract."""
    rows, created, updated, unchanged, refused, rounds = found.summary.as_json().values()
    return rows, created, updated, unchanged, refused, rounds
