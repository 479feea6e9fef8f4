"""Consent of each interested owner 有利害关系的业主一致同意: a home turned into a business 住改商.

Source: Civil Code art. 279; 法释〔2009〕7号 arts. 10, 11 (R1.10). All other owners of the building are interested;
those outside must prove that it touches them. A majority is no defence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.rules.errors import RuleBrokenError
from huying.rules.explanations import Step

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet


def is_unanimous(*, owners: int, consents: int) -> bool:
    """Tell whether every interested owner agrees."""
    if consents > owners:
        raise RuleBrokenError("ratio.above_one", field="consents", part=consents, whole=owners)
    return consents == owners


def missing(*, owners: AbstractSet[str], consents: AbstractSet[str]) -> frozenset[str]:
    """Return the interested owners who have not agreed; consents of others count for nothing."""
    return frozenset(owners - consents)


def explain(*, owners: int, consents: int) -> tuple[Step, ...]:
    """Return the steps of the judgement."""
    verdict = "votes.consent_all" if is_unanimous(owners=owners, consents=consents) else "votes.consent_lacking"
    return (Step("votes.consent", {"owners": owners, "consents": consents}), Step(verdict, {"left": owners - consents}))
