from __future__ import annotations

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.core.actors import RESIDENT, SYSTEM
from huying.core.models import AuditRecord
from huying.core.policies import NotAllowedError
from huying.regions import actions, queries
from huying.regions.models import Region
from huying.rules.errors import RuleBrokenError
from huying.rules.places import KeyRange, PlaceLevel, key_of, range_of

pytestmark = pytest.mark.usefixtures("weihai")


def test_weihai_has_seven_areas_and_seventy_three_streets() -> None:
    counts = queries.counts()
    assert (counts[PlaceLevel.CITY], counts[PlaceLevel.DISTRICT], counts[PlaceLevel.STREET]) == (1, 7, 73)


def test_loading_twice_changes_nothing(at: datetime) -> None:
    before = AuditRecord.objects.count()
    again = actions.load_reference(actor=SYSTEM, at=at)
    assert (again.created, again.updated) == (0, 0)
    assert AuditRecord.objects.count() == before


@pytest.mark.parametrize("code", ["371002", "371002000000", "371002000", " ３７１００２ "])
def test_a_code_is_understood_as_people_write_it(code: str) -> None:
    assert queries.resolve(code).name == "环翠区"


@pytest.mark.parametrize("code", ["", "37", "3710021", "999999", "371002'--", "37100X", "1" * 500])
def test_an_unknown_code_is_refused(code: str) -> None:
    with pytest.raises(RuleBrokenError, match="place"):
        queries.resolve(code)


def test_the_book_names_a_place_by_any_key() -> None:
    book = queries.place_book()
    compound = key_of("371002003001-0042")
    assert book.path(compound) == "威海市 环翠区 竹岛街道 竹岛社区"
    assert book.path(compound, below=key_of("3710")) == "环翠区 竹岛街道 竹岛社区"
    assert book.name(compound) == "竹岛社区"
    assert book.level(key_of("371002003")) is PlaceLevel.STREET
    assert book.name(1) == ""


def test_the_book_costs_no_query_once_read_and_shows_edits(at: datetime) -> None:
    queries.place_book()
    with CaptureQueriesContext(
        connection,
    ) as seen:
        queries.place_book().path(key_of("371002003001"))
    assert len(seen) <= 1
    actions.rename_region(code="371002003001", name="竹岛新社区", actor=SYSTEM, at=at)
    assert queries.place_book().name(key_of("371002003001")) == "竹岛新社区"
    assert [region.code for region in queries.by_name("竹岛社区")] == ["371002003001"]


def test_children_and_counts_within_a_place() -> None:
    assert [place.name for place in queries.children(key_of("371002003"))] == ["竹岛社区", "塔山社区"]
    within = queries.place_book().counts_within(key_of("371002"))
    assert within == {PlaceLevel.STREET: 9, PlaceLevel.COMMUNITY: 2}


def test_a_recoded_street_takes_its_communities_along_and_old_codes_resolve(at: datetime) -> None:
    actions.recode_region(code="371002003", to="371002013", actor=SYSTEM, at=at)
    actions.recode_region(code="371002013", to="371002014", actor=SYSTEM, at=at)
    assert queries.resolve("371002003").code == "371002014"
    assert queries.resolve("371002013001").code == "371002014001"
    assert queries.place_book().path(key_of("371002003001")) == "威海市 环翠区 竹岛街道 竹岛社区"
    assert not Region.objects.filter(code="371002003").exists()


def test_a_code_that_stands_is_not_given_again(at: datetime) -> None:
    with pytest.raises(RuleBrokenError, match=r"place\.code_taken"):
        actions.recode_region(code="371002003", to="371002002", actor=SYSTEM, at=at)
    with pytest.raises(RuleBrokenError, match=r"place\.code_taken"):
        actions.create_region(code="371002003", name="又一个", actor=SYSTEM, at=at)
    with pytest.raises(RuleBrokenError, match=r"place\.parent_unknown"):
        actions.create_region(code="371099001", name="无处街道", actor=SYSTEM, at=at)


def test_residents_keep_no_register(at: datetime) -> None:
    with pytest.raises(NotAllowedError):
        actions.create_region(code="371002099", name="某街道", actor=RESIDENT, at=at)


def test_a_zone_governs_a_street_that_lies_elsewhere(at: datetime) -> None:
    start = date(2021, 1, 1)
    actions.set_administration(code="371002003", by="371071", valid_from=start, actor=SYSTEM, at=at)
    street = range_of("371002003")
    assert queries.governed_ranges("371071", on=start) == ((range_of("371071"), street), ())
    assert queries.governed_ranges("371002", on=start) == ((range_of("371002"),), (street,))
    assert queries.governed_ranges("371002", on=date(2020, 12, 31)) == ((range_of("371002"),), ())
    assert queries.governed_ranges("3710", on=start) == ((range_of("3710"),), ())
    assert queries.governed_ranges("371002003", on=start) == ((street,), ())


def test_a_community_given_back_counts_for_its_district(at: datetime) -> None:
    start = date(2021, 1, 1)
    actions.set_administration(code="371002003", by="371071", valid_from=start, actor=SYSTEM, at=at)
    actions.create_region(code="371073107001", name="远处社区", actor=SYSTEM, at=at)
    actions.set_administration(code="371002003001", by="371073", valid_from=start, actor=SYSTEM, at=at)
    community = range_of("371002003001")
    assert community in queries.governed_ranges("371071", on=start)[1]
    assert community in queries.governed_ranges("371073", on=start)[0]


def test_an_administration_ends_and_another_follows(at: datetime) -> None:
    actions.set_administration(code="371002003", by="371071", valid_from=date(2020, 1, 1), actor=SYSTEM, at=at)
    actions.set_administration(code="371002003", by="371072", valid_from=date(2021, 1, 1), actor=SYSTEM, at=at)
    governors = [
        [row.administered_by.code for row in queries.administrations(on=day)]
        for day in (date(2019, 12, 31), date(2020, 12, 31), date(2021, 1, 1))
    ]
    assert governors == [[], ["371071"], ["371072"]]
    actions.end_administration(code="371002003", on=date(2021, 5, 1), actor=SYSTEM, at=at)
    assert queries.administrations(on=date(2021, 5, 1)) == []
    with pytest.raises(RuleBrokenError, match=r"place\.not_governed"):
        actions.end_administration(code="371002003", on=date(2021, 6, 1), actor=SYSTEM, at=at)
    with pytest.raises(RuleBrokenError, match=r"place\.governs_itself"):
        actions.set_administration(code="371002", by="371002003", valid_from=date(2021, 1, 1), actor=SYSTEM, at=at)


def test_key_ranges_are_half_open() -> None:
    span = KeyRange(range_of("371002").low, range_of("371002").high)
    assert span.holds(key_of("371002003001"))
    assert not span.holds(key_of("371003"))
