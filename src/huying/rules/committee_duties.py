"""What a committee files, hands over and discloses 备案、移交、公开 (R1.14, R2.13, R2.17)."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet


class FilingDocument(Enum):
    """What is filed with housing authority and street after an election (SD art. 31; by when: DL10, DL11)."""

    DECISION = "decision"  # 业主大会决定
    RULES = "rules"  # 议事规则
    COVENANT = "covenant"  # 管理规约
    MEMBERS = "members"  # 委员名单
    OTHERS = "others"  # 其他材料


class HandOverItem(Enum):
    """What an old committee hands to the new one (SD art. 33; by when: DL18, DL19)."""

    SEALS = "seals"  # 印章
    FILES = "files"  # 档案资料
    MONEY = "money"  # 财物


class Signature(Enum):
    """Who signs the list of a hand-over."""

    OLD_COMMITTEE = "old_committee"  # 移交方
    NEW_COMMITTEE = "new_committee"  # 接收方
    STREET = "street"  # 镇街见证


class Disclosure(Enum):
    """What owners may ask to see (FS7 art. 13; CC art. 943)."""

    FUND = "fund"  # 维修资金筹集、使用
    COVENANT = "covenant"  # 管理规约
    RULES = "rules"  # 议事规则
    DECISIONS = "decisions"  # 决定及会议记录
    CONTRACT = "contract"  # 物业服务合同
    INCOME = "income"  # 共有部分的使用和收益
    PARKING = "parking"  # 车位处分情况


def check_filing(given: AbstractSet[FilingDocument]) -> None:
    """Refuse a filing that lacks a document; filing is no approval 备案不是审批."""
    _check_whole(FilingDocument, given, code="committee.filing_incomplete")


def check_hand_over(*, items: AbstractSet[HandOverItem], signed: AbstractSet[Signature]) -> None:
    """Refuse to call a hand-over done that lacks an item or a signature."""
    _check_whole(HandOverItem, items, code="committee.hand_over_incomplete")
    _check_whole(Signature, signed, code="committee.hand_over_unsigned")


def undisclosed(posted: AbstractSet[Disclosure]) -> tuple[Disclosure, ...]:
    """Return what owners cannot yet see, in the order of the law."""
    return tuple(each for each in Disclosure if each not in posted)


def _check_whole(kind: type[Enum], given: AbstractSet[Enum], *, code: str) -> None:
    if missing := [each.value for each in kind if each not in given]:
        raise RuleBrokenError(code, missing=missing)
