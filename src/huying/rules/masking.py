"""Masking 脱敏, and finding numbers of persons in a text 识别个人号码 (R10.12)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

from huying.rules.errors import RuleBrokenError

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_GAP = r"[ \-—–－·.]?"
_DIGIT = "[0-9０-９]"
_BEFORE, _AFTER = r"(?<![0-9０-９])", r"(?![0-9０-９])"
_MOBILE = re.compile(_BEFORE + r"(?:(?:\+|＋|00)?(?:86|８６)[ \-]?)?[1１][3-9３-９]" + (_GAP + _DIGIT) * 9 + _AFTER)
_ID18 = re.compile(_BEFORE + r"[1-9１-９]" + (_GAP + _DIGIT) * 16 + _GAP + r"[0-9０-９XxＸｘ]" + _AFTER)
_LANDLINE = re.compile(
    _BEFORE + r"[\(（]?[0０][1-9１-９]" + _DIGIT + r"{1,2}[\)）]?[ \-—–－]?[2-9２-９]" + _DIGIT + r"{6,7}" + _AFTER
)
_LOCAL = re.compile(r"(?:电话|联系方式|座机|手机|号码|致电)[是为:：\s]{0,3}([2-9２-９]" + _DIGIT + r"{6,7})" + _AFTER)
_BUILDING = re.compile(r"^(.*?(?:号楼|栋))")


class SpanKind(Enum):
    """What kind of number was found."""

    MOBILE = "mobile"  # 手机号
    LANDLINE = "landline"  # 固定电话
    IDENTITY = "identity"  # 身份证号


@dataclass(frozen=True, slots=True)
class Span:
    """A number of a person in a text, as a half-open range."""

    start: int
    end: int
    kind: SpanKind


def find_spans(text: str) -> list[Span]:
    """Return the telephone and identity numbers in a text, in order, not overlapping; also spaced or full-width."""
    if not any(character.isdigit() for character in text):
        return []
    found = [
        Span(match.start(), match.end(), SpanKind.IDENTITY)
        for match in _ID18.finditer(text)
        if _is_identity(_digits(match.group()))
    ]
    for pattern, kind, group in (
        (_MOBILE, SpanKind.MOBILE, 0),
        (_LANDLINE, SpanKind.LANDLINE, 0),
        (_LOCAL, SpanKind.LANDLINE, 1),
    ):
        for match in pattern.finditer(text):
            span = Span(match.start(group), match.end(group), kind)
            if not any(span.start < other.end and other.start < span.end for other in found):
                found.append(span)
    return sorted(found, key=lambda span: span.start)


def _digits(written: str) -> str:
    plain = unicodedata.normalize("NFKC", written).upper()
    return "".join(character for character in plain if character.isdigit() or character == "X")


def _is_identity(digits: str) -> bool:
    """Tell whether eighteen characters are an identity number: a date of birth and the right check character."""
    if len(digits) != 18 or not digits[:17].isdigit():  # noqa: PLR2004 - GB 11643
        return False
    month, day = int(digits[10:12]), int(digits[12:14])
    if not (digits[6:8] in {"18", "19", "20"} and 1 <= month <= 12 and 1 <= day <= 31):  # noqa: PLR2004 - a date
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False))
    return _CHECKS[total % 11] == digits[17]


def mask_phone(value: str) -> str:
    """Return the first three and last four digits of a telephone number."""
    plain = value.strip()
    if len(plain) < 8:  # noqa: PLR2004 - too short to keep seven digits
        return "*" * len(plain) or "*"
    return f"{plain[:3]}{'*' * (len(plain) - 7)}{plain[-4:]}"


def mask_name(value: str) -> str:
    """Return the surname's first character; a compound surname keeps one too; a foreign name its first letter."""
    plain = value.strip()
    if len(plain) <= 1:
        return "*"
    return plain[0] + "*" * (len(plain) - 1)


def mask_identity(value: str) -> str:
    """Return the first three and last four characters of an identity number."""
    plain = value.strip()
    if len(plain) < 8:  # noqa: PLR2004 - too short to keep seven characters
        return "*" * len(plain) or "*"
    return f"{plain[:3]}{'*' * (len(plain) - 7)}{plain[-4:]}"


def mask_address(value: str) -> str:
    """Return an address up to its building, the rest as one star."""
    found = _BUILDING.match(value.strip())
    return f"{found.group(1)}*" if found else "*"


_MASKS = {"phone": mask_phone, "name": mask_name, "id": mask_identity, "address": mask_address}


def mask(kind: str, value: str) -> str:
    """Mask a value of a kind: phone, name, id or address."""
    if kind not in _MASKS:
        raise RuleBrokenError("field.type", field="kind", value=kind, allowed=sorted(_MASKS))
    return _MASKS[kind](value)
