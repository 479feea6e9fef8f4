"""Words of a message 分词: normal form, bigrams for search, phrases that find exactly a part, pinyin initials."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

_RUN = re.compile(r"[㐀-䶿一-鿿豈-﫿]+|[a-z0-9]+")
_CJK = re.compile(r"[㐀-䶿一-鿿豈-﫿]")
LONGEST = 20_000


def normalise(text: str) -> str:
    """Return a text in half width and lower case, with single spaces and without control characters."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return " ".join("".join(char if char.isprintable() else " " for char in plain).split())


def bigrams(text: str) -> list[str]:
    """Return the pairs of neighbouring Chinese characters, and whole Latin words and numbers, in order."""
    found: list[str] = []
    for run in _RUN.findall(normalise(text[:LONGEST])):
        if not _CJK.match(run) or len(run) == 1:
            found.append(run)
        else:
            found += [run[at : at + 2] for at in range(len(run) - 1)]
    return found


def index_words(text: str) -> str:
    """Return what a full-text index keeps of a text."""
    return " ".join(bigrams(text))


def phrase_query(text: str) -> list[str]:
    """Return the words that stand one after the other in the index of every text that holds the query."""
    return bigrams(text)


def _letters(rest: str) -> str:
    return rest[:1]


@lru_cache(maxsize=4096)
def initials(text: str) -> str:
    """Return pinyin initials in capitals, digits and Latin letters kept: 锦绣花园 becomes JXHY."""
    letters = lazy_pinyin(normalise(text)[:200], style=Style.FIRST_LETTER, errors=_letters)
    return "".join(letter[:1] for letter in letters if letter[:1].isascii() and letter[:1].isalnum()).upper()
