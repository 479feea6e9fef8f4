"""Hiding who told 隐去诉求人: name, door and numbers taken out of words that others read (R4.11, R10.12).

What is hidden is replaced by what it was, so that a sentence still reads. A surname with a title is hidden with the
name; what looks like a door is hidden whether it is the reporter's or not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from huying.rules.masking import find_spans

NUMBER, PERSON, DOOR = "〔号码已隐去〕", "〔诉求人〕", "〔门牌已隐去〕"
_KEPT = re.compile(r"〔号码\d*〕")
_TITLES = "(?:先生|女士|小姐|同志|老师|师傅|大爷|大妈|大娘|大姐|大哥|阿姨|叔叔|某某|某)"
_D = "[0-9０-９]"
_STARRED = re.compile(rf"1{_D}{{2}}[*＊xX×]{{4}}{_D}{{4}}")
_CUT = re.compile(rf"{_D}{{4,}}(?=…|\.\.\.)")
"""A number that was cut off with the words around it."""
_DOORS = (
    re.compile(rf"{_D}{{1,3}}\s*单元\s*{_D}{{2,4}}\s*(?:室|户|号)?"),
    re.compile(rf"(?<!{_D})(?<![-－—–]){_D}{{1,3}}[-－—–]{_D}{{1,2}}[-－—–]{_D}{{2,4}}(?!{_D})(?![-－—–])"),
    re.compile(rf"(?<!{_D}){_D}{{3,4}}\s*(?:室|户)"),
)
SHORTEST = 2
"""A name or door of one character is not searched for: it would be found everywhere."""


def doors_in(words: str) -> list[str]:
    """Return what looks like the door of a home in a text."""
    return [found.group() for pattern in _DOORS for found in pattern.finditer(words)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hider:
    """What is known of a reporter, to be taken out of words and never told."""

    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    door: str = field(default="", repr=False)

    def hide(self, words: str) -> str:
        """Return words without the reporter's name, door and any number of a person."""
        for span in reversed(find_spans(words)):
            words = words[: span.start] + NUMBER + words[span.end :]
        words = _CUT.sub(NUMBER, _STARRED.sub(NUMBER, _KEPT.sub(NUMBER, words)))
        for known, mark in ((self.phone, NUMBER), (self.door, DOOR), (self.name, PERSON)):
            if len(known.strip()) >= SHORTEST:
                words = words.replace(known.strip(), mark)
        name = self.name.strip()
        if len(name) >= SHORTEST:
            surnames = "|".join(map(re.escape, (name[:2], name[0])))
            words = re.sub(f"(?:{surnames}){_TITLES}|[*＊]{re.escape(name[1:])}", PERSON, words)
        for pattern in _DOORS:
            words = pattern.sub(DOOR, words)
        return words

    def names(self, words: str) -> bool:
        """Tell whether words name the reporter, or the reporter's phone or door."""
        known = (self.name.strip(), self.phone.strip(), self.door.strip())
        return any(len(each) >= SHORTEST and each in words for each in known)
