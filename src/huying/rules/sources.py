"""Sources 出处: the texts that numbers rest on, and their level of norm 规范层级.

A citation is written short, `SD 21; PMR 14`, and read out as people cite: 《山东省物业管理条例》第21条. A key alone
cites the text as a whole. What is added after the articles in brackets stands as it is.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib import resources

from huying.rules.errors import RuleBrokenError

_ARTICLES = re.compile(r"\d+(?:\(\d+\))?(?:-\d+)?(?:, ?\d+(?:\(\d+\))?(?:-\d+)?)*", re.ASCII)


class NormLevel(Enum):
    """How high a norm stands, the highest first; a lower one that contradicts a higher one is ignored."""

    LAW = "law"  # 法律及司法解释
    REGULATION = "regulation"  # 行政法规、部门规章
    PROVINCIAL = "provincial"  # 省级地方性法规
    CITY = "city"  # 设区的市地方性法规、规章
    NORMATIVE = "normative"  # 规范性文件、标准
    COVENANT = "covenant"  # 管理规约、议事规则
    PROJECT = "project"  # 平台设定


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A text that may be cited."""

    key: str
    zh: str
    en: str
    level: NormLevel
    is_doubtful: bool = False


@cache
def shipped() -> dict[str, Source]:
    """Return every text that is cited, by its key."""
    written = resources.files("huying.rules").joinpath("data", "sources.toml").read_text(encoding="utf-8")
    return {
        key: Source(
            key=key,
            zh=row["zh"],
            en=row["en"],
            level=NormLevel(row["level"]),
            is_doubtful=row.get("doubtful", False),
        )
        for key, row in tomllib.loads(written).items()
    }


def cited(citation: str) -> list[tuple[Source, str]]:
    """Return the texts a citation names, each with what follows its key."""
    found = []
    for part in citation.split(";"):
        key, _, rest = part.strip().partition(" ")
        if key not in shipped():
            raise RuleBrokenError("rules.source_unknown", source=key)
        found.append((shipped()[key], rest.strip()))
    return found


@cache
def cite(citation: str, *, language: str = "zh") -> str:
    """Read a citation out in Chinese or English."""
    is_english = language.startswith("en")
    read = _in_english if is_english else _in_chinese
    return ("; " if is_english else "；").join(read(source, rest) for source, rest in cited(citation))


def _in_chinese(source: Source, rest: str) -> str:
    title = f"《{source.zh}》" if source.level is not NormLevel.PROJECT and not source.is_doubtful else source.zh
    return f"{title}第{rest.replace(', ', '、')}条" if _ARTICLES.fullmatch(rest) else f"{title}{rest}"


def _in_english(source: Source, rest: str) -> str:
    if not rest:
        return source.en
    return f"{source.en} art. {rest}" if _ARTICLES.fullmatch(rest) else f"{source.en} {rest}"


def level_of(citation: str) -> NormLevel:
    """Return the highest level among the texts cited."""
    order = list(NormLevel)
    return min((source.level for source, _ in cited(citation)), key=order.index)


def is_doubtful(citation: str) -> bool:
    """Tell whether no text cited has been seen and confirmed."""
    return all(source.is_doubtful for source, _ in cited(citation))
