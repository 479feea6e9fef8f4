"""The two profiles of signing in, at their bounds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from huying.rules import protection, sign_in, sources
from huying.rules.errors import RuleBrokenError
from huying.rules.roles import ADMINS, Role
from huying.rules.sign_in import FactorFor

MLPS3, ASVS = sign_in.profile("mlps3"), sign_in.profile("asvs")
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def _refused(password: str, by: sign_in.SignInProfile) -> str:
    try:
        sign_in.check_password(password, username="zhang.wei", by=by)
    except RuleBrokenError as told:
        return told.code
    return ""


@pytest.mark.parametrize(
    ("password", "mlps3", "asvs"),
    [
        ("Abcdefgh1jk", "account.password_short", "account.password_short"),
        ("Abcdefgh1jkl", "", ""),
        ("abcdefgh1jkl", "account.password_kinds", ""),
        ("abcdefghijkl", "account.password_kinds", ""),
        ("abcdefgh1jk!", "", ""),
        ("密码密码密码密码密码aB", "", ""),
        ("Zhang.Wei-2026", "account.password_name", "account.password_name"),
        ("x" * 256, "account.password_kinds", ""),
    ],
)
def test_a_password_by_each_profile(password: str, mlps3: str, asvs: str) -> None:
    assert (_refused(password, MLPS3), _refused(password, ASVS)) == (mlps3, asvs)


@pytest.mark.parametrize(
    ("days", "minutes", "is_initial", "mlps3", "asvs"),
    [
        (90, 0, False, False, False),
        (90, 1, False, True, False),
        (3650, 0, False, True, False),
        (0, 0, True, True, True),
    ],
)
def test_when_a_password_must_be_changed(days: int, minutes: int, *, is_initial: bool, mlps3: bool, asvs: bool) -> None:
    set_at = NOW - timedelta(days=days, minutes=minutes)
    told = [sign_in.must_change(set_at=set_at, is_initial=is_initial, now=NOW, by=by) for by in (MLPS3, ASVS)]
    assert told == [mlps3, asvs]


def test_of_whom_a_second_factor_is_asked() -> None:
    assert not any(sign_in.needs_factor(role, asked=FactorFor.NONE) for role in Role)
    assert {role for role in Role if sign_in.needs_factor(role, asked=FactorFor.ADMINS)} == ADMINS
    assert all(sign_in.needs_factor(role, asked=FactorFor.ALL) for role in [*Role, None])


def test_every_figure_names_a_known_source_and_agrees_with_the_rulebook() -> None:
    for by in (MLPS3, ASVS):
        for citation in by.sources.values():
            assert sources.cited(citation)
    limits = protection.sign_in_limits()
    found = (MLPS3.factor_tries, MLPS3.factor_lock_minutes, MLPS3.idle_minutes, MLPS3.least_length, MLPS3.change_days)
    assert found == (
        limits.tries,
        limits.lock_minutes,
        limits.idle_minutes,
        limits.password_length,
        limits.password_days,
    )


def test_an_unknown_profile_is_refused() -> None:
    with pytest.raises(RuleBrokenError, match=r"sign_in\.profile_unknown"):
        sign_in.profile("lax")
