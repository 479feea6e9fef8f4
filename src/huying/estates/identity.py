"""Numbers by which owners are told apart 证件号码, checked by their own check characters.

GB 11643 (citizen's number), GB 32100 (unified social credit code); else a passport's shape. Excel keeps
fifteen digits of a number: a citizen's number that went through a number cell no longer meets its check.
"""

from __future__ import annotations

import re
import unicodedata

from huying.rules.errors import RuleBrokenError

CITIZEN = re.compile(r"[1-8]\d{5}(18|19|20)\d\d(0\d|1[0-2])[0-3]\d{4}[0-9X]", re.ASCII)
CREDIT = re.compile(r"[0-9A-HJ-NP-RTUW-Y]{18}", re.ASCII)
PASSPORT = re.compile(r"[A-Z]{1,2}\d{6,10}", re.ASCII)
CITIZEN_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CITIZEN_CHECKS = "10X98765432"
CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def citizen_check(first: str) -> str:
    """Return the last character of a citizen's number from its first seventeen (GB 11643)."""
    total = sum(int(digit) * weight for digit, weight in zip(first, CITIZEN_WEIGHTS, strict=True))
    return CITIZEN_CHECKS[total % 11]


def credit_check(first: str) -> str:
    """Return the last character of a unified social credit code from its first seventeen (GB 32100)."""
    modulus = len(CREDIT_SIGNS)
    total = sum(CREDIT_SIGNS.index(sign) * pow(3, place, modulus) for place, sign in enumerate(first))
    return CREDIT_SIGNS[-total % modulus]


def plain(written: str) -> str:
    """Return a number in half-width capitals without blanks."""
    return "".join(unicodedata.normalize("NFKC", written).split()).upper()


def checked_credit_code(written: str) -> str:
    """Return a unified social credit code 统一社会信用代码, or refuse."""
    code = plain(written)
    if not CREDIT.fullmatch(code) or credit_check(code[:-1]) != code[-1]:
        raise RuleBrokenError("enterprise.credit_code", code=code[:20])
    return code


def checked_identity(written: str) -> str:
    """Return an owner's number, or refuse without repeating it."""
    number = plain(written)
    if CITIZEN.fullmatch(number):
        if citizen_check(number[:-1]) == number[-1]:
            return number
    elif CREDIT.fullmatch(number) and credit_check(number[:-1]) == number[-1]:
        return number
    if PASSPORT.fullmatch(number):
        return number
    raise RuleBrokenError("owner.identity_number")
