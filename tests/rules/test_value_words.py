"""Every family, value, profile and level has its words, and no word is left without its value."""

from __future__ import annotations

from typing import Any

import pytest

from huying.rules import profiles, value_words
from huying.rules.sources import NormLevel


def test_every_value_is_named_in_both_languages() -> None:
    names = {each.name for each in profiles.shipped()}
    for language in ("zh-hans", "en"):
        assert [name for name in sorted(names) if value_words.value_words(name, language=language) == name] == []
    assert value_words._names()["value"].keys() == names


def test_every_family_profile_and_level_is_named() -> None:
    families = {each["family"] for each in profiles.shipped_families()}
    assert families <= value_words._names()["family"].keys()
    assert value_words.PROFILE_NAMES.keys() == profiles.PROFILES
    assert set(value_words.LEVEL_NAMES) == set(NormLevel)
    assert value_words.profile_words("weihai-demo", language="zh-hans") == "威海市"
    assert value_words.level_words(NormLevel.LAW, language="en") == "law"
    assert value_words.family_words("deadlines", language="zh-hans") == "期限目录"


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (True, "是", "yes"),
        (7, "7", "7"),
        ("2/3", "2/3", "2/3"),
        ("30/100", "30%", "30%"),
        ("1/2", "50%", "50%"),
        ("none", "未规定", "not set"),
        (["leak", "lift"], "屋面、外墙渗漏、电梯故障", "leaking roof or wall, lift"),
        ("something", "something", "something"),
    ],
)
def test_a_figure_reads_in_words(value: Any, zh: str, en: str) -> None:
    assert value_words.figure_words(value, language="zh-hans") == zh
    assert value_words.figure_words(value, language="en") == en
