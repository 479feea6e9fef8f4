"""Words of a message 分词: normal form, bigrams for search, phrases that find exactly a part, pinyin initials."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
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
    """Return what a full-text index keeps of a text: pairs, and the last character of each run by itself."""
    return " ".join(word for run in _RUN.findall(normalise(text[:LONGEST])) for word in _ended(run))


def _ended(run: str) -> list[str]:
    words = bigrams(run)
    return [*words, run[-1]] if len(words[0]) > 1 and _CJK.match(run) else words


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of the index that stand one after the other; the last may be the beginning of a longer one."""

    words: tuple[str, ...]
    is_open: bool


def phrases(query: str) -> list[Phrase]:
    """Return what every text that fits a query holds, one phrase for each part between spaces.

    A single Chinese character is the first half of a pair, and Latin letters and figures may go on: initials, numbers.
    """
    found = (_RUN.findall(part) for part in normalise(query[:LONGEST]).split())
    return [_phrase(runs) for runs in found if runs]


def _phrase(runs: list[str]) -> Phrase:
    """Return the words of runs side by side: all but the last one are whole and end as the index has them."""
    words = [word for run in runs[:-1] for word in _ended(run)] + bigrams(runs[-1])
    return Phrase(tuple(words), is_open=_goes_on(words[-1]))


def _goes_on(word: str) -> bool:
    return len(word) == 1 if _CJK.match(word) else len(word) > 1


def _letters(rest: str) -> str:
    return rest[:1]


@lru_cache(maxsize=4096)
def initials(text: str) -> str:
    """Return pinyin initials in capitals, digits and Latin letters kept: 锦绣花园 becomes JXHY."""
    letters = lazy_pinyin(normalise(text)[:200], style=Style.FIRST_LETTER, errors=_letters)
    return "".join(letter[:1] for letter in letters if letter[:1].isascii() and letter[:1].isalnum()).upper()
