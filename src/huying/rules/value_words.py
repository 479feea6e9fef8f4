"""Words for the values of the city rules 规则数值用语: names, figures and profiles, in Chinese and English."""

from __future__ import annotations

import re
import tomllib
from fractions import Fraction
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from huying.rules.errors import RuleBrokenError
from huying.rules.sources import NormLevel

if TYPE_CHECKING:
    from collections.abc import Mapping

PROFILE_NAMES = MappingProxyType(
    {
        "ministry": ("全国", "national"),
        "shandong": ("山东省", "Shandong"),
        "weihai-demo": ("威海市", "Weihai"),
        "qingdao": ("青岛市", "Qingdao"),
        "weifang": ("潍坊市", "Weifang"),
        "zibo": ("淄博市", "Zibo"),
        "liaocheng": ("聊城市", "Liaocheng"),
        "heze": ("菏泽市", "Heze"),
        "jinan": ("济南市", "Jinan"),
        "yantai": ("烟台市", "Yantai"),
        "beijing": ("北京市", "Beijing"),
        "shanghai": ("上海市", "Shanghai"),
        "hangzhou": ("杭州市", "Hangzhou"),
        "ningbo": ("宁波市", "Ningbo"),
        "huzhou": ("湖州市", "Huzhou"),
        "taizhou": ("台州市", "Taizhou"),
        "shaoxing": ("绍兴市", "Shaoxing"),
        "guangdong": ("广东省", "Guangdong"),
        "jinhua": ("金华市", "Jinhua"),
    }
)
LEVEL_NAMES = MappingProxyType(
    {
        NormLevel.LAW: ("法律、司法解释", "law"),
        NormLevel.REGULATION: ("行政法规、部门规章", "State Council or ministry"),
        NormLevel.PROVINCIAL: ("省级地方性法规", "provincial regulation"),
        NormLevel.CITY: ("设区的市法规、规章", "city regulation"),
        NormLevel.NORMATIVE: ("规范性文件、标准", "normative document"),
        NormLevel.COVENANT: ("管理规约、议事规则", "the owners' own rules"),
        NormLevel.PROJECT: ("平台设定", "set by this platform"),
    }
)
NUMBER = re.compile(r"\d{1,4}/[1-9]\d{0,3}|\d{1,3}%", re.ASCII)
YES_NO = (("否", "no"), ("是", "yes"))


@cache
def _names() -> Mapping[str, Mapping[str, tuple[str, str]]]:
    written = resources.files("huying.rules").joinpath("data", "value_names.toml").read_text(encoding="utf-8")
    return {
        kind: {name: (words[0], words[1]) for name, words in table.items()}
        for kind, table in tomllib.loads(written).items()
    }


def _tongue(words: tuple[str, str], language: str) -> str:
    return words[1] if language.startswith("en") else words[0]


def _named(kind: str, name: str, language: str) -> str:
    return _tongue(_names()[kind].get(name, (name, name)), language)


def family_words(family: str, *, language: str) -> str:
    """Return the name of a family of rules, its code where nobody named it."""
    return _named("family", family, language)


def value_words(name: str, *, language: str) -> str:
    """Return the name of a value, its code where nobody named it."""
    return _named("value", name, language)


def profile_words(profile: str, *, language: str) -> str:
    """Return the name of a profile."""
    return _tongue(PROFILE_NAMES.get(profile, (profile, profile)), language)


def level_words(level: NormLevel, *, language: str) -> str:
    """Return the name of a level of norm."""
    return _tongue(LEVEL_NAMES[level], language)


def figure_words(value: Any, *, language: str) -> str:
    """Return how a value reads: a share as per cent or fraction, a list in words, yes and no."""
    if isinstance(value, bool):
        return _tongue(YES_NO[value], language)
    if isinstance(value, list):
        return (", " if language.startswith("en") else "、").join(
            figure_words(each, language=language) for each in value
        )
    if isinstance(value, str) and "/" in value:
        return _share(Fraction(value))
    return _named("word", str(value), language)


def read_typed(written: str, *, like: Any) -> Any:
    """Return a typed figure as a value of the kind of `like`: yes or no, a whole number, a share, a list, words."""
    plain = written.strip()
    if isinstance(like, bool):
        found = {word: value for value, words in zip((False, True), YES_NO, strict=True) for word in words}
        if plain not in found:
            raise RuleBrokenError("profile.figure_unreadable", written=plain)
        return found[plain]
    if isinstance(like, list):
        return [each.strip() for each in plain.replace("、", ",").split(",") if each.strip()]
    return _read_number(plain, like=like)


def _read_number(plain: str, *, like: Any) -> Any:
    if plain.isascii() and plain.isdigit():
        return int(plain) if isinstance(like, int) else plain
    if NUMBER.fullmatch(plain):
        return plain if "%" not in plain else f"{plain.removesuffix('%')}/100"
    if plain in _names()["word"] or (isinstance(like, str) and not NUMBER.fullmatch(like) and plain):
        return plain
    raise RuleBrokenError("profile.figure_unreadable", written=plain)


def _share(share: Fraction) -> str:
    hundredths = share * 100
    is_round = hundredths.denominator == 1 and hundredths.numerator % 5 == 0
    return f"{hundredths.numerator}%" if is_round else str(share)
