from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from huying.rules import profiles, sources
from huying.rules.errors import RuleBrokenError
from huying.rules.profiles import Book, read_values
from huying.rules.sources import NormLevel


def row(**facts: Any) -> dict[str, Any]:
    return {"name": "test.days", "profile": "shandong", "value": 3, "source": "SD 32", **facts}


def book(*rows: dict[str, Any]) -> Book:
    return Book(read_values({"value": list(rows)}))


def test_a_city_of_shandong_inherits_shandong_and_the_rest_the_ministry() -> None:
    assert profiles.lineage("qingdao") == ("qingdao", "shandong", "ministry")
    assert profiles.lineage("weihai-demo") == ("weihai-demo", "shandong", "ministry")
    assert profiles.lineage("hangzhou") == ("hangzhou", "ministry")
    assert profiles.lineage("ministry") == ("ministry",)
    assert len(profiles.PROFILES) == 19


def test_the_nearest_value_applies() -> None:
    found = book(row(profile="ministry", value=7), row(), row(profile="qingdao", value=2))
    assert [found.value(each, "test.days").value for each in ("qingdao", "zibo", "beijing")] == [2, 3, 7]


def test_the_value_of_the_day_applies() -> None:
    found = book(row(to="2021-12-03", value=9), row(**{"from": "2021-12-03"}))
    assert found.value("shandong", "test.days", date(2021, 12, 2)).value == 9
    assert found.value("shandong", "test.days", date(2021, 12, 3)).value == 3
    assert found.value("shandong", "test.days").value == 3


def test_a_value_knows_its_source_level_and_doubt() -> None:
    first, second = read_values({"value": [row(), row(source="MEM", level="covenant", value="2/3")]})
    assert (first.level, first.is_doubtful, first.integer) == (NormLevel.PROVINCIAL, False, 3)
    assert (second.level, second.is_doubtful, second.share) == (NormLevel.COVENANT, True, Fraction(2, 3))


@pytest.mark.parametrize("wrong", [row(name="days"), row(source=""), {"name": "a.b", "profile": "shandong"}])
def test_an_unreadable_value_is_refused_by_name(wrong: dict[str, Any]) -> None:
    with pytest.raises(RuleBrokenError, match=r"profile\.value_unreadable"):
        read_values({"value": [wrong]})


def test_an_unknown_profile_value_or_source_is_refused() -> None:
    with pytest.raises(RuleBrokenError, match=r"profile\.unknown"):
        profiles.value("atlantis", "credit.basic_cap")
    with pytest.raises(RuleBrokenError, match=r"profile\.value_unknown"):
        profiles.value("shandong", "credit.nothing")
    with pytest.raises(RuleBrokenError, match=r"rules\.source_unknown"):
        sources.cite("NOWHERE 3")


def test_every_shipped_value_is_read_once_and_cites_a_known_text() -> None:
    seen: set[tuple[object, ...]] = set()
    for each in profiles.shipped():
        key = (each.name, each.profile, each.valid_from)
        assert key not in seen, key
        seen.add(key)
        assert sources.cite(each.source)
    for family in profiles.shipped_families():
        assert family["family"].startswith(profiles.FAMILY_PREFIX)


def test_a_citation_is_read_out_in_both_languages() -> None:
    assert sources.cite("SD 21; PMR 14") == "《山东省物业管理条例》第21条；《国务院物业管理条例》第14条"
    assert sources.cite("SD 21", language="en") == "Shandong Property Management Regulations art. 21"
    assert sources.cite("P3") == "《山东省政务服务热线管理办法（2020）》"
    assert sources.cite("HY (R6.6)", language="en") == "rule of this platform, can be changed (R6.6)"
    assert sources.level_of("PMR 14; SD 21") is NormLevel.REGULATION
    assert not sources.is_doubtful("MEM; SD 21")
