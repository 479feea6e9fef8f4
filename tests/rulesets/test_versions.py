"""A version of rules from draft to release by two persons, its differences in words, and the day it applied."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.core import clock
from huying.core.models import AuditRecord
from huying.core.policies import NotAllowedError
from huying.rules import profiles, value_words
from huying.rules.deadlines import CHINA
from huying.rules.errors import RuleBrokenError
from huying.rules.roles import Role
from huying.rules.version_changes import changes
from huying.rulesets import actions, drafting, queries, stamps
from huying.rulesets.forms.versions import ValueForm
from huying.rulesets.models import RuleSet, VersionState
from tests.people import AT, seat

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.people import City

TODAY = AT.astimezone(CHINA).date()
TOMORROW = TODAY + timedelta(days=1)
FAMILY = "values_committees"


@pytest.fixture
def second(city: City) -> City:
    """The city with a second clerk, so that two may release."""
    seat(city, "second_clerk", unit="city", role=Role.CITY_CLERK, place="3710")
    return city


def drafted(city: City, *, figure: str = "13", valid_from: date = TOMORROW) -> RuleSet:
    body = drafting.with_value(
        queries.versions(FAMILY)[0].body,
        name="committee.size_most",
        profile="weihai-demo",
        figure=figure,
        source="SD 30",
        is_doubtful=True,
    )
    return actions.draft_rule_set(
        family=FAMILY, valid_from=valid_from, source="市住建局通知", body=body, actor=city["city_clerk"], at=AT
    )


def released(city: City, **given: Any) -> RuleSet:
    row = drafted(city, **given)
    actions.propose_rule_set(rule_set_id=row.pk, remark="按通知", actor=city["city_clerk"], at=AT)
    return actions.release_rule_set(rule_set_id=row.pk, actor=city["second_clerk"], at=AT)


def test_a_second_person_releases_and_the_rules_ask_the_version_of_the_day(second: City) -> None:
    row = released(second)
    assert (row.state, row.released_by) == (VersionState.RELEASED, second["second_clerk"].person_id)
    sizes = []
    for day in (TODAY, TOMORROW):
        with queries.rules_of(day):
            sizes.append(profiles.value("weihai-demo", "committee.size_most").value)
    assert sizes == ["unlimited", 13]
    verbs = AuditRecord.objects.filter(object_type="rulesets.ruleset", object_id=row.pk).order_by("id")
    assert [each.verb for each in verbs] == ["rules.drafted", "rules.proposed", "rules.released"]


@pytest.mark.parametrize("who", ["city_clerk", "city_leader"])
def test_who_drafted_or_proposed_does_not_release(second: City, who: str) -> None:
    row = drafted(second)
    actions.propose_rule_set(rule_set_id=row.pk, remark="", actor=second["city_leader"], at=AT)
    with pytest.raises(RuleBrokenError, match=r"rules\.second_person"):
        actions.release_rule_set(rule_set_id=row.pk, actor=second[who], at=AT)


def test_the_database_holds_the_two_persons_apart(second: City) -> None:
    row = drafted(second)
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleSet.objects.filter(pk=row.pk).update(released_by=row.drafted_by)


def test_a_draft_is_not_released_without_a_proposal_nor_into_the_past(second: City) -> None:
    row = drafted(second)
    with pytest.raises(RuleBrokenError, match=r"rules\.not_in_state"):
        actions.release_rule_set(rule_set_id=row.pk, actor=second["second_clerk"], at=AT)
    with pytest.raises(RuleBrokenError, match=r"rules\.begins_in_the_past"):
        released(second, valid_from=TODAY - timedelta(days=1))
    assert released(second, valid_from=TODAY).is_released


def test_a_released_version_never_changes(second: City) -> None:
    row = released(second)
    given: dict[str, Any] = {"rule_set_id": row.pk, "actor": second["second_clerk"], "at": AT}
    attempts: list[Callable[[], RuleSet]] = [
        lambda: actions.edit_draft(valid_from=TOMORROW, source="x", body={"value": []}, **given),
        lambda: actions.propose_rule_set(remark="", **given),
        lambda: actions.give_back_rule_set(remark="x", **given),
        lambda: actions.release_rule_set(**given),
    ]
    for change in attempts:
        with pytest.raises(RuleBrokenError, match=r"rules\.released_already"):
            change()


def test_a_proposal_is_given_back_with_a_reason_and_edited_again(second: City) -> None:
    row = drafted(second)
    given: dict[str, Any] = {"rule_set_id": row.pk, "actor": second["city_clerk"], "at": AT}
    actions.propose_rule_set(remark="", **given)
    with pytest.raises(RuleBrokenError, match=r"rules\.not_in_state"):
        actions.edit_draft(valid_from=TOMORROW, source="x", body=row.body, **given)
    with pytest.raises(RuleBrokenError, match=r"rules\.remark_length"):
        actions.give_back_rule_set(remark=" ", **given)
    actions.give_back_rule_set(remark="出处不清", **given)
    assert actions.edit_draft(valid_from=TOMORROW, source="新出处", body=row.body, **given).source == "新出处"


@pytest.mark.parametrize(
    ("family", "body", "code"),
    [
        (
            FAMILY,
            {"value": [{"name": "committee.nothing", "profile": "ministry", "value": 1, "source": "HY"}]},
            "profile",
        ),
        (FAMILY, {"value": [{"name": "committee.size_most", "profile": "ministry", "value": 1}]}, "profile"),
        ("deadlines", {"limit": [{"code": "X", "zh": "", "en": "", "limit": "5 moons", "source": "HY"}]}, "catalogue"),
        ("case_limits", {"normal": {}}, r"rules\.parts_missing"),
    ],
)
def test_what_the_rules_could_not_ask_is_not_proposed(city: City, family: str, body: dict[str, Any], code: str) -> None:
    row = actions.draft_rule_set(
        family=family, valid_from=TOMORROW, source="试", body=body, actor=city["city_clerk"], at=AT
    )
    with pytest.raises(RuleBrokenError, match=code):
        actions.propose_rule_set(rule_set_id=row.pk, remark="", actor=city["city_clerk"], at=AT)


def test_only_the_city_drafts(city: City) -> None:
    for name in ("district_clerk", "firm_staff", "system_admin"):
        with pytest.raises(NotAllowedError):
            actions.draft_rule_set(family="x", valid_from=TODAY, source="x", body={}, actor=city[name], at=AT)


def test_a_value_that_came_later_than_the_version_stands_as_shipped(city: City) -> None:
    row = RuleSet.objects.get(family=FAMILY, number=1)
    kept = [each for each in row.body["value"] if each["name"] != "committee.rump_share"]
    RuleSet.objects.filter(pk=row.pk).update(body={"value": kept})
    stamps.forget()
    with queries.rules_of(TODAY):
        assert profiles.value("weifang", "committee.rump_share").value == "2/3"
    with queries.rules_of(date(1999, 1, 1)), pytest.raises(RuleBrokenError, match=r"profile\.value_unknown"):
        profiles.value("weifang", "committee.rump_share")
    draft = {
        "name": "committee.rump_share",
        "profile": "zibo",
        "figure": "1/2",
        "source": "ZB 34",
        "is_doubtful": False,
    }
    assert drafting.with_value({"value": kept}, **draft)["value"][-1]["value"] == "1/2"  # type: ignore[arg-type]
    assert "committee.rump_share" in dict(ValueForm(FAMILY, {"value": kept}).fields["name"].choices)  # type: ignore[attr-defined]
    assert city.units


# Differences in words


def test_differences_are_told_in_words(second: City) -> None:
    row = released(second)
    earlier = queries.before(row)
    assert earlier is not None
    (only,) = changes(earlier.body, row.body, language="zh-hans")
    assert (only.what, only.before) == ("业委会人数上限 (威海市)", "")
    assert only.after == "13? · 《山东省物业管理条例》第30条"
    assert changes(row.body, row.body, language="en") == []


def test_limits_and_other_shapes_differ_in_words() -> None:
    entry = {"code": "DL10", "zh": "备案", "en": "filing", "limit": "30 nd", "source": "SD 31"}
    longer = {**entry, "limit": "20 wd", "variants": [{"profiles": ["zibo"], "limit": "5 wd", "source": "ZB 23"}]}
    found = changes({"limit": [entry]}, {"limit": [longer]}, language="en")
    assert [(each.what, each.before[:15], each.after[:15]) for each in found] == [
        ("DL10 filing", "30 natural days", "20 working days"),
        ("DL10 filing (Zibo)", "", "5 working days "),
    ]
    other = changes({"normal": {"days": 5, "of": [1, 2], "rows": [{"a": 1}]}}, {"normal": {"days": 7}}, language="en")
    assert [(each.what, each.before, each.after) for each in other] == [
        ("normal.days", "5", "7"),
        ("normal.of", "1, 2", ""),
        ("normal.rows.1.a", "1", ""),
    ]


# A figure typed


@pytest.mark.parametrize(
    ("written", "like", "value"),
    [
        ("是", False, True),
        ("no", True, False),
        ("13", 5, 13),
        ("13", "unlimited", "13"),
        ("2/3", "1/2", "2/3"),
        ("30%", "1/2", "30/100"),
        ("unlimited", "11", "unlimited"),
        ("leak、lift", ["leak"], ["leak", "lift"]),
        ("AA", "B", "AA"),
    ],
)
def test_a_figure_is_read_by_its_kind(written: str, like: Any, value: Any) -> None:
    assert value_words.read_typed(written, like=like) == value


@pytest.mark.parametrize(
    ("written", "like"), [("maybe", True), ("many", 5), ("1/0", "1/2"), ("much", "1/2"), ("", "B"), ("１３", 5)]
)
def test_a_figure_of_another_kind_is_refused(written: str, like: Any) -> None:
    with pytest.raises(RuleBrokenError, match=r"profile\.figure_unreadable"):
        value_words.read_typed(written, like=like)


def test_a_city_takes_its_own_limit_out_of_those_it_shared() -> None:
    body = {
        "limit": [
            {
                "code": "DL09",
                "limit": "3 nd",
                "source": "QD 36",
                "variants": [
                    {"profiles": ["qingdao", "zibo"], "limit": "3 nd", "source": "QD 36"},
                    {"profiles": ["zibo"], "name": "urgent", "limit": "1 nd", "source": "QD 36"},
                ],
            }
        ]
    }
    found = drafting.with_limit(body, code="DL09", profile="zibo", limit=" 5 wd ", source="ZB 23")
    assert [(each.get("profiles"), each["limit"]) for each in found["limit"][0]["variants"]] == [
        (["qingdao"], "3 nd"),
        (["zibo"], "1 nd"),
        (["zibo"], "5 wd"),
    ]
    assert drafting.with_limit(body, code="DL09", profile="shandong", limit="4 nd", source="SD 1")["limit"][0][
        "limit"
    ] == ("4 nd")


@pytest.mark.parametrize(
    ("code", "profile"),
    [
        ("371002001", "weihai-demo"),
        ("370203", "qingdao"),
        ("379900", "shandong"),
        ("110101", "beijing"),
        ("65", "ministry"),
    ],
)
def test_a_place_tells_whose_rules_apply(code: str, profile: str) -> None:
    assert profiles.profile_of(code) == profile


# Pages


def client_of(city: City, name: str) -> Client:
    client = Client()
    client.force_login(city.people[name])
    return client


@pytest.fixture
def in_office(monkeypatch: pytest.MonkeyPatch) -> datetime:
    monkeypatch.setattr("huying.rulesets.views.versions.now", lambda: AT)
    return AT


@pytest.mark.usefixtures("in_office")
def test_a_version_goes_from_draft_to_release_by_the_pages(second: City) -> None:
    first, other = client_of(second, "city_clerk"), client_of(second, "second_clerk")
    home = f"/desk/rules/{FAMILY}/"
    assert first.post(f"{home}draft", {"valid_from": TOMORROW.isoformat(), "source": "通知"}).status_code == 302
    figure = {"name": "committee.size_most", "profile": "weihai-demo", "figure": "13", "source": "SD 30"}
    assert first.post(f"{home}2/edit", figure).status_code == 302
    assert "业委会人数上限 (威海市)：新设" in first.get(f"{home}2/").content.decode()
    assert first.post(f"{home}2/propose", {"remark": "按通知"}).status_code == 302
    own = first.get(f"{home}2/").content.decode()
    assert "须由另一人发布" in own
    assert first.post(f"{home}2/release", {}).status_code == 409
    assert other.post(f"{home}2/release", {}).status_code == 302
    assert "已发布" in other.get(f"{home}2/").content.decode()
    assert RuleSet.objects.get(family=FAMILY, number=1).valid_to == TOMORROW
    families = first.get("/desk/rules/").content.decode()
    assert f"第2版，{TOMORROW}起施行" in families


@pytest.mark.usefixtures("in_office")
def test_a_wrong_figure_keeps_what_was_typed(second: City) -> None:
    client, row = client_of(second, "city_clerk"), drafted(second)
    wrong = {"name": "committee.size_least", "profile": "weihai-demo", "figure": "很多", "source": "SD 30"}
    answer = client.post(f"/desk/rules/{FAMILY}/{row.number}/edit", wrong)
    assert answer.status_code == 422
    assert 'value="很多"' in answer.content.decode()
    unknown = client.post(f"/desk/rules/{FAMILY}/{row.number}/edit", {**wrong, "figure": "5", "source": "NOBODY 1"})
    assert unknown.status_code == 422
    assert client.post(f"/desk/rules/{FAMILY}/draft", {"valid_from": "x"}).status_code == 422


@pytest.mark.usefixtures("in_office")
def test_other_families_are_edited_whole_and_limits_one_by_one(second: City) -> None:
    client = client_of(second, "city_clerk")
    for family in ("case_limits", "deadlines"):
        client.post(f"/desk/rules/{family}/draft", {"valid_from": TOMORROW.isoformat(), "source": "通知"})
        assert client.get(f"/desk/rules/{family}/2/").status_code == 200
    assert client.post("/desk/rules/case_limits/2/edit", {"body": "{"}).status_code == 422
    assert client.post("/desk/rules/case_limits/2/edit", {"body": "[]"}).status_code == 422
    limit = {"code": "DL10", "profile": "weihai-demo", "limit": "20 nd", "source": "SD 31"}
    assert client.post("/desk/rules/deadlines/2/edit", limit).status_code == 302
    assert client.post("/desk/rules/deadlines/2/edit", {**limit, "limit": "5 moons"}).status_code == 422
    facts = {"valid_from": TOMORROW.isoformat(), "source": "另一通知"}
    assert client.post("/desk/rules/deadlines/2/facts", facts).status_code == 302
    assert "另一通知" in client.get("/desk/rules/deadlines/2/").content.decode()


def test_drafts_are_out_of_sight_of_others(second: City) -> None:
    row = drafted(second)
    street, firm = client_of(second, "street_officer"), client_of(second, "firm_staff")
    for client in (street, firm):
        assert client.get(f"/desk/rules/{FAMILY}/{row.number}/").status_code == 404
        assert client.get(f"/desk/rules/{FAMILY}/1/").status_code == 200
        assert client.post(f"/desk/rules/{FAMILY}/{row.number}/propose").status_code == 403
    assert Client().get("/desk/rules/").status_code == 302
    assert street.get("/desk/rules/nothing/").status_code == 404


def test_the_version_of_a_day_at_a_place(second: City) -> None:
    released(second)
    client = client_of(second, "street_officer")
    page = client.get("/desk/rules/applied", {"on": TODAY.isoformat(), "place": "370203"}).content.decode()
    assert "青岛市" in page
    assert f"/desk/rules/{FAMILY}/1/" in page
    later = client.get("/desk/rules/applied", {"on": TOMORROW.isoformat(), "place": "3710"}).content.decode()
    assert f"/desk/rules/{FAMILY}/2/" in later
    assert client.get("/desk/rules/applied").status_code == 200
    assert client.get("/desk/rules/applied", {"on": "1999-01-01", "place": "3710"}).status_code == 200
    assert client.get("/desk/rules/applied", {"on": "x", "place": "a"}).status_code == 422


def test_the_list_costs_a_fixed_number_of_queries(second: City) -> None:
    client = client_of(second, "city_clerk")
    client.get("/desk/rules/")
    with CaptureQueriesContext(connection) as few:
        client.get("/desk/rules/")
    drafted(second)
    clock.forget()
    with CaptureQueriesContext(connection) as more:
        client.get("/desk/rules/")
    assert abs(len(more) - len(few)) <= 3
