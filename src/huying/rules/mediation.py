"""People's mediation 人民调解: committee, states, agreement and dates (R9.1-R9.9)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from huying.rules import profiles
from huying.rules.deadlines import add_months, natural_days
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from huying.rules.deadlines import Due
    from huying.rules.workdays import WorkCalendar


class MediationState(Enum):
    """Where a mediation stands."""

    ASKED = "asked"  # 申请
    ACCEPTED = "accepted"  # 受理
    MEETING = "meeting"  # 调解中
    AGREED = "agreed"  # 达成协议
    ENDED = "ended"  # 终止
    PERFORMED = "performed"  # 已履行


class MediationStep(Enum):
    """What may be done to a mediation; either side may withdraw at any time (PM arts 3, 17)."""

    ACCEPT = "accept"  # 双方同意，受理
    MEET = "meet"  # 调解
    AGREE = "agree"  # 达成协议
    FAIL = "fail"  # 调解不成
    WITHDRAW = "withdraw"  # 一方不愿继续
    PERFORM = "perform"  # 履行


class Outcome(Enum):
    """How a meeting of any form ended; a talk hall has no legal effect by itself (R9.9)."""

    EXPLAINED = "explained"  # 解释说明
    NEGOTIATED = "negotiated"  # 自行协商
    AGREEMENT = "mediation_agreement"  # 调解协议
    TO_COURT = "referred_to_court"  # 引导诉讼
    FAILED = "failed"  # 未成


class AgreementState(Enum):
    """Whether an agreement binds."""

    DRAFT = "draft"  # 草稿
    EFFECTIVE = "effective"  # 生效


_S, _T = MediationState, MediationStep
FLOW: Mapping[tuple[MediationState, MediationStep], MediationState] = {
    (_S.ASKED, _T.ACCEPT): _S.ACCEPTED,
    (_S.ASKED, _T.WITHDRAW): _S.ENDED,
    (_S.ACCEPTED, _T.MEET): _S.MEETING,
    (_S.ACCEPTED, _T.WITHDRAW): _S.ENDED,
    (_S.MEETING, _T.MEET): _S.MEETING,
    (_S.MEETING, _T.AGREE): _S.AGREED,
    (_S.MEETING, _T.FAIL): _S.ENDED,
    (_S.MEETING, _T.WITHDRAW): _S.ENDED,
    (_S.AGREED, _T.PERFORM): _S.PERFORMED,
}


def after(state: MediationState, step: MediationStep) -> MediationState:
    """Return the state a step leads to, or refuse."""
    if (state, step) not in FLOW:
        raise RuleBrokenError("mediation.step_not_now", state=state.value, step=step.value)
    return FLOW[state, step]


def check_start(*, consents: tuple[bool, ...]) -> None:
    """Refuse to begin where a side refuses, or there are not two sides (R9.1)."""
    if len(consents) < 2 or not all(consents):  # noqa: PLR2004 - two sides
        raise RuleBrokenError("mediation.not_voluntary")


def check_committee(*, members: int, women: int) -> None:
    """Refuse a committee that has not three to nine members, women among them (R9.2)."""
    least = profiles.value(profiles.MINISTRY, "mediation.members_least").integer
    most = profiles.value(profiles.MINISTRY, "mediation.members_most").integer
    if not least <= members <= most or not 0 < women <= members:
        raise RuleBrokenError("mediation.committee", least=least, most=most)


def committee_term_ends(elected: date) -> date:
    """Return when the term of a mediation committee ends (R9.2)."""
    return add_months(elected, profiles.value(profiles.MINISTRY, "mediation.term_years", elected).integer * 12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What an agreement carries."""

    is_oral: bool = False
    is_recorded: bool = False
    signed_by_sides: tuple[bool, ...] = ()
    is_signed_by_mediator: bool = False
    has_seal: bool = False


def agreement_state(agreement: Agreement) -> AgreementState:
    """Return whether an agreement binds: an oral one when reached, a written one signed by all and sealed (R9.4)."""
    if agreement.is_oral:
        return AgreementState.EFFECTIVE
    is_signed = bool(agreement.signed_by_sides) and all(agreement.signed_by_sides)
    is_whole = is_signed and agreement.is_signed_by_mediator and agreement.has_seal
    return AgreementState.EFFECTIVE if is_whole else AgreementState.DRAFT


def lacks_record(agreement: Agreement) -> bool:
    """Tell whether the mediator has still to write down an oral agreement; it binds already (R9.4; PM art. 30)."""
    return agreement.is_oral and not agreement.is_recorded


def due(accepted: date, *, agreed_days: int | None = None, calendar: WorkCalendar) -> Due:
    """Return until when a mediation ends: as both agreed, else thirty days (R9.3)."""
    days = agreed_days or profiles.value(profiles.MINISTRY, "mediation.days", accepted).integer
    return natural_days(accepted, days, calendar=calendar)


def check_extension(*, consents: tuple[bool, ...]) -> None:
    """Refuse to extend without the consent of both sides (R9.3)."""
    if not consents or not all(consents):
        raise RuleBrokenError("mediation.extension_without_consent")


def confirmation_due(effective: date, *, calendar: WorkCalendar) -> Due:
    """Return until when both sides together may ask the court to confirm (R9.5; PM art. 33)."""
    return natural_days(
        effective, profiles.value(profiles.MINISTRY, "mediation.confirmation_days").integer, calendar=calendar
    )


def follow_up_due(effective: date, *, calendar: WorkCalendar) -> Due:
    """Return when the mediator asks whether the agreement is kept (R9.6)."""
    return natural_days(
        effective, profiles.value(profiles.MINISTRY, "mediation.follow_up_days").integer, calendar=calendar
    )


def check_public_session(*, objections: int, recording_consents: tuple[bool, ...]) -> None:
    """Refuse a live session where a side objects, or one did not consent to be recorded (R9.7)."""
    if objections or not recording_consents or not all(recording_consents):
        raise RuleBrokenError("mediation.not_public")
