"""Signing in 登录安全: passwords, second factor and sessions by one of two profiles (R10.10; ASVS 5.0 V6, V7)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from huying.rules.errors import RuleBrokenError
from huying.rules.roles import ADMINS

if TYPE_CHECKING:
    from datetime import datetime

    from huying.rules.roles import Role


class FactorFor(Enum):
    """Of whom a second factor is asked."""

    NONE = "none"  # only for trying: never in production
    ADMINS = "admins"  # 三员
    ALL = "all"  # everybody who works here


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInProfile:
    """The figures of one profile, with the source of each."""

    name: str
    least_length: int
    kinds: int
    change_days: int
    factor_tries: int
    factor_lock_minutes: int
    idle_minutes: int
    session_hours: int
    sources: dict[str, str]

    @property
    def idle(self) -> timedelta:
        """Return how long a session may rest."""
        return timedelta(minutes=self.idle_minutes)

    @property
    def longest(self) -> timedelta:
        """Return how long a session may last in all."""
        return timedelta(hours=self.session_hours)

    @property
    def factor_lock(self) -> timedelta:
        """Return the time in which tries of the second factor are counted."""
        return timedelta(minutes=self.factor_lock_minutes)


@cache
def profiles() -> dict[str, SignInProfile]:
    """Return the profiles by name."""
    text = resources.files("huying.rules").joinpath("data", "sign_in.toml").read_text(encoding="utf-8")
    found = {}
    for name, rows in tomllib.loads(text).items():
        values = {key: value for key, (value, _source) in rows.items()}
        sources = {key: source for key, (_value, source) in rows.items()}
        found[name] = SignInProfile(name=name, sources=sources, **values)
    return found


def profile(name: str) -> SignInProfile:
    """Return a profile, or refuse an unknown one."""
    if name not in profiles():
        raise RuleBrokenError("sign_in.profile_unknown", name=name[:20])
    return profiles()[name]


def kinds_of(password: str) -> int:
    """Return how many kinds of character a password has: capital, small, digit, anything else."""
    kinds = {_kind(each) for each in password}
    return len(kinds)


def _kind(character: str) -> str:
    if character.isascii() and character.isupper():
        return "capital"
    if character.isascii() and character.islower():
        return "small"
    return "digit" if character.isascii() and character.isdigit() else "sign"


def check_password(password: str, *, username: str, by: SignInProfile) -> None:
    """Refuse a password that is too short, of too few kinds, or holds the name it opens."""
    if len(password) < by.least_length:
        raise RuleBrokenError("account.password_short", least=by.least_length)
    if kinds_of(password) < by.kinds:
        raise RuleBrokenError("account.password_kinds", kinds=by.kinds)
    if username and username.lower() in password.lower():
        raise RuleBrokenError("account.password_name")


def must_change(*, set_at: datetime, is_initial: bool, now: datetime, by: SignInProfile) -> bool:
    """Tell whether a password must be changed first: somebody else chose it, or it is too old."""
    return is_initial or (by.change_days > 0 and now - set_at > timedelta(days=by.change_days))


def needs_factor(role: Role | None, *, asked: FactorFor) -> bool:
    """Tell whether a post is entered with a second factor only."""
    return asked is FactorFor.ALL or (asked is FactorFor.ADMINS and role in ADMINS)


def are_apart(held: Role, wanted: Role) -> bool:
    """Tell whether one person may hold both posts: administrators of two kinds may not be one person 三员分立."""
    return held is wanted or not {held, wanted} <= ADMINS
