"""What a version of rules changes against another 版本差异, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from huying.rules import sources, value_words
from huying.rules.deadline_words import limit_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that differs; empty before where it is new, empty after where it is gone."""

    what: str
    before: str
    after: str


def changes(before: Mapping[str, Any], after: Mapping[str, Any], *, language: str) -> list[Change]:
    """Return what differs between two bodies of the same family, in the order of the earlier one."""
    old, new = (dict(_rows(body, language)) for body in (before, after))
    names = dict.fromkeys([*old, *new])
    return [
        Change(what=name, before=old.get(name, ""), after=new.get(name, ""))
        for name in names
        if old.get(name) != new.get(name)
    ]


def _rows(body: Mapping[str, Any], language: str) -> Iterator[tuple[str, str]]:
    """Return each thing a body says, named and in words."""
    for key, value in body.items():
        if key == "value" and isinstance(value, list):
            yield from (_value(row, language) for row in value)
        elif key == "limit" and isinstance(value, list):
            for row in value:
                yield from _limits(row, language)
        else:
            yield from _leaves(key, value)


def _value(row: Mapping[str, Any], language: str) -> tuple[str, str]:
    name = value_words.value_words(row["name"], language=language)
    profile = value_words.profile_words(row["profile"], language=language)
    span = " ".join(f"{edge} {row[edge]}" for edge in ("from", "to") if edge in row)
    figure = value_words.figure_words(row["value"], language=language)
    doubt = "?" if row.get("doubtful") else ""
    return f"{name} ({profile}) {span}".strip(), f"{figure}{doubt} · {sources.cite(row['source'], language=language)}"


def _limits(row: Mapping[str, Any], language: str) -> Iterator[tuple[str, str]]:
    duty = row["en"] if language.startswith("en") else row["zh"]
    for each in (row, *row.get("variants", ())):
        cities = [value_words.profile_words(profile, language=language) for profile in each.get("profiles", ())]
        named = each.get("name", "") if each is not row else ""
        who = " ".join([*cities, named]).strip()
        limit = limit_words(each["limit"], language=language)
        source = sources.cite(each["source"], language=language)
        yield f"{row['code']} {duty} ({who})" if who else f"{row['code']} {duty}", f"{limit} · {source}"


def _leaves(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(f"{path}.{key}", inner)
    elif isinstance(value, list) and any(isinstance(each, dict | list) for each in value):
        for place, inner in enumerate(value, start=1):
            yield from _leaves(f"{path}.{place}", inner)
    else:
        yield path, ", ".join(map(str, value)) if isinstance(value, list) else str(value)
