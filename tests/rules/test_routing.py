"""Lines of the responsibility list: read, written back as they were read, and who is too close to hold a complaint."""

from __future__ import annotations

import pytest

from huying.rules.roles import UnitKind
from huying.rules.routing import Lead, entry_body, is_bound, read_list

FIRM, COMMITTEE, STREET = UnitKind.ENTERPRISE, UnitKind.COMMITTEE, UnitKind.STREET


@pytest.mark.parametrize("written", ["street", "department:housing", "enterprise"])
def test_a_lead_reads_as_it_is_written(written: str) -> None:
    assert Lead.parse(written).written == written


@pytest.mark.parametrize("street_list", ["", "basic", "taken_back"])
def test_a_line_is_written_back_as_it_was_read(street_list: str) -> None:
    line = {
        "code": "lift",
        "when": {"topic": ["LFT", "SVC"], "kind": ["complaint"]},
        "lead": "department:market",
        "assist": ["street", "enterprise"],
        "ground": "特种设备安全法",
    }
    line |= {"street_list": street_list} if street_list else {}
    (entry,) = read_list({"entry": [line], "fallback": "street"}, number=1).entries
    assert entry_body(entry) == line


@pytest.mark.parametrize(
    ("holder", "about", "below", "above", "bound"),
    [
        (STREET, FIRM, False, False, False),
        (FIRM, FIRM, True, False, True),
        (STREET, STREET, True, False, True),
        (FIRM, FIRM, False, True, True),
        (FIRM, COMMITTEE, False, True, True),
        (UnitKind.DISTRICT_OFFICE, STREET, False, True, False),
        (STREET, FIRM, False, True, False),
    ],
)
def test_who_stands_below_never_holds_and_a_parent_firm_neither(
    holder: UnitKind, about: UnitKind, *, below: bool, above: bool, bound: bool
) -> None:
    assert is_bound(holder, about, stands_below=below, stands_above=above) is bound
