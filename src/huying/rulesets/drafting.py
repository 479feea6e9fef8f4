"""How one figure or limit of a draft is changed 草案修改: the body with it, the rest as it was."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from huying.rules import catalogue, sources, value_words
from huying.rules.profiles import SHANDONG, shipped

if TYPE_CHECKING:
    from collections.abc import Mapping


def with_value(
    body: Mapping[str, Any], *, name: str, profile: str, figure: str, source: str, is_doubtful: bool
) -> dict[str, Any]:
    """Return a body of values with a figure of a city set; its own earlier one goes."""
    sources.cited(source)
    own = (row["value"] for row in body["value"] if row["name"] == name)
    beside = (each.value for each in shipped() if each.name == name)
    like = next(chain(own, beside))
    row = {
        "name": name,
        "profile": profile,
        "value": value_words.read_typed(figure, like=like),
        "source": source.strip(),
        "doubtful": is_doubtful,
    }
    kept = [each for each in body["value"] if (each["name"], each["profile"]) != (name, profile)]
    last = max((place for place, each in enumerate(kept) if each["name"] == name), default=len(kept) - 1)
    return {**body, "value": [*kept[: last + 1], row, *kept[last + 1 :]]}


def with_limit(body: Mapping[str, Any], *, code: str, profile: str, limit: str, source: str) -> dict[str, Any]:
    """Return a catalogue with the limit of a duty set in a city; Shandong's stands in the entry itself."""
    catalogue.read_limit(limit.strip())
    sources.cited(source)
    changed = {"limit": limit.strip(), "source": source.strip()}
    return {
        **body,
        "limit": [_changed(row, profile, changed) if row["code"] == code else row for row in body["limit"]],
    }


def _changed(row: Mapping[str, Any], profile: str, changed: Mapping[str, str]) -> dict[str, Any]:
    if profile == SHANDONG:
        return {**row, **changed}
    kept = []
    for each in row.get("variants", ()):
        others = [name for name in each.get("profiles", ()) if name != profile]
        if each.get("name") or not each.get("profiles"):
            kept.append(each)
        elif others:
            kept.append({**each, "profiles": others})
    return {**row, "variants": [*kept, {"profiles": [profile], **changed}]}
