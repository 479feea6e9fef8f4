"""Synthetic policy documents for the tests."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from huying.config import checkup
from huying.core.invariants import judge
from huying.library import actions
from huying.library.actions import NewDocument
from huying.rules.policy_documents import Area, TieKind
from huying.rules.sources import NormLevel
from tests.cases.desk import set_clock
from tests.people import AT

if TYPE_CHECKING:
    from datetime import datetime

    from huying.library.models import Duty, PolicyDocument
    from tests.people import City

DAY = timedelta(days=1)
TODAY = date(2021, 6, 1)


def new(**given: Any) -> NewDocument:
    """Return a document on linkage in force since the year began."""
    facts: dict[str, Any] = {
        "number": "演示〔2021〕1号",
        "title": "关于建立红色物业四级联动机制的意见（演示）",
        "issuer": "演示市物业办",
        "level": NormLevel.NORMATIVE,
        "area": Area.LINKAGE,
        "valid_from": date(2021, 1, 1),
        "is_synthetic": True,
    }
    return NewDocument(**(facts | given))


def entered(city: City, **given: Any) -> PolicyDocument:
    """Enter it with a duty of streets on lifts and one on files that nothing carries out."""
    by = city["city_clerk"]
    row = actions.enter(new(**given), actor=by, at=AT)
    for article, bearer, words in (("第三条", "镇街", "噪声问题由主管部门牵头"), ("第五条", "社区", "每年整理台账")):
        actions.add_duty(row.pk, article=article, bearer=bearer, words=words, actor=by, at=AT)
    return row


def duty(row: PolicyDocument, article: str = "第三条") -> Duty:
    """Return a duty by its article."""
    return row.duties.get(article=article)


def tied(city: City, **given: Any) -> PolicyDocument:
    """Enter, and tie the first duty to a line of the responsibility list."""
    row = entered(city, **given)
    facts: dict[str, Any] = {"kind": TieKind.LIST_ITEM, "code": "noise"}
    return actions.tie(row.pk, duty_id=duty(row).pk, **facts, actor=city["city_clerk"], at=AT)


def released(city: City, **given: Any) -> PolicyDocument:
    """Tie and release."""
    return actions.release(tied(city, **given).pk, actor=city["city_clerk"], at=AT)


def broken(at: datetime = AT) -> dict[str, tuple[str, ...]]:
    """Return the rules of documents that are broken at an instant."""
    set_clock(at)
    rules = [each for each in checkup.all_invariants() if each.name.startswith("document.")]
    assert rules
    return {each.invariant.name: each.examples for each in judge(rules) if each.count}
