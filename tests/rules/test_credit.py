"""Credit of enterprises: points, grades at their bounds, how long dishonesty is published (R3.20-R3.25)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules import credit, profiles
from huying.rules.credit import Grade, Severity, Standing, Subject
from huying.rules.errors import RuleBrokenError
from huying.rules.explanations import explain
from huying.rules.profiles import Book, read_values
from tests.rules.vectors import CALENDAR, day, refused, result

if TYPE_CHECKING:
    from collections.abc import Iterable

    from huying.rules.explanations import Step

STANDING = {"has_bad_record", "has_joined", "is_blacklisted"}
RANKS = [Grade.AAA, Grade.AA, Grade.A, Grade.B, Grade.C]
POINTS = st.integers(0, 12_000).map(lambda cents: Fraction(cents, 100))


def graded(points: str | Fraction = "80", *, profile: str = "shandong", **given: Any) -> credit.Graded:
    facts: dict[str, Any] = {"basic": Fraction(points), "good": Fraction(0), "bad": Fraction(0)}
    standing = {"has_bad_record": False, **{name: given.pop(name) for name in STANDING & given.keys()}}
    return credit.grade(**(facts | given), standing=Standing(**standing), scale=credit.scale_of(profile))


def told(steps: Iterable[Step]) -> list[str]:
    return [each["zh"] for each in explain(steps)]


@pytest.mark.parametrize("profile", ["shandong", "jinan", "ministry"])
def test_each_grade_begins_with_its_bound(profile: str) -> None:
    found = [graded(points, profile=profile).grade.value for points in ("85", "84.99", "80", "79.99", "70", "69.99")]
    assert found == ["AAA", "AA", "AA", "A", "A", "B"]
    below = [graded("59.99", profile=profile, has_bad_record=bad).grade for bad in (False, True)]
    assert below == [Grade.B, Grade.C]
    assert graded("60", profile=profile, has_bad_record=True).grade is Grade.B


def test_yantai_has_c_below_sixty_always_and_a_blacklist_whatever_the_score() -> None:
    assert [graded(points, profile="yantai").grade for points in ("60", "59.99")] == [Grade.B, Grade.C]
    for points, joined in (("80", True), ("0", False)):
        listed = graded(points, profile="yantai", is_blacklisted=True, has_joined=joined)
        assert listed.grade is Grade.BLACKLIST
        assert told(listed.steps)[-1] == "列入诚信黑名单（严重失信），不论得分高低"
    assert graded("80", profile="yantai", good=Fraction(20), is_blacklisted=True).score == 100


@pytest.mark.parametrize("profile", sorted(profiles.PROFILES - {"yantai"}))
def test_elsewhere_nobody_is_blacklisted(profile: str) -> None:
    with pytest.raises(RuleBrokenError, match=r"^credit\.no_blacklist$"):
        graded(profile=profile, is_blacklisted=True)


def test_the_calculator_asks_for_the_blacklist() -> None:
    line = {"basic": 90, "good": 0, "bad": 0, "has_bad_record": False}
    assert result("credit.grade", **line, profile="yantai", blacklisted=True)["grade"] == "BLACKLIST"
    assert result("credit.grade", **line, profile="yantai", blacklisted=False)["grade"] == "AA"
    assert refused("credit.grade", **line, blacklisted=True) == "credit.no_blacklist"
    assert refused("credit.grade", **line, blacklisted="yes") == "field.type"


def test_points_are_capped_where_the_city_caps_them_and_told() -> None:
    capped = graded("95", good=Fraction(55), bad=Fraction(1), profile="yantai")
    assert (capped.score, capped.grade) == (Fraction(119), Grade.AAA)
    assert told(capped.steps) == [
        "基础分、优良分按上限计为80.00、40.00",
        "基础分80.00 + 优良分40.00 − 不良分1.00 = 119.00",
        "对应等级AAA",
    ]
    for basic, good in (("81", 40), ("80", 41)):
        assert len(told(graded(basic, good=Fraction(good), profile="yantai").steps)) == 3
    assert told(graded("80", good=Fraction(40), profile="yantai").steps)[0].startswith("基础分80.00 + 优良分40.00")
    assert graded("95", good=Fraction(55), profile="qingdao").score == 150
    assert told(graded(has_joined=False).steps)[-1] == "在业但未参加信用评价，等级为C（缺失）"


@pytest.mark.parametrize("name", ["basic", "good", "bad"])
def test_points_below_nought_are_refused_by_name(name: str) -> None:
    wrong: dict[str, Any] = {name: Fraction(-1, 100)}
    with pytest.raises(RuleBrokenError, match=r"^field\.type$") as broken:
        graded(**wrong)
    assert broken.value.facts == {"field": name, "value": "-0.01", "least": 0}
    nought: dict[str, Any] = {name: Fraction(0)}
    assert graded(**nought).grade is not Grade.MISSING


@given(POINTS, POINTS, POINTS, st.booleans(), st.sampled_from(["shandong", "yantai"]))
def test_better_items_never_lower_and_worse_never_raise_a_grade(
    basic: Fraction,
    good: Fraction,
    bad: Fraction,
    has_bad: bool,  # noqa: FBT001 - made up
    profile: str,
) -> None:
    def rank(more_good: int, more_bad: int) -> int:
        items = {"good": good + more_good, "bad": bad + more_bad}
        return RANKS.index(graded(basic, profile=profile, has_bad_record=has_bad, **items).grade)

    assert rank(1, 0) <= rank(0, 0) <= rank(0, 1)


def test_publication_and_repair_are_told_with_their_days() -> None:
    general = credit.publication(Severity.GENERAL, decided=day("2026-05-10"))
    assert told(general.steps) == [
        "公示满3个月，2026-08-10起可以申请修复",
        "公示最长12个月，2027-05-10自动停止",
    ]
    minor = credit.publication(Severity.MINOR, decided=day("2026-05-10"))
    assert (minor.repair_from, minor.stops_on, told(minor.steps)) == (None, None, ["轻微失信信息不公示"])
    serious = credit.publication(Severity.SERIOUS, decided=day("2026-02-28"))
    assert (serious.repair_from, serious.stops_on) == (date(2027, 2, 28), date(2029, 2, 28))


def test_the_values_of_the_day_of_the_document_apply() -> None:
    row = {"profile": "ministry", "source": "P11"}
    rows = [
        {**row, "name": "credit.general_least_months", "value": 1, "to": "2026-04-01"},
        {**row, "name": "credit.general_least_months", "value": 3, "from": "2026-04-01"},
        {**row, "name": "credit.general_most_months", "value": 12},
    ]
    book = Book(read_values({"value": rows}))
    found = [
        credit.publication(Severity.GENERAL, decided=day(each), book=book).repair_from
        for each in ("2026-03-31", "2026-04-01")
    ]
    assert found == [date(2026, 4, 30), date(2026, 7, 1)]


def test_the_shorter_of_publication_and_five_years_from_the_conduct() -> None:
    stop = day("2029-05-10")
    assert credit.stops_with_provincial_cap(stop, conduct_ended=day("2023-01-31")) == date(2028, 1, 31)
    assert credit.stops_with_provincial_cap(stop, conduct_ended=day("2026-01-31")) == stop


def test_an_item_counts_as_long_as_it_says_else_a_year_and_not_for_ever_once_put_right() -> None:
    dated, ends = day("2025-03-31"), day("2025-06-30")
    assert credit.counts_until(dated=dated, ends=None) == date(2026, 3, 31)
    assert credit.counts_until(dated=dated, ends=ends) == ends
    assert credit.counts_until(dated=dated, ends=ends, is_rectified=False) is None
    assert credit.counts_until(dated=dated, ends=None, book=profiles.shipped()) == date(2026, 3, 31)


@pytest.mark.parametrize(("needs_others", "due"), [(False, "2025-09-30"), (True, "2025-10-13")])
def test_an_objection_is_answered_in_working_days(needs_others: bool, due: str) -> None:  # noqa: FBT001 - a table
    found = credit.objection_due(day("2025-09-26"), needs_others=needs_others, calendar=CALENDAR)
    assert (found.due, found.provisional) == (day(due), False)


def test_good_credit_is_drawn_in_a_better_class() -> None:
    assert [credit.draw_class(grade).value for grade in Grade] == [*"AABCDDD"]


def test_what_law_keeps_out_of_credit() -> None:
    credit.check_public(Subject.ENTERPRISE)
    credit.check_collected(frozenset({"fees"}))
    credit.check_measure(listed_in_law=True)
    with pytest.raises(RuleBrokenError, match=r"^credit\.person_not_public$"):
        credit.check_public(Subject.PERSON)
    for never in ("religion", "genes", "fingerprints", "blood_type", "illness"):
        with pytest.raises(RuleBrokenError, match=r"^credit\.never_collected$") as broken:
            credit.check_collected(frozenset({never, "fees"}))
        assert broken.value.facts == {"fields": [never]}
    with pytest.raises(RuleBrokenError, match=r"^credit\.measure_without_law$"):
        credit.check_measure(listed_in_law=False)
