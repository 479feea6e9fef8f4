"""Which papers there are 督办单、回执、通知书: by what it is and how far it has come; written by `paper_writing`."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Paper(Enum):
    """Which paper."""

    ORDER = "order"  # 督办单
    RECEIPT = "receipt"  # 督办回执
    NOTICE = "notice"  # 黄牌、红牌、通报通知
    MEASURE = "measure"  # 约谈记录、责令改正通知书、移送函
    SERVICE = "service"  # 送达回证


LABELS: dict[Paper, _StrPromise] = {
    Paper.ORDER: _("The order on paper"),
    Paper.RECEIPT: _("Receipt of the order"),
    Paper.NOTICE: _("Notice of the mark"),
    Paper.MEASURE: _("The measure on paper"),
    Paper.SERVICE: _("Proof of service"),
}


def papers_of(life: str, row: Any) -> list[Paper]:
    """Return the papers there are now."""
    if life == "order":
        return [Paper.ORDER, Paper.RECEIPT] if row.received_at else [Paper.ORDER]
    if life == "mark":
        return [Paper.NOTICE]
    return [Paper.MEASURE, Paper.SERVICE] if row.served_at else [Paper.MEASURE]


def paper_of(life: str, row: Any, name: str) -> Paper:
    """Return a paper by its name in an address, or refuse what is none or not there yet."""
    for paper in papers_of(life, row):
        if paper.value == name:
            return paper
    raise RuleBrokenError("supervision.paper_unknown")
