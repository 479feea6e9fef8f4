"""The vectors TV-R, TV-M and TV-S: candidate review, mediation, personal data and the sealed chain."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from huying.rules import mediation, protection, review
from huying.rules.deadlines import CHINA
from huying.rules.errors import RuleBrokenError
from huying.rules.mediation import Agreement, AgreementState
from huying.rules.protection import Basis, Factor, Fate, Incident, Record
from tests.rules.vectors import CALENDAR, day, result


@pytest.mark.parametrize(
    ("basis", "reply", "effect"),
    [
        ("policy", "not_pass", "warning"),
        ("adopted_rules", "not_pass", "block"),
        ("law", "not_pass", "block"),
        *[(basis, "none", "no_reply") for basis in ("law", "adopted_rules", "policy")],
        *[(basis, "pass", "clear") for basis in ("law", "adopted_rules", "policy")],
        ("law", "no_data", "clear"),
    ],
)
def test_tv_r01_what_a_reply_means(basis: str, reply: str, effect: str) -> None:
    assert result("review.ground", basis=basis, reply=reply) == {"effect": effect}


@pytest.mark.parametrize(
    ("ends", "profile"), [("2025-04-07", "hangzhou"), ("2025-04-10", "ningbo"), ("2025-04-07", "shandong")]
)
def test_tv_r02_a_short_notice_of_candidates_is_refused(ends: str, profile: str) -> None:
    with pytest.raises(RuleBrokenError, match=r"review\.notice_too_short"):
        review.check_notice(posted=day("2025-04-01"), ends=day(ends), profile=profile)
    review.check_notice(posted=day("2025-04-01"), ends=day(ends) + timedelta(days=1), profile=profile)


def test_tv_m01_consent_seal_and_confirmation() -> None:
    with pytest.raises(RuleBrokenError, match=r"mediation\.not_voluntary"):
        mediation.check_start(consents=(True, False))
    whole = Agreement(signed_by_sides=(True, True), is_signed_by_mediator=True, has_seal=True)
    assert mediation.agreement_state(whole) is AgreementState.EFFECTIVE
    unsealed = Agreement(signed_by_sides=(True, True), is_signed_by_mediator=True)
    assert mediation.agreement_state(unsealed) is AgreementState.DRAFT
    assert mediation.confirmation_due(day("2025-01-02"), calendar=CALENDAR).due == date(2025, 2, 5)


def test_tv_m02_thirty_days_without_an_agreed_term() -> None:
    assert mediation.due(day("2025-08-04"), calendar=CALENDAR).due == date(2025, 9, 3)
    assert mediation.due(day("2025-08-04"), agreed_days=10, calendar=CALENDAR).due == date(2025, 8, 14)


@pytest.mark.parametrize(
    ("kind", "value", "masked"),
    [
        ("phone", "13812341234", "138****1234"),
        ("name", "张三", "张*"),
        ("name", "欧阳修", "欧**"),
        ("name", "张", "*"),
        ("id", "371002199001011234", "371***********1234"),
        ("address", "幸福路1号阳光小区3号楼2单元501", "幸福路1号阳光小区3号楼*"),
        ("address", "阳光小区12栋101", "阳光小区12栋*"),
    ],
)
def test_tv_s01_masking(kind: str, value: str, masked: str) -> None:
    assert result("mask", kind=kind, value=value) == {"masked": masked}


def test_tv_s02_a_network_log_is_kept_six_months() -> None:
    made = day("2025-08-31")
    assert not protection.may_purge(Record.NETWORK_LOG, made=made, on=day("2026-02-28"))
    assert protection.may_purge(Record.NETWORK_LOG, made=made, on=day("2026-03-01"))
    assert protection.kept_until(Record.AUDIT_LOG, made=made) == date(2028, 8, 31)
    assert protection.kept_until(Record.IMPACT_ASSESSMENT, made=day("2026-03-01")) == date(2029, 3, 1)


def test_tv_s03_signing_in() -> None:
    both, idle = frozenset({Factor.PASSWORD, Factor.CODE}), timedelta(minutes=30)
    protection.check_sign_in(failed=4, idle=idle, factors=both, is_staff=True)
    protection.check_sign_in(failed=0, idle=idle, factors=frozenset({Factor.PASSWORD}), is_staff=False)
    with pytest.raises(RuleBrokenError, match=r"account\.locked"):
        protection.check_sign_in(failed=5, idle=idle, factors=both, is_staff=True)
    with pytest.raises(RuleBrokenError, match=r"session\.idle"):
        protection.check_sign_in(failed=0, idle=idle + timedelta(seconds=1), factors=both, is_staff=True)
    for factors in (frozenset({Factor.PASSWORD}), frozenset({Factor.CODE})):
        with pytest.raises(RuleBrokenError, match=r"session\.second_factor"):
            protection.check_sign_in(failed=0, idle=idle, factors=factors, is_staff=True)


def test_tv_s04_the_chain_of_sealed_heads() -> None:
    records = ["1|2026-11-23T08:00:00+08:00|u1|login|ok", "2|2026-11-23T08:01:00+08:00|u1|export|denied"]
    assert protection.heads(records) == [
        "7e5b467aaed9193ba2d43dd9aff8e72a12e258865e751f323d88f7aeef74f388",
        "a28869ccc67e50cb13301901860f16eb9a14650f819972afe8c38c4b28a264b3",
    ]


def test_tv_s05_a_major_incident() -> None:
    found_at = datetime(2026, 5, 11, 10, tzinfo=CHINA)
    hours = {incident: protection.incident_due(found_at, incident=incident).due.hour for incident in Incident}
    assert hours == {Incident.CRITICAL_INFRASTRUCTURE: 11, Incident.CENTRAL_ORGAN: 12, Incident.OTHER: 14}


def test_tv_s06_withdrawn_consent() -> None:
    assert protection.fate_on_withdrawal(Basis.CONSENT) is Fate.DELETED
    assert protection.fate_on_withdrawal(Basis.CONSENT, can_be_deleted=False) is Fate.FROZEN
    assert protection.fate_on_withdrawal(Basis.LEGAL_DUTY) is Fate.KEPT
