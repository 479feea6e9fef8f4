"""The vectors of votes, assembly and committee by their ids (TV-V, TV-B, TV-C), and the examples of R1 and R2."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from huying.rules import assembly, committee, deadlines, electorate, sharing
from huying.rules.committee import Meeting
from huying.rules.deadlines import MonthsNature
from huying.rules.elections import Seats, elect
from huying.rules.electorate import Part, PartState
from huying.rules.errors import RuleBrokenError
from huying.rules.proxies import rule_of
from huying.rules.voting import Weight
from huying.rules.workdays import shipped
from tests.rules.asking import refusal, result

AT = "2025-06-20T10:00:00"


def sides(heads: int, area: int) -> dict[str, Any]:
    return {"heads": heads, "area": str(area)}


# R1.1-R1.4: deciding

DECISIONS = [
    pytest.param((900, 90000), (600, 60000), (300, 30001), "ordinary", "lost", id="TV-V01"),
    pytest.param((900, 90000), (600, 60000), (301, 30001), "ordinary", "carried", id="TV-V02"),
    pytest.param((900, 90000), (600, 60000), (450, 45000), "special", "carried", id="TV-V03"),
    pytest.param((900, 90000), (600, 60000), (449, 59000), "special", "lost", id="TV-V04"),
    pytest.param((900, 90000), (600, 59999), (600, 59999), "ordinary", "inquorate", id="TV-V05"),
    pytest.param((1000, 100000), (666, 70000), (666, 70000), "ordinary", "inquorate", id="TV-V06"),
    pytest.param((1000, 100000), (667, 70000), (334, 35001), "ordinary", "carried", id="TV-V07"),
    pytest.param((1000, 100000), (667, 70000), (333, 69999), "ordinary", "lost", id="TV-V08"),
    pytest.param((1000, 100000), (667, 70000), (334, 35000), "ordinary", "lost", id="R1.2 half of the area"),
    pytest.param((900, 90000), (600, 60000), (450, 44999), "special", "lost", id="R1.3 area one short"),
]


@pytest.mark.parametrize(("roll", "cast", "yes", "kind", "outcome"), DECISIONS)
def test_deciding(roll: tuple[int, int], cast: tuple[int, int], yes: tuple[int, int], kind: str, outcome: str) -> None:
    found = result("vote.decide", kind=kind, roll=sides(*roll), cast=sides(*cast), in_favour=sides(*yes))
    assert found == {
        "quorum": outcome != "inquorate",
        "passed": outcome == "carried",
        "outcome": outcome,
    }


@pytest.mark.parametrize(("item", "kind"), [(n, "special" if n in {6, 7, 8} else "ordinary") for n in range(1, 10)])
def test_r1_4_matters(item: int, kind: str) -> None:
    assert result("vote.matter", item=item) == {"kind": kind}


# R1.5: the roll of Zhang, Li, Wang with Zhao, and the developer


def six_parts() -> list[dict[str, Any]]:
    owners: tuple[list[str], ...] = (["zhang"], ["zhang"], ["li"], ["wang", "zhao"], [], ["buyer"])
    states = ("sold", "sold", "sold", "sold", "unsold", "undelivered")
    return [
        {"part": f"A{place}", "area": "100", "owners": owned, "state": state}
        for place, (owned, state) in enumerate(zip(owners, states, strict=True), start=1)
    ]


def ballot(voter: str, choice: str, **more: Any) -> dict[str, Any]:
    return {"voter": voter, "choice": choice, "at": AT, **more}


def counted(*ballots: dict[str, Any], kind: str = "ordinary", **more: Any) -> dict[str, Any]:
    return result("vote.count", kind=kind, **{"parts": six_parts(), "ballots": list(ballots), **more})


def test_tv_v09() -> None:
    assert counted()["roll"] == {"heads": 4, "area": "600.00"}


@pytest.mark.parametrize(("kind", "outcome"), [("ordinary", "carried"), ("special", "lost")])
def test_tv_v10(kind: str, outcome: str) -> None:
    found = counted(ballot("zhang", "yes"), ballot("li", "yes"), ballot("zhao", "no"), kind=kind)
    assert found["cast"] == {"heads": 3, "area": "400.00"}
    assert found["in_favour"] == {"heads": 2, "area": "300.00"}
    assert found["against"] == {"heads": 1, "area": "100.00"}
    assert found["outcome"] == outcome


def test_tv_v11() -> None:
    assert counted(ballot("zhang", "yes"), ballot("li", "yes"))["outcome"] == "inquorate"


def test_tv_v12() -> None:
    found = counted(ballot("zhang", "yes"), ballot("li", "no"), ballot("developer", "no"))
    assert (found["cast"], found["in_favour"]) == (
        {"heads": 3, "area": "500.00"},
        {"heads": 1, "area": "200.00"},
    )
    assert found["outcome"] == "lost"


# R1.8, R1.9: abstaining and silence


def thousand(*, yes: int, no: int, abstain: int = 0, **more: Any) -> dict[str, Any]:
    parts = [{"part": f"P{n}", "area": "100", "owners": [f"o{n}"], "state": "sold"} for n in range(1000)]
    choices = ["yes"] * yes + ["no"] * no + ["abstain"] * abstain
    ballots = [ballot(f"o{n}", choice) for n, choice in enumerate(choices)]
    return result("vote.count", **{"kind": "ordinary", "parts": parts, "ballots": ballots, **more})


def test_tv_v13() -> None:
    found = thousand(yes=400, no=100, abstain=200)
    assert found["cast"]["heads"] == 700
    assert found["abstain"] == {"heads": 200, "area": "20000.00"}
    assert found["outcome"] == "carried"


def test_tv_v14_default() -> None:
    assert thousand(yes=200, no=100, delivered=True)["outcome"] == "inquorate"


@pytest.mark.parametrize("kind", ["ordinary", "special"])
def test_tv_v14_joins_the_majority(kind: str) -> None:
    found = thousand(
        yes=200,
        no=100,
        kind=kind,
        unreturned="DELIVERED_JOINS_MAJORITY",
        rules_allow=True,
        authority_confirms=True,
        delivered=[[f"o{n}"] for n in range(1000)],
    )
    assert (found["cast"]["heads"], found["in_favour"]["heads"]) == (1000, 900)
    assert found["outcome"] == "carried"
    assert found["returned_only"]["outcome"] == "inquorate"


# R1.6, R1.10, R1.13, R1.15


@pytest.mark.parametrize(
    ("registered", "surveyed", "contract", "area", "source"),
    [
        (None, "88.20", "90.00", "88.20", "surveyed"),
        (None, None, "90.00", "90.00", "contract"),
        ("87.95", "88.20", "90.00", "87.95", "registered"),
    ],
)
def test_tv_v15(registered: str | None, surveyed: str | None, contract: str, area: str, source: str) -> None:
    found = result("area.source", registered=registered, surveyed=surveyed, contract=contract)
    assert found == {"area": area, "source": source}


@pytest.mark.parametrize(("consents", "allowed"), [(23, False), (24, True)])
def test_tv_v16(consents: int, *, allowed: bool) -> None:
    assert result("consent.unanimous", owners=24, consents=consents) == {"allowed": allowed}


def test_tv_v17() -> None:
    rule = rule_of("weifang")
    objections = [rule.objection(held=held, is_owner=True, signed_at=None, ends_at=None) for held in range(4)]
    assert objections == [None, None, None, "proxy_too_many"]
    assert rule_of("shandong").objection(held=99, is_owner=False, signed_at=None, ends_at=None) is None


@pytest.mark.parametrize(("proposers", "allowed"), [(199, False), (200, True)])
def test_tv_v18(proposers: int, *, allowed: bool) -> None:
    assert result("assembly.extraordinary", heads=1000, proposers=proposers) == {"allowed": allowed}


def test_tv_v19() -> None:
    assert result("share", total=1000000, areas=[100, 300, 600]) == {"shares": [100000, 300000, 600000]}
    assert result("share", total=10000, areas=["80.00", "80.00", "80.00"]) == {"shares": [3334, 3333, 3333]}


def test_r1_13_income_less_cost() -> None:
    total = sharing.net_income(income_fen=1200000, cost_fen=200000)
    assert sharing.shares(total_fen=total, areas_dm2=(10000, 30000, 60000)) == (100000, 300000, 600000)
    with pytest.raises(RuleBrokenError, match=r"share\.loss"):
        sharing.net_income(income_fen=1, cost_fen=2)


def test_r1_11_a_year_to_sue() -> None:
    due = deadlines.months(date(2025, 3, 31), 12, nature=MonthsNature.TERM, calendar=shipped())
    assert due.due == date(2026, 3, 31)


def test_r1_15_seats_and_ties() -> None:
    votes = {"a": (70, 7000), "b": (60, 6500), "c": (60, 6600), "d": (50, 9000), "e": (51, 5001)}
    found = elect(
        roll=Weight(100, 10000),
        cast=Weight(100, 10000),
        votes={name: Weight(*weight) for name, weight in votes.items()},
        seats=Seats(planned=3, least=3),
    )
    assert found.ranked == ("a", "c", "b", "e")
    assert found.elected == ("a", "c", "b")
    assert found.is_constituted


def test_tv_v20() -> None:
    with pytest.raises(RuleBrokenError, match=r"vote\.not_on_agenda") as broken:
        assembly.check_agenda(announced=["matter-1"], voted=["matter-1", "matter-5"])
    assert broken.value.facts["items"] == ["matter-5"]
    assembly.check_agenda(announced=["matter-1", "matter-5"], voted=["matter-5"])


# Evidence of a vote


def test_tv_b01() -> None:
    paper = {"voter": "li", "choice": "yes", "at": "2025-06-20T10:00:00", "channel": "paper"}
    online = {"voter": "li", "choice": "no", "at": "2025-06-20T11:00:00", "channel": "online"}
    found = counted(online, paper)
    assert (found["in_favour"]["heads"], found["against"]["heads"], found["invalid"]) == (1, 0, 0)
    assert [(flag["code"], flag["ballot"]) for flag in found["flags"]] == [("head_twice", 1)]


def test_tv_b02() -> None:
    found = counted({"voter": "li", "choices": ["yes", "no"], "at": AT})
    assert (found["invalid"], found["cast"]["heads"]) == (1, 0)
    assert found["flags"] == [{"code": "two_choices", "ballot": 1, "voter": "li"}]


def test_tv_b03() -> None:
    letter = {"signed_at": "2025-07-01T00:00:01"}
    found = counted(ballot("agent", "yes", head=["li"], proxy=letter), ends_at="2025-06-30")
    assert (found["invalid"], found["flags"][0]["code"]) == (1, "proxy_late")


def test_tv_b04() -> None:
    parts = [Part(part="A1", area_dm2=10000, owners=frozenset({"a"}), state=PartState.SOLD)]
    frozen = electorate.fingerprint(parts)
    electorate.check_unchanged(parts, frozen=frozen)
    edited = [Part(part="A1", area_dm2=10001, owners=frozenset({"a"}), state=PartState.SOLD)]
    with pytest.raises(RuleBrokenError, match=r"vote\.roll_changed"):
        electorate.check_unchanged(edited, frozen=frozen)
    assert (
        refusal("vote.count", kind="ordinary", parts=six_parts(), ballots=[], roll_hash=frozen) == "vote.roll_changed"
    )


# Assembly and committee


@pytest.mark.parametrize(
    ("area", "heads", "first_delivery", "ground"),
    [
        ("0.499", "0.30", "2023-10-20", "two_years"),
        ("0.499", "0.30", "2023-12-20", None),
        ("0.50", "0.10", "2025-10-20", "area"),
        ("0.499", "0.50", "2025-10-20", "heads"),
        ("0.499", "0.25", "2023-11-20", "two_years"),
        ("0.499", "0.249", "2020-11-20", None),
        ("0.499", "0.30", "2023-11-21", None),
        ("0.499", "0.30", None, None),
    ],
)
def test_tv_c01(area: str, heads: str, first_delivery: str | None, ground: str | None) -> None:
    given = {"area_share": area, "head_share": heads, "first_delivery": first_delivery, "on": "2025-11-20"}
    assert result("assembly.first_due", **given) == {"due": ground is not None, "ground": ground}


@pytest.mark.parametrize(
    ("size", "owners", "reason"),
    [(9, 4, "too_few_owners"), (9, 5, None), (8, 8, "even"), (5, 5, "too_few"), (7, 4, None)],
)
def test_tv_c02(size: int, owners: int, reason: str | None) -> None:
    assert result("group.check", size=size, owners=owners) == {"valid": reason is None, "reason": reason}


@pytest.mark.parametrize(
    ("size", "profile", "reason"),
    [
        (3, "shandong", "too_few"),
        (5, "shandong", None),
        (6, "shandong", "even"),
        (13, "shandong", None),
        (13, "ministry", "too_many"),
        (13, "weifang", "too_many"),
        (11, "weifang", None),
        (3, "qingdao", None),
        (7, "weihai-demo", None),
    ],
)
def test_tv_c03(size: int, profile: str, reason: str | None) -> None:
    assert result("committee.check", size=size, profile=profile) == {"valid": reason is None, "reason": reason}


@pytest.mark.parametrize(
    ("present", "in_favour", "quorum", "passed"), [(4, 4, False, False), (5, 3, True, False), (5, 4, True, True)]
)
def test_tv_c04(present: int, in_favour: int, *, quorum: bool, passed: bool) -> None:
    found = result("committee.meeting", members=7, present=present, in_favour=in_favour)
    assert found == {"quorum": quorum, "passed": passed}


def test_tv_c05() -> None:
    found = result("committee.meeting", members=7, present=4, in_favour=4, profile="qingdao")
    assert found == {"quorum": True, "passed": True}


@pytest.mark.parametrize(("days", "due"), [(90, "2025-12-15"), (60, "2026-01-14")])
def test_tv_c06(days: int, due: str) -> None:
    assert result("due.days_before", event="2026-03-15", days=days)["due"] == due


@pytest.mark.parametrize(
    ("elected", "days", "due"), [("2025-01-01", 30, "2025-02-05"), ("2025-04-01", 7, "2025-04-08")]
)
def test_tv_c07(elected: str, days: int, due: str) -> None:
    assert result("due.natural_days", start=elected, days=days)["due"] == due


@pytest.mark.parametrize(
    ("mode", "last"),
    [("assembly.notice_days", date(2025, 6, 5)), ("assembly.notice_safe_days", date(2025, 6, 4))],
)
def test_tv_c08(mode: str, last: date) -> None:
    assert assembly.last_notice_day(meeting_on=date(2025, 6, 20), profile="shandong", mode=mode) == last


@pytest.mark.parametrize(
    ("profile", "left", "re_elect"),
    [("qingdao", 4, False), ("weifang", 4, True), ("qingdao", 3, True), ("zibo", 5, False)],
)
def test_tv_c09(profile: str, left: int, *, re_elect: bool) -> None:
    assert result("committee.rump", seats=7, left=left, profile=profile) == {"re_elect": re_elect}


@pytest.mark.parametrize(
    ("present", "in_favour", "outcome"),
    [(39, 39, Meeting.INQUORATE), (40, 21, Meeting.CARRIED), (40, 20, Meeting.LOST)],
)
def test_tv_c10(present: int, in_favour: int, outcome: Meeting) -> None:
    assert committee.meet_representatives(members=60, present=present, in_favour=in_favour) is outcome


@pytest.mark.parametrize(("asking", "must"), [(2, False), (3, True)])
def test_r2_15_members_who_ask(asking: int, *, must: bool) -> None:
    assert committee.must_call(members=7, asking=asking, profile="shandong") is must
