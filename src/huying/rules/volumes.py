"""The case volume 卷宗: who it is for, and for what the reporter's identity may stand in it.

Source: R4.11 (nobody passes the person's data to the unit complained about; confidentiality), R10.12 (masking).
"""

from __future__ import annotations

from enum import Enum

from huying.rules.errors import RuleBrokenError


class Variant(Enum):
    """How much a volume shows 卷宗版本."""

    MASKED = "masked"  # 隐名版
    FULL = "full"  # 全本


class VolumePurpose(Enum):
    """For what a volume is made 用途."""

    ARCHIVE = "archive"  # 归档
    SUPERVISION = "supervision"  # 监督检查
    PETITION = "petition"  # 信访复查复核
    HANDOVER = "handover"  # 移送
    COURT = "court"  # 诉讼
    REVIEW = "review"  # 行政复议
    REQUEST = "request"  # 依法调取


NAMES_THE_REPORTER = frozenset({VolumePurpose.COURT, VolumePurpose.REVIEW, VolumePurpose.REQUEST})
"""Purposes for which a law asks for the file as it is."""


def check_purpose(variant: Variant, purpose: VolumePurpose) -> None:
    """Refuse a full volume for a purpose that a masked one serves."""
    if variant is Variant.FULL and purpose not in NAMES_THE_REPORTER:
        raise RuleBrokenError("volume.masked_is_enough")
