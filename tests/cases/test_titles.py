"""A title taken from the text shows no half of a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.people import City


@pytest.mark.parametrize("before", range(24, 45))
def test_a_title_never_cuts_through_a_number(city: City, before: int) -> None:
    case = city.receive(text="电" * before + "13987650432" + "梯" * 20)
    assert "13" not in case.title.replace("〔号码1〕", "")
    assert case.title.endswith("…")


def test_a_title_without_numbers_is_cut_where_it_was(city: City) -> None:
    title = city.receive(text="电" * 80).title
    assert set(title) == {"电", "…"}
    assert city.receive(text="电梯停运").title == "电梯停运"
