"""The numbers of a family as a page shows them 规则数值表: what applies in a city on a day, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from huying.rules import catalogue, sources, value_words
from huying.rules.deadline_words import limit_words
from huying.rules.profiles import Book, lineage, read_values

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from huying.rules.catalogue import Entry, Variant
    from huying.rules.profiles import ProfileValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number that applies, or one of a city's own."""

    key: str
    name: str
    figure: str
    set_by: str
    source: str
    level: str
    is_doubtful: bool


def values(body: Mapping[str, Any], *, profile: str, on: date, language: str) -> list[Number]:
    """Return what applies in a city on a day, each value once, in the order of the family."""
    book = Book(read_values(body))
    names = dict.fromkeys(each.name for each in book)
    found = (book.find(profile, name, on) for name in names)
    return [value_row(each, language=language) for each in found if each is not None]


def doubts(body: Mapping[str, Any]) -> int:
    """Return how many numbers or limits of a body are to be confirmed; other shapes say nothing of doubt."""
    if "limit" in body:
        entries = catalogue.read_catalogue(body).entries.values()
        return sum(sources.is_doubtful(each.source) for entry in entries for each in (entry.usual, *entry.variants))
    return sum(each.is_doubtful for each in read_values(body))


def value_row(found: ProfileValue, *, language: str) -> Number:
    """Return a value in words."""
    return Number(
        key=found.name,
        name=value_words.value_words(found.name, language=language),
        figure=value_words.figure_words(found.value, language=language),
        set_by=value_words.profile_words(found.profile, language=language),
        source=sources.cite(found.source, language=language),
        level=value_words.level_words(found.level, language=language),
        is_doubtful=found.is_doubtful,
    )


def limits(body: Mapping[str, Any], *, profile: str, language: str) -> list[Number]:
    """Return the limits of the deadline catalogue that apply in a city, its named variants after each."""
    found = []
    for entry in catalogue.read_catalogue(body).entries.values():
        found.append(_limit_row(entry, entry.variant(profile), language=language))
        names = dict.fromkeys(each.name for each in entry.variants if each.name and _applies(each, profile))
        found += [_limit_row(entry, entry.variant(profile, name), language=language) for name in names]
    return found


def _applies(variant: Variant, profile: str) -> bool:
    return not variant.profiles or bool(variant.profiles & set(lineage(profile)))


def _limit_row(entry: Entry, variant: Variant, *, language: str) -> Number:
    duty = entry.en if language.startswith("en") else entry.zh
    own = next((each for each in lineage("shandong") if each in variant.profiles), "shandong")
    set_by = min(variant.profiles) if variant.profiles else own
    return Number(
        key=entry.code,
        name=f"{duty} ({variant.name})" if variant.name else duty,
        figure=limit_words(variant.written, language=language),
        set_by=value_words.profile_words(set_by, language=language),
        source=sources.cite(variant.source, language=language),
        level=value_words.level_words(sources.level_of(variant.source), language=language),
        is_doubtful=sources.is_doubtful(variant.source),
    )
