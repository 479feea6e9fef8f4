"""Fills the answers of docs/law/ from the code, so that no example and no number on them can lag behind.

`python -m tools.law_docs write` writes them, `check` fails where one is out of date. On a page

- a fence `reckon` holds lines for the calculator, a fence `rule` one expression of the rulebook a line (its modules by
  name, `day("2026-03-01")`, `calendar`, `Fraction`); the fence `answer` after it is filled with what they give;
- between `<!-- values FAMILY -->` and `<!-- end -->` stand the numbers of a family, every city's own, with source,
  level and doubt; after `<!-- catalogue -->` the deadline catalogue by city, after `<!-- mandatory -->` what forms
  insist on.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from enum import Enum
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from huying.rules import burden, catalogue, profiles, reckon, sources, value_words
from huying.rules.deadline_words import limit_words
from huying.rules.errors import RuleBrokenError
from huying.rules.workdays import shipped

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "docs" / "law"
ASKED = re.compile(r"^```(reckon|rule)\n(.*?)^```\n\n```answer\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TABLE = re.compile(r"^<!-- (values [a-z_]+|catalogue|mandatory) -->\n(.*?)^<!-- end -->$", re.MULTILINE | re.DOTALL)
MODULES = (
    *("assembly", "burden", "city_management", "committee", "committee_duties", "credit", "draw", "elections", "fund"),
    *("hotline", "hotline_duties", "inspection", "mediation", "party", "party_admission", "protection", "provider"),
    *("review", "scoring", "sharing"),
)
LEFT_OUT = frozenset({"steps"})


def filled(page: str) -> str:
    """Return a page with every answer and table made anew."""
    answered = ASKED.sub(lambda found: _answered(found[1], found[2]), page)
    return TABLE.sub(lambda found: f"<!-- {found[1]} -->\n{_table(found[1])}\n<!-- end -->", answered)


def _answered(kind: str, asked: str) -> str:
    lines = [line for line in asked.splitlines() if line.strip()]
    found = [_reckoned(line) if kind == "reckon" else _evaluated(line) for line in lines]
    return f"```{kind}\n{asked}```\n\n```answer\n" + "\n".join(found) + "\n```"


def _reckoned(line: str) -> str:
    return reckon.answer(line, calendar=shipped())


def _evaluated(line: str) -> str:
    names: dict[str, Any] = {name: import_module(f"huying.rules.{name}") for name in MODULES}
    names |= {"day": date.fromisoformat, "calendar": shipped(), "Fraction": Fraction, "at": datetime.fromisoformat}
    try:
        return _shown(eval(line, names))  # noqa: S307 - our own pages, read by no user
    except RuleBrokenError as error:
        return f"refused: {error.code} {json.dumps(_plain(error.facts), ensure_ascii=False)}"


def _shown(value: Any) -> str:
    return json.dumps(_plain(value), ensure_ascii=False)


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(each) for name, each in asdict(value).items() if name not in LEFT_OUT}
    if isinstance(value, dict):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(each) for each in (sorted(value, key=str) if isinstance(value, set | frozenset) else value)]
    if isinstance(value, Enum):
        return _plain(value.value)
    return value if isinstance(value, str | int | bool | None) else str(value)


def _table(kind: str) -> str:
    made = {"catalogue": catalogue_table, "mandatory": mandatory_table}
    return made[kind]() if kind in made else values_table(f"values_{kind.removeprefix('values ')}")


def values_table(family: str) -> str:
    """Return every value of a family, each city's own, as a table."""
    (found,) = (each for each in profiles.shipped_families() if each["family"] == family)
    rows = [
        (
            f"`{each.name}`",
            value_words.value_words(each.name, language="zh"),
            value_words.value_words(each.name, language="en"),
            value_words.profile_words(each.profile, language="en"),
            value_words.figure_words(each.value, language="en"),
            sources.cite(each.source, language="en"),
            value_words.level_words(each.level, language="en"),
            "yes" if each.is_doubtful else "none",
        )
        for each in profiles.read_values(found["body"])
    ]
    return table(("value", "中文", "meaning", "for", "figure", "source", "level", "doubt"), rows)


def catalogue_table() -> str:
    """Return the deadline catalogue, a row a duty, with each city that differs."""
    rows = []
    for entry in catalogue.shipped().entries.values():
        others = [
            f"{_who(each)}: {limit_words(each.written, language='en')} ({sources.cite(each.source, language='en')})"
            for each in entry.variants
        ]
        usual = entry.usual
        doubt = "yes" if sources.is_doubtful(usual.source) else "none"
        limit, cited = limit_words(usual.written, language="en"), sources.cite(usual.source, language="en")
        rows.append((entry.code, f"{entry.zh}<br>{entry.en}", limit, cited, "<br>".join(others) or "—", doubt))
    return table(("code", "duty", "Shandong and Weihai", "source", "elsewhere, or in a case", "doubt"), rows)


def mandatory_table() -> str:
    """Return what forms insist on, each field with its rule and reason."""
    rows = [
        (f"`{form}`", f"`{name}`", sources.cite(each.ground, language="en"), each.en, each.zh)
        for form, fields in burden.mandatory().items()
        for name, each in fields.items()
    ]
    return table(("form", "field", "rule", "why", "理由"), rows)


def _who(variant: catalogue.Variant) -> str:
    cities = [value_words.profile_words(each, language="en") for each in sorted(variant.profiles)]
    return " ".join([*cities, variant.name.replace("_", " ")]).strip()


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Return a table of Markdown."""
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def pages() -> list[Path]:
    """Return the pages of the law."""
    return sorted(PAGES.glob("*.md"))


def stale() -> list[str]:
    """Return the pages that are out of date."""
    read = {page.name: page.read_text(encoding="utf-8") for page in pages()}
    return [name for name, text in read.items() if filled(text) != text]


def main() -> int:
    """Write or check."""
    if sys.argv[1:] == ["write"]:
        for page in pages():
            page.write_text(filled(page.read_text(encoding="utf-8")), encoding="utf-8")
        return 0
    if found := stale():
        sys.stderr.write(f"out of date: {', '.join(found)}; run: python -m tools.law_docs write\n")
    return bool(found)


if __name__ == "__main__":
    raise SystemExit(main())
