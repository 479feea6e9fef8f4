"""Policy documents 政策文件 and their duties 职责: when a document applies, and whether anything carries a duty out.

Source: mission A2 (nine policy documents on organisation, linkage, standards, supervision and appraisal; each duty tied
to the list item, standard or indicator that carries it out; what nothing carries out is shown).
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date


class Area(Enum):
    """What a document is about."""

    ORGANISATION = "organisation"  # 组织体系
    LINKAGE = "linkage"  # 四级联动
    STANDARDS = "standards"  # 服务标准
    SUPERVISION = "supervision"  # 监督考核


class DocumentState(Enum):
    """Where it stands in the register; whether it applies is a matter of its days."""

    DRAFTED = "drafted"  # 录入中
    RELEASED = "released"  # 已发布


class DocumentStep(Enum):
    """What is done with it."""

    ENTER = "enter"  # 录入
    ADD_DUTY = "add_duty"  # 增加职责
    STRIKE_DUTY = "strike_duty"  # 删除职责
    TIE = "tie"  # 关联落实
    UNTIE = "untie"  # 取消关联
    RELEASE = "release"  # 发布
    REPLACE = "replace"  # 被新版代替
    END = "end"  # 废止


class Standing(Enum):
    """Whether it applies on a day."""

    DRAFT = "draft"  # 录入中
    AHEAD = "ahead"  # 尚未施行
    IN_FORCE = "in_force"  # 现行有效
    ENDED = "ended"  # 已失效


class TieKind(Enum):
    """What carries a duty out."""

    LIST_ITEM = "list_item"  # 责任清单条目
    RULE = "rule"  # 规则集或其中数值
    INDICATOR = "indicator"  # 指标
    STANDARD = "standard"  # 标准


class TieState(Enum):
    """Whether what a duty is tied to is there."""

    HOLDS = "holds"  # 有效
    BROKEN = "broken"  # 已失效
    UNCHECKED = "unchecked"  # 系统不核对


INDICATORS = ("complaint", "response", "solved", "satisfied", "on_time")
"""The indicators that are computed from rows today."""
_D = frozenset({DocumentState.DRAFTED})
_R = frozenset({DocumentState.RELEASED})
FLOW: Mapping[DocumentStep, tuple[frozenset[DocumentState], DocumentState | None]] = {
    DocumentStep.ADD_DUTY: (_D | _R, None),
    DocumentStep.STRIKE_DUTY: (_D, None),
    DocumentStep.TIE: (_D | _R, None),
    DocumentStep.UNTIE: (_D | _R, None),
    DocumentStep.RELEASE: (_D, DocumentState.RELEASED),
    DocumentStep.REPLACE: (_R, None),
    DocumentStep.END: (_R, None),
}
"""The table 流程表: from which states a step may be taken, and where it leads (None: it stays)."""


def after(step: DocumentStep, state: DocumentState) -> DocumentState:
    """Return the state a step leads to, or refuse."""
    start, to = FLOW[step]
    if state not in start:
        raise RuleBrokenError("document.step_not_now", document_step=step, document_state=state)
    return to or state


def check_span(*, valid_from: date, valid_to: date | None) -> None:
    """Refuse a document that ends before it begins; the last day is not included."""
    if valid_to is not None and valid_to <= valid_from:
        raise RuleBrokenError("document.ends_before_start")


def standing(state: DocumentState, *, valid_from: date, valid_to: date | None, on: date) -> Standing:
    """Return whether a document applies on a day; the last day is not included."""
    if state is DocumentState.DRAFTED:
        return Standing.DRAFT
    if on < valid_from:
        return Standing.AHEAD
    return Standing.IN_FORCE if valid_to is None or on < valid_to else Standing.ENDED


def tie_state(kind: TieKind, code: str, *, list_items: Iterable[str], bodies: Mapping[str, Any]) -> TieState:
    """Tell whether what a duty is tied to is there: a line of the list, a rule set or a value in it, an indicator.

    `bodies` are the rule sets in force by family; a value in one is written FAMILY/PATH, its parts parted by dots.
    Standards have no register yet, so that one stands by its word.
    """
    if kind is TieKind.STANDARD:
        return TieState.UNCHECKED
    if kind is TieKind.LIST_ITEM:
        there = code in set(list_items)
    elif kind is TieKind.INDICATOR:
        there = code in INDICATORS
    else:
        family, _slash, path = code.partition("/")
        there = family in bodies and (not path or _reaches(bodies[family], path))
    return TieState.HOLDS if there else TieState.BROKEN


def _reaches(body: Any, path: str) -> bool:
    """Tell whether a path leads to something in a body; values of a city's profile are found by their name."""
    rows = body.get("value") if isinstance(body, dict) else None
    if isinstance(rows, list):
        return any(isinstance(row, dict) and row.get("name") == path for row in rows)
    for part in path.split("."):
        if not isinstance(body, dict) or part not in body:
            return False
        body = body[part]
    return True


def is_carried_out(states: Iterable[TieState]) -> bool:
    """Tell whether something carries a duty out."""
    return any(state is not TieState.BROKEN for state in states)
