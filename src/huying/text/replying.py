"""How an answer reads 答复自查: whether it answers what was asked, says when and whom to ask, in plain words.

For the writer, before sending. It looks at the words alone: nothing is counted for a person, kept or required, and
nothing known of the reporter is compared, so that nobody learns from it who reported.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from huying.rules.hiding import doors_in
from huying.rules.masking import SpanKind, find_spans
from huying.rules.topics import NOT_PROPERTY
from huying.text.topics import classify
from huying.text.words import bigrams, normalise

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = 5_000
SHORT, LONG, SENTENCE = 40, 800, 40
SHARED_LEAST, SHARED_PART = 3, 0.15
SHOWN = 6
_COMMON = frozenset(
    bigrams(
        "我们，你们，他们，您好，已经，可以，没有，这个，那个，问题，反映，希望，请问，目前，现在，情况，进行，处理，解决，答复，回复，"
        "投诉，咨询，小区，业主，物业，居民，我是，我家，尊敬，有关，相关，部门，单位，公司，一直，因为，所以，如果，但是，还是，就是，"
        "不是，什么，怎么"
    )
)
_DATE = re.compile(
    r"\d{1,2}月(?:\d{1,2}[日号]|[初底末]|[上中下]旬)|\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}|(?<![\d号])\d{1,2}[日号](?![楼院])|"
    r"[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}[日号]|"
    r"(?:今天|明天|后天|昨天|前天|今晚|明晚|当天|当日)|(?:本|这|下)?(?:周|星期|礼拜)[一二三四五六日天末]|(?:本|这|下|年)[周月]?[内底末]|"
    r"[\d一二两三四五六七八九十半]+个?(?:工作日|自然日|小时|天|周|星期|月)(?:之?内|以内|后|前)"
)
_OFFICE = re.compile(
    r"(?<!\d)(?:0\d{2,3}[-—– ]?[2-9]\d{6,7}|[2-9]\d{6}|12345|1\d{4}|400[-—– ]?\d{3}[-—– ]?\d{4})(?!\d)"
)
_PERSON = re.compile(
    r"联系人|(?:负责人|经办人)[:：是为]?\s*[一-鿿]{2,3}|[一-鿿]{1,3}(?:主任|科长|经理|书记|师傅|工程师|警官|队长|站长|所长|管家)"
)
_REFERENCE = re.compile(r"〔号码\d*〕|〔[^〕]{1,8}已隐去〕")
_SENTENCE_END = re.compile(r"[。！？!?；;\n]+")


class Point(Enum):
    """What is looked at."""

    ANSWERS = "answers"  # 是否答到所问
    DATE = "date"  # 是否写明时间
    CONTACT = "contact"  # 是否写明找谁
    PLAIN = "plain"  # 是否说白话
    SENTENCES = "sentences"  # 句子长短
    LENGTH = "length"  # 篇幅
    PRIVATE = "private"  # 是否带出个人信息


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One point: whether it is met, the words that led to it, and how many where something is counted."""

    point: Point
    is_met: bool
    words: tuple[str, ...] = ()
    count: int = 0


def look_over(answer: str, *, question: str) -> list[Finding]:
    """Return what stands out in an answer, in a fixed order; an empty answer has no findings.

    `question` is what the writer may read: the reporter's words, or only the released brief.
    """
    text = answer[:LONGEST].strip()
    if not text:
        return []
    return [
        _answers(text, question),
        _says(Point.DATE, _DATE.findall(text)),
        _says(Point.CONTACT, [*_PERSON.findall(text), *_OFFICE.findall(text)]),
        _plain(text),
        _sentences(text),
        _length(text),
        _private(text),
    ]


def _says(point: Point, found: Iterable[str]) -> Finding:
    words = tuple(dict.fromkeys(found))[:SHOWN]
    return Finding(point=point, is_met=bool(words), words=words)


def _answers(text: str, question: str) -> Finding:
    """Compare what the two speak of: words of content in common, else the same topic; else name what is missing."""
    asked = classify(question)
    wanted = [word for word in asked.why if asked.topic != NOT_PROPERTY]
    content = [word for word in dict.fromkeys(bigrams(question)) if word not in _COMMON and len(word) > 1]
    if not content:
        return Finding(point=Point.ANSWERS, is_met=True)
    plain = normalise(text)
    named = tuple(word for word in wanted if word in plain)
    shared = sum(word in plain for word in content)
    is_near = shared >= max(SHARED_LEAST, SHARED_PART * min(len(content), len(set(bigrams(text)))))
    is_same_topic = asked.topic is not None and classify(text).topic == asked.topic
    if named or is_near or (is_same_topic and shared):
        return Finding(point=Point.ANSWERS, is_met=True, words=named[:SHOWN])
    return Finding(point=Point.ANSWERS, is_met=False, words=tuple(wanted[:SHOWN]))


@cache
def office_words() -> dict[str, str]:
    """Return office terms with what one says instead, empty where one leaves it out."""
    text = resources.files("huying.text").joinpath("data", "office_words.toml").read_text(encoding="utf-8")
    table: dict[str, str] = tomllib.loads(text)["plain"]
    return table


@cache
def _office_pattern() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(office_words(), key=lambda word: (-len(word), word)))))


def _plain(text: str) -> Finding:
    words = list(dict.fromkeys(_office_pattern().findall(text)))
    return Finding(point=Point.PLAIN, is_met=not words, words=tuple(words[:SHOWN]), count=len(words))


def _sentences(text: str) -> Finding:
    lengths = [len(each.strip()) for each in _SENTENCE_END.split(text) if each.strip()]
    mean = round(sum(lengths) / len(lengths)) if lengths else 0
    return Finding(point=Point.SENTENCES, is_met=mean <= SENTENCE, count=mean)


def _length(text: str) -> Finding:
    return Finding(point=Point.LENGTH, is_met=SHORT <= len(text) <= LONG, count=len(text))


def _private(text: str) -> Finding:
    """Find what may name a person: mobile and identity numbers, doors, and marks where a number was hidden."""
    numbers = [text[span.start : span.end] for span in find_spans(text) if span.kind is not SpanKind.LANDLINE]
    found = tuple(dict.fromkeys([*numbers, *doors_in(text), *_REFERENCE.findall(text)]))
    return Finding(point=Point.PRIVATE, is_met=not found, words=found[:SHOWN], count=len(found))
