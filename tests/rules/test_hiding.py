"""What hides a reporter, at its bounds."""

from __future__ import annotations

import pytest

from huying.rules.errors import RuleBrokenError
from huying.rules.hiding import DOOR, NUMBER, PERSON, Hider
from huying.rules.volumes import NAMES_THE_REPORTER, Variant, VolumePurpose, check_purpose

KNOWN = Hider(name="王小芳", phone="13812341234", door="3号楼甲门")


@pytest.mark.parametrize(
    ("words", "hidden"),
    [
        ("王小芳来电", f"{PERSON}来电"),
        ("王女士、王大妈称", f"{PERSON}、{PERSON}称"),
        ("*小芳", PERSON),
        ("李女士与王府井无关", "李女士与王府井无关"),
        ("请回13812341234", f"请回{NUMBER}"),
        ("请回 138 1234 1234", f"请回 {NUMBER}"),
        ("138****1234", NUMBER),
        ("我的电话1381234…", f"我的电话{NUMBER}…"),
        ("3号楼…", "3号楼…"),
        ("〔号码1〕和〔号码12〕", f"{NUMBER}和{NUMBER}"),
        ("住3号楼甲门", f"住{DOOR}"),
        ("3号楼2单元501室漏水", f"3号楼{DOOR}漏水"),
        ("3-2-501漏水", f"{DOOR}漏水"),
        ("2021-06-01上门", "2021-06-01上门"),
        ("现有1200户、12室", f"现有{DOOR}、12室"),
        ("3号楼电梯停运", "3号楼电梯停运"),
        ("", ""),
    ],
)
def test_words_are_told_without_who_told_them(words: str, hidden: str) -> None:
    assert KNOWN.hide(words) == hidden


def test_nothing_known_hides_numbers_alone() -> None:
    assert Hider().hide("王小芳 13812341234") == f"王小芳 {NUMBER}"
    assert Hider(name="王", door="3").hide("王府井3号") == "王府井3号"


def test_what_is_known_is_not_printed() -> None:
    assert "王小芳" not in repr(KNOWN)
    assert "138" not in repr(KNOWN)


@pytest.mark.parametrize("purpose", list(VolumePurpose))
def test_a_full_volume_needs_a_law(purpose: VolumePurpose) -> None:
    check_purpose(Variant.MASKED, purpose)
    if purpose in NAMES_THE_REPORTER:
        check_purpose(Variant.FULL, purpose)
    else:
        with pytest.raises(RuleBrokenError, match=r"volume\.masked_is_enough"):
            check_purpose(Variant.FULL, purpose)
