"""Words for what a calculator answers 计算结果用语."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT.*", re.ASCII)
PER_CENT = frozenset({"response", "solved", "satisfied", "close_rate", "on_time_rate", "rate", "organisation", "work"})

LABELS: Mapping[str, _StrPromise] = {
    "abstain": gettext_lazy("Abstaining"),
    "admitted": gettext_lazy("Admitted"),
    "against": gettext_lazy("Against"),
    "allowed": gettext_lazy("Allowed"),
    "area": gettext_lazy("Area that counts, m²"),
    "cast": gettext_lazy("Taking part"),
    "chosen": gettext_lazy("Drawn"),
    "close_rate": gettext_lazy("Close rate"),
    "due": gettext_lazy("Last day"),
    "effect": gettext_lazy("Effect"),
    "ends": gettext_lazy("The term ends"),
    "flags": gettext_lazy("To be known"),
    "form": gettext_lazy("Form of organisation"),
    "grade": gettext_lazy("Grade"),
    "ground": gettext_lazy("Ground"),
    "in_favour": gettext_lazy("In favour"),
    "invalid": gettext_lazy("Void ballots"),
    "is_due": gettext_lazy("It is due"),
    "kind": gettext_lazy("Kind of matter"),
    "level_lowest": gettext_lazy("Level set to the lowest"),
    "masked": gettext_lazy("Masked"),
    "officers": gettext_lazy("Officers"),
    "on_time_rate": gettext_lazy("On-time rate"),
    "organisation": gettext_lazy("Organisation coverage"),
    "outcome": gettext_lazy("Outcome"),
    "passed": gettext_lazy("Carried"),
    "pool_hash": gettext_lazy("Fingerprint of the list"),
    "quorum": gettext_lazy("Enough take part"),
    "rate": gettext_lazy("Rate"),
    "raw": gettext_lazy("Last day as counted"),
    "re_elect": gettext_lazy("To be elected anew"),
    "reason": gettext_lazy("Why not"),
    "repair_from": gettext_lazy("Repair may be asked from"),
    "response": gettext_lazy("Response rate"),
    "returned_only": gettext_lazy("Counting returned ballots alone"),
    "roll": gettext_lazy("All owners"),
    "satisfied": gettext_lazy("Satisfied rate"),
    "score": gettext_lazy("Score"),
    "shares": gettext_lazy("Shares"),
    "solved": gettext_lazy("Solved rate"),
    "source": gettext_lazy("Source"),
    "stops_on": gettext_lazy("Publication stops on"),
    "take": gettext_lazy("To be drawn"),
    "valid": gettext_lazy("Valid"),
    "work": gettext_lazy("Work coverage"),
    "working": gettext_lazy("Working day"),
}
WORDS: Mapping[str, _StrPromise] = {
    "inquorate": gettext_lazy("Not valid: too few take part"),
    "lost": gettext_lazy("Not carried"),
    "carried": pgettext_lazy("motion", "Carried"),
    "ordinary": gettext_lazy("Ordinary matter"),
    "special": gettext_lazy("Special matter"),
    "registered": gettext_lazy("registered"),
    "surveyed": gettext_lazy("surveyed"),
    "contract": gettext_lazy("by contract"),
    "heads": gettext_lazy("share of heads"),
    "two_years": gettext_lazy("two years since the first delivery"),
    "applicants": gettext_lazy("area and applicants"),
    "too_few": gettext_lazy("too few members"),
    "too_many": gettext_lazy("too many members"),
    "even": gettext_lazy("an even number"),
    "too_few_owners": gettext_lazy("too few owners"),
    "none": gettext_lazy("None yet"),
    "joint": gettext_lazy("Joint branch"),
    "branch": gettext_lazy("Branch"),
    "general_branch": gettext_lazy("General branch"),
    "committee": gettext_lazy("Committee"),
    "form.committee": gettext_lazy("Party committee"),
    "ground.area": gettext_lazy("share of area"),
    "secretary": gettext_lazy("Secretary"),
    "block": gettext_lazy("May not stand"),
    "warning": gettext_lazy("Warning; a person decides"),
    "clear": gettext_lazy("Nothing against"),
    "no_reply": gettext_lazy("No reply; not a pass"),
    "C_MISSING": gettext_lazy("C (did not join)"),
    "BLACKLIST": gettext_lazy("Blacklist"),
}
FLAGS: Mapping[str, _StrPromise] = {
    "head_twice": gettext_lazy("a later ballot of the same owner was not counted"),
    "not_owner": gettext_lazy("not an owner on the roll"),
    "head_unknown": gettext_lazy("no such owner or owners on the roll"),
    "blank": gettext_lazy("nothing ticked"),
    "two_choices": gettext_lazy("two choices ticked"),
    "unreadable": gettext_lazy("unreadable"),
    "after_end": gettext_lazy("came in after the end"),
    "proxy_late": gettext_lazy("letter of proxy dated after the end"),
    "proxy_without_head": gettext_lazy("letter of proxy names no owner"),
    "proxy_too_many": gettext_lazy("agent holds too many proxies"),
    "agent_not_owner": gettext_lazy("agent is not an owner"),
    "parking_left_out": gettext_lazy("parking spaces are left out of the roll"),
    "policy_not_in_rules": gettext_lazy("silence does not count: the owners' rules do not say so"),
    "policy_not_confirmed": gettext_lazy("silence does not count: the authority has not confirmed"),
    "policy_forbidden": gettext_lazy("silence does not count in this city"),
    "delivery_unknown": gettext_lazy("delivered to somebody who is not on the roll"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A part of a result in words."""

    key: str
    label: str
    text: str


def line(key: str, value: Any) -> Line:
    """Return a part of a result in words; what does not apply has no text."""
    name = "is_due" if key == "due" and isinstance(value, bool) else key
    return Line(key=key, label=str(LABELS.get(name, name)), text=_text(key, value))


def _text(key: str, value: Any) -> str:
    if value is None:
        return _("not available") if key in PER_CENT | {"score", "stops_on", "repair_from"} else ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dict):
        return _side(value)
    if key == "shares":
        return _("%(total)s yuan over %(count)s parts") % {"total": yuan(sum(value)), "count": len(value)}
    if isinstance(value, list):
        return _(", ").join(_entry(each) for each in value)
    return _word(key, str(value))


def _word(key: str, value: str) -> str:
    if key == "source" and " (" in value:
        return value.rpartition(" (")[0]
    if DAY.fullmatch(value):
        return day_words(date.fromisoformat(value))
    if INSTANT.fullmatch(value):
        at = datetime.fromisoformat(value)
        return f"{day_words(at.date())} {at:%H:%M}"
    if key in PER_CENT:
        return f"{value}%"
    return str(WORDS.get(f"{key}.{value}", WORDS.get(value, value)))


def day_words(day: date) -> str:
    """Return a day with its weekday."""
    return f"{day.isoformat()} {date_format(day, 'D')}"


def _side(value: dict[str, Any]) -> str:
    if "heads" in value:
        return _("%(heads)s owners, %(area)s m²") % value
    return str(WORDS.get(str(value.get("outcome")), ""))


def _entry(value: Any) -> str:
    if not isinstance(value, dict):
        return str(value)
    facts = {"flag": str(FLAGS.get(value["code"], value["code"])), "number": value.get("ballot", "")}
    return _("ballot %(number)s: %(flag)s") % facts if facts["number"] else facts["flag"]


def yuan(fen: int) -> str:
    """Return an amount in yuan with two decimals."""
    return f"{fen // 100}.{fen % 100:02d}"
