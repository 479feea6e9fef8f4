from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huying.accounts import actions as accounts
from huying.core.actors import SYSTEM
from huying.enterprises import actions
from huying.enterprises.actions import ServiceRow
from huying.enterprises.models import Enterprise, ServiceMode
from huying.rules.places import key_of
from huying.rules.roles import Role, UnitKind
from tests.accounts import cast
from tests.enterprises.test_services import credit_code, firm
from tests.estates import samples

if TYPE_CHECKING:
    from datetime import datetime

    from huying.accounts.models import Unit

pytestmark = pytest.mark.usefixtures("weihai")
GARDEN = "371002003001-0001"


def signed_in(unit: Unit, *, role: Role, place: str, name: str = "somebody") -> Client:
    who = cast.person(name)
    cast.hold(who, cast.post(unit, title=name, role=role, place=place))
    client = Client()
    client.force_login(who)
    return client


@pytest.fixture
def clerk() -> Client:
    office = cast.unit(name="环翠区物业办", kind=UnitKind.DISTRICT_OFFICE, place="371002")
    return signed_in(office, role=Role.DISTRICT_CLERK, place="371002")


@pytest.fixture
def stranger() -> Client:
    office = cast.unit(name="文登区物业办", kind=UnitKind.DISTRICT_OFFICE, place="371003")
    return signed_in(office, role=Role.DISTRICT_CLERK, place="371003", name="stranger")


@pytest.fixture
def _served(weihai: None, at: datetime) -> None:  # noqa: ARG001 - the places must stand first
    samples.compound(aliases=("海悦小区",))
    row = ServiceRow(
        compound_key=key_of(GARDEN),
        mode=ServiceMode.ENTERPRISE,
        enterprise=firm(),
        valid_from=date(2020, 1, 1),
    )
    actions.set_service(row=row, actor=SYSTEM, at=at)


def body(client: Client, name: str, *args: str, query: str = "") -> str:
    answer = client.get(reverse(f"registers:{name}", args=args) + query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("name", ["places", "compounds", "enterprises", "people"])
def test_nobody_reads_a_register_without_signing_in(name: str) -> None:
    assert Client().get(reverse(f"registers:{name}")).status_code == 302


@pytest.mark.usefixtures("_served")
def test_a_clerk_reads_the_registers(clerk: Client) -> None:
    assert "环翠区" in body(clerk, "places")
    assert "竹岛街道" in body(clerk, "places", query="?place=371002")
    listed = body(clerk, "compounds", query="?q=hyhy")
    assert "海悦花园" in listed
    assert "示例物业一号" in listed
    assert "环翠区 竹岛街道 竹岛社区" in listed
    assert "海悦花园" not in body(clerk, "compounds", query="?q=nothing")
    page = body(clerk, "compound", GARDEN)
    assert "海悦小区" in page
    assert "2020-01-01" in page
    assert "示例物业一号" in body(clerk, "enterprises", query="?place=371002")
    assert GARDEN in body(clerk, "enterprise", credit_code(1))
    assert "张伟" in body(clerk, "people", query="?q=环翠区物业办")


@pytest.mark.usefixtures("_served")
def test_out_of_reach_is_not_found(stranger: Client) -> None:
    assert "海悦花园" not in body(stranger, "compounds")
    missing = reverse("registers:compound", args=["371002003001-0999"])
    there = reverse("registers:compound", args=[GARDEN])
    assert stranger.get(there).status_code == stranger.get(missing).status_code == 404
    assert reverse("registers:compound", args=[GARDEN]) not in body(stranger, "enterprise", credit_code(1))


@pytest.mark.usefixtures("_served")
def test_people_out_of_reach_are_not_listed(clerk: Client, stranger: Client) -> None:
    assert "文登区物业办" not in body(clerk, "people")
    assert "环翠区物业办" not in body(stranger, "people").replace("威海市 环翠区", "")


@pytest.mark.usefixtures("_served")
def test_a_firm_sees_the_compounds_it_serves_and_no_people(at: datetime) -> None:
    served = firm_client(at, "91")
    other = cast.unit(name="别家物业", kind=UnitKind.ENTERPRISE, place="371002")
    outsider = signed_in(other, role=Role.ENTERPRISE_STAFF, place="371002", name="other.staff")
    assert "海悦花园" in body(served, "compounds")
    assert "海悦花园" not in body(outsider, "compounds")
    assert outsider.get(reverse("registers:compound", args=[GARDEN])).status_code == 404
    assert served.get(reverse("registers:people")).status_code == 403


def firm_client(at: datetime, prefix: str) -> Client:
    unit = Enterprise.objects.get(credit_code__startswith=prefix).unit
    who = accounts.create_person(username="staff", name="项目经理", actor=SYSTEM, at=at)
    cast.hold(who, cast.post(unit, title="项目经理", role=Role.ENTERPRISE_STAFF, place="371002"))
    client = Client()
    client.force_login(who)
    return client


@pytest.mark.parametrize("query", ["?cursor=x", "?cursor=-1", "?cursor=" + "9" * 30, "?cursor=１"])
def test_a_damaged_cursor_is_refused_plainly(clerk: Client, query: str) -> None:
    for name in ("compounds", "enterprises", "people"):
        assert clerk.get(reverse(f"registers:{name}") + query).status_code == 422


@pytest.mark.parametrize("code", ["x", "999999", "371002'--", "%00"])
def test_an_unknown_place_is_not_found(clerk: Client, code: str) -> None:
    for name in ("places", "compounds", "enterprises"):
        assert clerk.get(reverse(f"registers:{name}") + f"?place={code}").status_code == 404


def test_lists_turn_pages_with_a_fixed_number_of_queries(clerk: Client) -> None:
    for number in range(1, 61):
        samples.compound(f"371002003001-{number:04d}", f"小区{number:02d}")
    body(clerk, "compounds")
    with CaptureQueriesContext(connection) as seen:
        first = body(clerk, "compounds")
    assert len(seen) <= 8
    assert "小区25" in first
    assert "小区26" not in first
    second = body(clerk, "compounds", query=f"?cursor={key_of('371002003001-0025')}")
    assert "小区26" in second
    assert "小区25<" not in second
    last = body(clerk, "compounds", query=f"?cursor={key_of('371002003001-0050')}")
    assert "小区60" in last
    assert 'rel="next"' not in last
