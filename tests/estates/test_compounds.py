from __future__ import annotations

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.core.actors import SYSTEM, Actor
from huying.core.models import AuditRecord
from huying.core.policies import NotAllowedError
from huying.estates import actions, queries
from huying.estates.actions import BuildingRow, CompoundRow
from huying.estates.models import Owner, Ownership
from huying.regions import actions as regions
from huying.rules.errors import RuleBrokenError
from huying.rules.places import range_of
from huying.rules.roles import Role
from tests.estates import samples

pytestmark = pytest.mark.usefixtures("weihai")
DISTRICT = Actor(person_id=1, role=Role.DISTRICT_CLERK, include=(range_of("371003"),))


def test_a_compound_is_found_by_name_alias_code_and_initials(at: datetime) -> None:
    garden = samples.compound(aliases=("海悦小区",))
    samples.compound("371002003001-0002", "海悦花园二期")
    samples.compound("371002003001-0003", "塔山新村")
    for typed in ("海悦花园", "海悦小区", "hyhy", "HYHY", "371002003001-0001", " 海悦花园 "):
        assert queries.search_compounds(typed)[0] == garden, typed
    assert len(queries.search_compounds("海悦")) == 2
    assert queries.search_compounds("") == queries.search_compounds("%") == []
    assert queries.compound_by_code("371002003001-0001") == garden
    actions.add_alias(code=garden.code, name="海悦", actor=SYSTEM, at=at)
    entry = queries.compound_entries()[0]
    assert (entry.key, entry.name, entry.aliases) == (garden.key, "海悦花园", ("海悦小区", "海悦"))


@pytest.mark.parametrize("more", [0, 24, 25, 40])
def test_names_of_a_page_and_of_more_than_a_page_are_found_in_one_query(at: datetime, more: int) -> None:
    rows = [CompoundRow(code=f"371002003001-{n:04d}", name=f"小区{n}") for n in range(1, more + 2)]
    actions.save_compounds(rows=rows, actor=SYSTEM, at=at)
    keys = {3710020030010000 + n for n in range(1, more + 2)}
    with CaptureQueriesContext(connection) as asked:
        found = queries.compound_names(keys | {3710020030019999} if more < 24 else keys)
    assert found == {key: f"小区{key % 10000}" for key in keys}
    assert len(asked) == 1


def test_saving_twice_changes_nothing_and_differences_are_told(at: datetime) -> None:
    row = CompoundRow(code="371002003001-0001", name="海悦花园", households=300, aliases=("海悦",))
    assert actions.save_compounds(rows=[row], actor=SYSTEM, at=at).created == 1
    before = AuditRecord.objects.count()
    again = actions.save_compounds(rows=[row], actor=SYSTEM, at=at)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 1)
    assert AuditRecord.objects.count() == before
    other = CompoundRow(code="371002003001-0001", name="海悦花园", households=310)
    told = actions.save_compounds(rows=[other], actor=SYSTEM, at=at)
    assert [(each.field, each.before, each.after) for each in told.changes] == [("households", "300", "310")]


@pytest.mark.parametrize(
    ("code", "name", "refusal"),
    [
        ("371002003001", "少四位", "compound.code_shape"),
        ("371002003009-0001", "无此社区", "compound.community_unknown"),
        ("371002003001-0001", "", "compound.name_length"),
        ("371002003001-0001", "长" * 61, "compound.name_length"),
        ("371002003001–0001", "横线不对", "place.code_shape"),
    ],
)
def test_a_wrong_row_is_refused(code: str, name: str, refusal: str, at: datetime) -> None:
    with pytest.raises(RuleBrokenError, match=refusal):
        actions.create_compound(row=CompoundRow(code=code, name=name), actor=SYSTEM, at=at)


def test_a_place_out_of_reach_is_not_found(at: datetime) -> None:
    samples.compound()
    row = CompoundRow(code="371002003001-0001", name="改名")
    with pytest.raises(RuleBrokenError, match=r"compound\.unknown"):
        actions.save_compounds(rows=[row], actor=DISTRICT, at=at)
    with pytest.raises(NotAllowedError):
        actions.save_compounds(rows=[row], actor=Actor(role=Role.ENTERPRISE_STAFF), at=at)
    assert queries.compound_by_code(row.code).name == "海悦花园"
    assert not queries.visible_to(DISTRICT).exists()
    assert queries.visible_to(SYSTEM).count() == 1


def test_a_stale_form_is_refused(at: datetime) -> None:
    samples.compound()
    row = CompoundRow(code="371002003001-0001", name="海悦家园")
    edited = actions.edit_compound(row=row, version=1, actor=SYSTEM, at=at)
    assert (edited.name, edited.version, edited.initials) == ("海悦家园", 2, "hyjy")
    with pytest.raises(RuleBrokenError, match=r"form\.stale"):
        actions.edit_compound(row=row, version=1, actor=SYSTEM, at=at)


