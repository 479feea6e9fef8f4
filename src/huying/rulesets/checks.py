"""Whether the body of a rule set can be read 规则内容校验; what cannot is refused by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from huying.rules import catalogue, profiles
from huying.rules.errors import RuleBrokenError
from huying.rulesets.models import RuleSet
from huying.rulesets.queries import DEADLINES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


_gates: dict[str, Callable[[RuleSet], None]] = {}
_readers: dict[str, Callable[[Mapping[str, Any]], object]] = {}


def gate(family: str, check: Callable[[RuleSet], None]) -> None:
    """Let an app above say what must be done with a draft of its family before it is proposed."""
    _gates[family] = check


def reader(family: str, read: Callable[[Mapping[str, Any]], object]) -> None:
    """Let an app above say how the body of its family is read; a body it cannot read is refused."""
    _readers[family] = read


def check_gate(draft: RuleSet) -> None:
    """Refuse a draft that was not yet done with what its app asks."""
    if draft.family in _gates:
        _gates[draft.family](draft)


def check_body(family: str, body: Mapping[str, Any]) -> None:
    """Refuse a body that the rules could not ask: an unknown value, an unreadable limit, a part that is missing."""
    if family.startswith(profiles.FAMILY_PREFIX):
        _check_values(body)
    elif family == DEADLINES:
        catalogue.read_catalogue(body)
    else:
        _check_parts(family, body)
        if family in _readers:
            _readers[family](body)


def _check_values(body: Mapping[str, Any]) -> None:
    known = {each.name for each in profiles.shipped()}
    seen: set[tuple[str, str, object]] = set()
    for each in profiles.read_values(body):
        key = (each.profile, each.name, each.valid_from)
        if each.name not in known or key in seen:
            raise RuleBrokenError("profile.value_unreadable", name=each.name, profile=each.profile)
        seen.add(key)


def _check_parts(family: str, body: Mapping[str, Any]) -> None:
    standing = RuleSet.objects.filter(family=family, is_released=True).order_by("-number").first()
    missing = sorted(set(standing.body if standing else ()) - set(body))
    if missing:
        raise RuleBrokenError("rules.parts_missing", parts=missing)
