"""Data protection 个人信息与网络安全: retention, incidents, sign-in limits, the sealed chain (R10.1-R10.15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from hashlib import sha256
from typing import TYPE_CHECKING

from huying.rules import profiles
from huying.rules.deadlines import DueAt, add_months, hours
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Iterable

FIRST_HEAD = "0" * 64
ONE_DAY = timedelta(days=1)


class Basis(Enum):
    """On what ground personal data is processed 处理依据 (R10.1; PIPL art. 13)."""

    CONSENT = "consent"  # 同意
    CONTRACT = "contract"  # 合同
    LEGAL_DUTY = "legal_duty"  # 法定职责
    EMERGENCY = "emergency"  # 紧急情况
    NEWS = "news"  # 新闻报道
    ALREADY_PUBLIC = "already_public"  # 已公开信息
    OTHER_LAW = "other_law"  # 其他法律规定


class Record(Enum):
    """What kind of record is kept."""

    NETWORK_LOG = "network_log"  # 网络日志
    AUDIT_LOG = "audit_log"  # 审计日志
    IMPACT_ASSESSMENT = "impact_assessment"  # 影响评估
    SHARING = "sharing"  # 提供、委托记录
    VOTE_EVIDENCE = "vote_evidence"  # 表决票与证据，自任期届满起
    REPORTER_IDENTITY = "reporter_identity"  # 诉求人身份，自办结起


class Incident(Enum):
    """Who must report a major incident 较大以上网络安全事件 (R10.7)."""

    CRITICAL_INFRASTRUCTURE = "critical_infrastructure"  # 关键信息基础设施
    CENTRAL_ORGAN = "central_organ"  # 中央机关
    OTHER = "other"


class Fate(Enum):
    """What happens to data when consent is withdrawn."""

    DELETED = "deleted"  # 删除
    FROZEN = "frozen"  # 停止处理，仅存储
    KEPT = "kept"  # 依法保留


class Factor(Enum):
    """With what a person proves who he is."""

    PASSWORD = "password"  # noqa: S105 - the name of a kind
    CODE = "code"  # 动态口令
    KEY = "key"  # 密码技术证书


def kept_until(record: Record, *, made: date) -> date:
    """Return the last day a record must be kept: the longer of law and setting (R10.3, R10.9)."""
    return add_months(made, months_kept(record, on=made))


def months_kept(record: Record, *, on: date) -> int:
    """Return for how many months a record made on a day must be kept."""
    law = profiles.find_value(profiles.MINISTRY, f"data.{record.value}_months_law", on)
    own = profiles.find_value(profiles.MINISTRY, f"data.{record.value}_months_own", on)
    return max(found.integer for found in (law, own) if found)


def may_purge(record: Record, *, made: date, on: date) -> bool:
    """Tell whether a record may be purged on a day: only once its last day has passed."""
    return on > kept_until(record, made=made)


def incident_due(found_at: datetime, *, incident: Incident) -> DueAt:
    """Return until when a major incident is reported (R10.7)."""
    count = profiles.value(profiles.MINISTRY, f"data.incident_hours_{incident.value}").integer
    return hours(found_at, timedelta(hours=count))


def fate_on_withdrawal(basis: Basis, *, can_be_deleted: bool = True) -> Fate:
    """Return what happens to data when a person withdraws consent: votes and filings rest on duty and stay (R10.4)."""
    if basis is not Basis.CONSENT:
        return Fate.KEPT
    return Fate.DELETED if can_be_deleted else Fate.FROZEN


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInLimits:
    """The limits of signing in 登录控制 (R10.10)."""

    tries: int
    lock_minutes: int
    idle_minutes: int
    password_length: int
    password_days: int


def sign_in_limits() -> SignInLimits:
    """Return the limits of signing in; assessors' practice, no law."""
    names = ("tries", "lock_minutes", "idle_minutes", "password_length", "password_days")
    found = {name: profiles.value(profiles.MINISTRY, f"data.sign_in_{name}").integer for name in names}
    return SignInLimits(**found)


def check_sign_in(*, failed: int, idle: timedelta, factors: frozenset[Factor], is_staff: bool) -> None:
    """Refuse a session that is locked, idle too long, or for staff without a second, cryptographic factor."""
    limits = sign_in_limits()
    if failed >= limits.tries:
        raise RuleBrokenError("account.locked", minutes=limits.lock_minutes)
    if idle > timedelta(minutes=limits.idle_minutes):
        raise RuleBrokenError("session.idle", minutes=limits.idle_minutes)
    if is_staff and (len(factors) < 2 or not factors & {Factor.CODE, Factor.KEY}):  # noqa: PLR2004 - two factors
        raise RuleBrokenError("session.second_factor")


def next_head(previous: str, record: str) -> str:
    """Return the head of a chain after one record: sha256 of the previous head in hex and the record."""
    return sha256(f"{previous}{record}".encode()).hexdigest()


def heads(records: Iterable[str]) -> list[str]:
    """Return the heads of a chain, one a record, from sixty-four noughts on."""
    found, head = [], FIRST_HEAD
    for record in records:
        head = next_head(head, record)
        found.append(head)
    return found


def needs_assessment(*, is_sensitive: bool, is_automated: bool, is_shared: bool, is_published: bool) -> bool:
    """Tell whether an impact assessment comes first (R10.3; PIPL art. 55)."""
    return is_sensitive or is_automated or is_shared or is_published


def needs_face_filing(faces: int) -> bool:
    """Tell whether so many stored faces are filed with the authority (R10.8)."""
    return faces >= profiles.value(profiles.MINISTRY, "data.face_filing_from").integer


def needs_audit_every_two_years(persons: int) -> bool:
    """Tell whether so many persons' data is audited every two years at least (R10.8)."""
    return persons > profiles.value(profiles.MINISTRY, "data.audit_above_persons").integer
