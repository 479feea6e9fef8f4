from __future__ import annotations

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.core.actors import SYSTEM, Actor
from huying.core.models import AuditRecord
from huying.enterprises import actions, queries
from huying.enterprises.actions import EnterpriseRow, ServiceRow
from huying.enterprises.models import Enterprise, Service, ServiceMode
from huying.estates.identity import credit_check
from huying.rules.errors import RuleBrokenError
from huying.rules.places import key_of, range_of
from huying.rules.roles import Role
from tests.estates import samples

pytestmark = pytest.mark.usefixtures("weihai")
SINCE = date(2020, 1, 1)


def credit_code(serial: int) -> str:
    first = f"91371002MA3C{serial:05d}"
    return first + credit_check(first)


def firm_row(serial: int = 1, name: str = "示例物业一号", **more: object) -> EnterpriseRow:
    given: dict[str, object] = {"credit_code": credit_code(serial), "name": name, "place_code": "371002"}
    return EnterpriseRow(**given | more)  # type: ignore[arg-type]  # passed on as given


def firm(serial: int = 1, name: str = "示例物业一号") -> Enterprise:
    at = datetime.fromisoformat("2021-06-01T10:00:00+08:00")
    return actions.create_enterprise(row=firm_row(serial, name), actor=SYSTEM, at=at)


def served(by: Enterprise | None, *, since: date = SINCE, until: date | None = None) -> ServiceRow:
    return ServiceRow(
        compound_key=key_of("371002003001-0001"),
        mode=ServiceMode.ENTERPRISE if by else ServiceMode.NONE,
        enterprise=by,
        valid_from=since,
        valid_to=until,
    )


def test_a_known_credit_code_meets_its_check() -> None:
    assert credit_check("91350100M000100Y4") == "3"


@pytest.mark.parametrize("code", ["", "123", "91350100M000100Y44", "9.13710E+17", "9135O100M000100Y43"])
def test_a_wrong_credit_code_is_refused(code: str, at: datetime) -> None:
    with pytest.raises(RuleBrokenError, match=r"enterprise\.credit_code"):
        actions.save_enterprises(rows=[firm_row(credit_code=code)], actor=SYSTEM, at=at)


def test_a_firm_has_a_unit_and_saving_twice_changes_nothing(at: datetime) -> None:
    first = actions.save_enterprises(rows=[firm_row(), firm_row(2, "示例物业二号")], actor=SYSTEM, at=at)
    assert first.created == 2
    before = AuditRecord.objects.count()
    again = actions.save_enterprises(rows=[firm_row(), firm_row(2, "示例物业二号")], actor=SYSTEM, at=at)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)
    assert AuditRecord.objects.count() == before
    told = actions.save_enterprises(rows=[firm_row(staff_count=12)], actor=SYSTEM, at=at)
    assert [(each.field, each.after) for each in told.changes] == [("staff_count", "12")]
    assert queries.search_enterprises("slwyyh")[0].unit.kind == "enterprise"


def test_two_firms_of_one_name_in_one_place_are_refused(at: datetime) -> None:
    with pytest.raises(RuleBrokenError, match=r"enterprise\.name_taken"):
        actions.save_enterprises(rows=[firm_row(), firm_row(2)], actor=SYSTEM, at=at)
    firm()
    with pytest.raises(RuleBrokenError, match=r"enterprise\.name_taken"):
        actions.save_enterprises(rows=[firm_row(2)], actor=SYSTEM, at=at)


def test_the_next_firm_takes_over_on_its_day(at: datetime) -> None:
    samples.compound()
    old, new = firm(), firm(2, "示例物业二号")
    key = key_of("371002003001-0001")
    actions.set_service(row=served(old), actor=SYSTEM, at=at)
    actions.set_service(row=served(new, since=date(2021, 1, 1)), actor=SYSTEM, at=at)
    days = [date(2019, 12, 31), date(2020, 1, 1), date(2020, 12, 31), date(2021, 1, 1)]
    found = [queries.service_on(key, day) for day in days]
    assert [service and service.enterprise for service in found] == [None, old, old, new]
    assert queries.enterprise_units(key, days[2]) == [old.unit]
    assert queries.enterprise_units(key_of("371002"), days[3]) == [new.unit]
    assert queries.compound_keys_of_unit(new.unit, days[3]) == [key]
    again = actions.save_services(rows=[served(old), served(new, since=date(2021, 1, 1))], actor=SYSTEM, at=at)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)


def test_services_do_not_overlap(at: datetime) -> None:
    samples.compound()
    old = firm()
    actions.set_service(row=served(old, until=date(2022, 1, 1)), actor=SYSTEM, at=at)
    for row in (served(None, since=date(2021, 1, 1)), served(None, since=date(2019, 1, 1))):
        with pytest.raises(RuleBrokenError, match=r"service\.overlaps"):
            actions.set_service(row=row, actor=SYSTEM, at=at)
    earlier = served(None, since=date(2019, 1, 1), until=date(2020, 1, 1))
    actions.set_service(row=earlier, actor=SYSTEM, at=at)
    assert Service.objects.count() == 2
    with pytest.raises(RuleBrokenError, match=r"service\.ends_before_start"):
        actions.set_service(row=served(old, since=SINCE, until=SINCE), actor=SYSTEM, at=at)


def test_a_mode_and_its_firm_belong_together(at: datetime) -> None:
    samples.compound()
    key = key_of("371002003001-0001")
    without = ServiceRow(compound_key=key, mode=ServiceMode.ENTERPRISE, valid_from=SINCE)
    with pytest.raises(RuleBrokenError, match=r"service\.enterprise_missing"):
        actions.set_service(row=without, actor=SYSTEM, at=at)
    needless = ServiceRow(compound_key=key, mode=ServiceMode.NONE, enterprise=firm(), valid_from=SINCE)
    with pytest.raises(RuleBrokenError, match=r"service\.enterprise_not_meant"):
        actions.set_service(row=needless, actor=SYSTEM, at=at)


def test_many_compounds_cost_one_query(at: datetime) -> None:
    samples.compound()
    actions.set_service(row=served(firm()), actor=SYSTEM, at=at)
    with CaptureQueriesContext(connection) as seen:
        found = queries.services_on([key_of("371002003001-0001"), 1, 2], SINCE)
        assert [service.enterprise and service.enterprise.unit.name for service in found.values()]
    assert len(seen) == 1


def test_a_compound_out_of_reach_is_not_found(at: datetime) -> None:
    samples.compound()
    actor = Actor(role=Role.STREET_OFFICER, include=(range_of("371003"),))
    with pytest.raises(RuleBrokenError, match=r"compound\.unknown"):
        actions.set_service(row=served(None), actor=actor, at=at)
    service = actions.set_service(row=served(None), actor=SYSTEM, at=at)
    ended = actions.end_service(service_id=service.pk, on=date(2021, 1, 1), actor=SYSTEM, at=at)
    assert queries.service_on(ended.compound_id, date(2021, 1, 1)) is None