def test_codes_count_up_within_a_community() -> None:
    assert queries.next_code("371002003001") == "371002003001-0001"
    samples.compound("371002003001-0041")
    assert queries.next_code("371002003001") == "371002003001-0042"
    samples.compound("371002003001-9999", "末位")
    with pytest.raises(RuleBrokenError, match=r"compound\.community_full"):
        queries.next_code("371002003001")


def test_totals_come_from_buildings_until_there_is_a_roll(at: datetime) -> None:
    garden = samples.compound()
    row = BuildingRow(compound_key=garden.key, name="1 号楼", parts_total=24, area_dm2_total=240_000)
    for expected in (1, 0):
        assert actions.save_buildings(rows=[row], actor=SYSTEM, at=at).created == expected
    before = queries.totals(garden, on=date(2021, 6, 1))
    assert (before.parts, before.area_dm2, before.has_roll) == (24, 240_000, False)
    actions.save_owners(rows=[samples.owner(1), samples.owner(2)], actor=SYSTEM, at=at)
    after = queries.totals(garden, on=date(2021, 6, 1))
    assert (after.buildings, after.parts, after.area_dm2, after.owners) == (1, 1, 8850, 2)


def test_the_roll_is_the_same_when_it_comes_twice(at: datetime) -> None:
    samples.compound()
    rows = [samples.owner(1), samples.owner(2), samples.owner(1, door="102")]
    first = actions.save_owners(rows=rows, actor=SYSTEM, at=at)
    assert (first.created, Owner.objects.count()) == (3, 2)
    again = actions.save_owners(rows=rows, actor=SYSTEM, at=at)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 3)


def test_a_sold_part_changes_hands(at: datetime) -> None:
    samples.compound()
    actions.save_owners(rows=[samples.owner(1)], actor=SYSTEM, at=at)
    sold = samples.owner(2, valid_from=date(2021, 3, 1), area_dm2=8800, area_source="surveyed")
    saved = actions.save_owners(rows=[sold], actor=SYSTEM, at=at)
    assert [(each.field, each.after) for each in saved.changes] == [
        ("area_dm2", "8800"),
        ("area_source", "surveyed"),
    ]
    old = Ownership.objects.get(valid_to__isnull=False)
    assert old.valid_to == date(2021, 3, 1)
    assert Ownership.objects.filter(valid_to=None).count() == 1


def test_names_and_numbers_are_sealed(at: datetime) -> None:
    samples.compound()
    actions.save_owners(rows=[samples.owner(1)], actor=SYSTEM, at=at)
    owner = Owner.objects.get()
    assert "业主1" not in bytes(owner.name_sealed).decode("utf-8", "replace")
    assert samples.citizen(1) not in owner.identity_hash
    written = str(list(AuditRecord.objects.values_list("facts", flat=True)))
    assert "业主" not in written
    assert samples.citizen(1)[:10] not in written


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"identity": samples.citizen(1)[:-1] + "y"}, "owner.identity_number"),
        ({"identity": "3.70502E+17"}, "owner.identity_number"),
        ({"area_dm2": 0}, "owner.area"),
        ({"area_source": "guess"}, "owner.area_source"),
        ({"name": " "}, "owner.name_length"),
        ({"door": ""}, "owner.door_length"),
        ({"compound_key": 1}, "compound.unknown"),
    ],
)
def test_a_wrong_line_of_the_roll_is_refused(wrong: dict[str, object], refusal: str, at: datetime) -> None:
    samples.compound()
    with pytest.raises(RuleBrokenError) as refused:
        actions.save_owners(rows=[samples.owner(1, **wrong)], actor=SYSTEM, at=at)  # type: ignore[arg-type]
    assert refused.value.code == refusal
    assert "1980" not in str(refused.value.facts)


def test_a_roll_does_not_contradict_itself(at: datetime) -> None:
    samples.compound()
    for pair in ([samples.owner(1), samples.owner(1)], [samples.owner(1), samples.owner(2, area_dm2=1)]):
        with pytest.raises(RuleBrokenError, match=r"owner\.(twice|two_areas)"):
            actions.save_owners(rows=pair, actor=SYSTEM, at=at)


def test_compounds_of_a_recoded_street_are_found_by_their_old_code(at: datetime) -> None:
    regions.recode_region(code="371002003", to="371002013", actor=SYSTEM, at=at)
    samples.compound("371002013001-0001")
    assert queries.compound_by_code("371002003001-0001").code == "371002013001-0001"


def test_the_roll_is_written_in_few_queries(at: datetime) -> None:
    samples.compound()
    rows = [samples.owner(number, door=f"{number}") for number in range(1, 201)]
    with CaptureQueriesContext(connection) as seen:
        actions.save_owners(rows=rows, actor=SYSTEM, at=at)
    assert len(seen) < 30
