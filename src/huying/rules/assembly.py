"""The owners' assembly 业主大会: when the first is due, who may call one, notice and agenda.

Source: Shandong regulation arts. 20, 22, 26-28; 物业管理条例 arts. 13, 14 (R2.1, R2.6, R2.7). Days of setting up and
posting are limits of the deadline catalogue.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING

from huying.rules import profiles
from huying.rules.deadlines import add_months
from huying.rules.errors import RuleBrokenError
from huying.rules.explanations import Step

if TYPE_CHECKING:
    from collections.abc import Iterable

NOT_ASKED = Fraction(0)
NO_SUCH_GROUND = "none"


class FirstGround(Enum):
    """Why the first assembly must be called."""

    AREA = "area"  # 交付面积
    HEADS = "heads"  # 交付户数
    TWO_YEARS = "two_years"  # 首批交付满两年


def first_due(
    *,
    area_share: Fraction,
    head_share: Fraction,
    first_delivery: date | None,
    on: date,
    profile: str,
    applicants_share: Fraction = NOT_ASKED,
) -> FirstGround | None:
    """Return why the first assembly is due on a day, None where it is not yet (R2.1)."""
    for share in (area_share, head_share, applicants_share):
        if not 0 <= share <= 1:
            raise RuleBrokenError("ratio.above_one", field="share", part=str(share), whole=1)
    if applicants_share < profiles.value(profile, "assembly.first_applicants_share", on).share:
        return None
    if _reaches(area_share, "assembly.first_area_share", profile=profile, on=on):
        return FirstGround.AREA
    if _reaches(head_share, "assembly.first_head_share", profile=profile, on=on):
        return FirstGround.HEADS
    years = profiles.value(profile, "assembly.first_years", on)
    if first_delivery is None or years.value == NO_SUCH_GROUND or add_months(first_delivery, 12 * years.integer) > on:
        return None
    return (
        FirstGround.TWO_YEARS
        if _reaches(head_share, "assembly.first_years_head_share", profile=profile, on=on)
        else None
    )


def _reaches(share: Fraction, name: str, *, profile: str, on: date) -> bool:
    asked = profiles.value(profile, name, on)
    return asked.value != NO_SUCH_GROUND and share >= asked.share


def may_demand(*, heads: int, proposers: int, profile: str) -> bool:
    """Tell whether so many owners may have an extraordinary meeting called (R2.7)."""
    if heads <= 0:
        raise RuleBrokenError("vote.empty_roll")
    if proposers > heads:
        raise RuleBrokenError("ratio.above_one", field="proposers", part=proposers, whole=heads)
    return proposers >= heads * profiles.value(profile, "assembly.extraordinary_share").share


def last_notice_day(*, meeting_on: date, profile: str, mode: str = "assembly.notice_days") -> date:
    """Return the last day for the notice (R2.6); `assembly.notice_safe_days` as mode does not count the day itself."""
    return meeting_on - timedelta(days=profiles.value(profile, mode).integer)


def check_agenda(*, announced: Iterable[str], voted: Iterable[str]) -> None:
    """Refuse to vote on matters that the notice did not name (R2.6; QD art. 29, BJ art. 35)."""
    extra = sorted(set(voted) - set(announced))
    if extra:
        raise RuleBrokenError("vote.not_on_agenda", items=extra)


def explain_first_due(*, ground: FirstGround | None, profile: str, on: date) -> tuple[Step, ...]:
    """Return the steps of R2.1 with the shares that the profile asks."""
    names = {
        FirstGround.AREA: "assembly.first_area_share",
        FirstGround.HEADS: "assembly.first_head_share",
        FirstGround.TWO_YEARS: "assembly.first_years_head_share",
    }
    if ground is None:
        source = profiles.value(profile, "assembly.first_area_share", on).source
        return (Step("assembly.not_due", {"source": source}),)
    found = profiles.value(profile, names[ground], on)
    return (Step(f"assembly.due_{ground.value}", {"share": found.share, "source": found.source}),)


def explain_demand(*, heads: int, proposers: int, profile: str) -> tuple[Step, ...]:
    """Return the step of R2.7."""
    found = profiles.value(profile, "assembly.extraordinary_share")
    held = may_demand(heads=heads, proposers=proposers, profile=profile)
    facts = {"part": proposers, "whole": heads, "share": found.share, "held": held, "source": found.source}
    return (Step("assembly.extraordinary", facts),)
