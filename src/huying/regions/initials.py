"""Pinyin initials 拼音首字母: a clerk finds 竹岛街道 by typing zdjd."""

from __future__ import annotations

from pypinyin import Style, lazy_pinyin


def initials_of(name: str) -> str:
    """Return the first letters of a name's syllables; Latin letters and digits stand as they are."""
    letters = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()
    return "".join(letter for letter in letters if letter.isascii() and letter.isalnum())
