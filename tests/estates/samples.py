"""Compounds and owners the tests tell stories about."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from huying.core.actors import SYSTEM
from huying.estates import actions
from huying.estates.actions import CompoundRow, OwnerRow
from huying.estates.identity import citizen_check
from tests.regions.conftest import AT

if TYPE_CHECKING:
    from huying.estates.models import Compound


def compound(code: str = "371002003001-0001", name: str = "海悦花园", **more: object) -> Compound:
    row = CompoundRow(code=code, name=name, **more)  # type: ignore[arg-type]  # passed on as given
    return actions.create_compound(row=row, actor=SYSTEM, at=AT)


def citizen(serial: int) -> str:
    first = f"3710021980010{serial:04d}"[:17]
    return first + citizen_check(first)


def owner(serial: int, *, door: str = "101", key: int = 3710020030010001, **more: object) -> OwnerRow:
    given: dict[str, object] = {
        "compound_key": key,
        "building": "1号楼",
        "unit_name": "1单元",
        "door": door,
        "area_dm2": 8850,
        "area_source": "registered",
        "name": f"业主{serial}",
        "identity": citizen(serial),
        "valid_from": date(2020, 1, 1),
    }
    return OwnerRow(**given | more)  # type: ignore[arg-type]  # passed on as given
