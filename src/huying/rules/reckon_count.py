"""The calculator that counts ballots 计票计算器 (`vote.count`).

Beyond the plain fields a line may carry `item` (which entry of a table of `choices` is counted), `roll_hash` (the
fingerprint of the frozen roll), `parking` of a part and `parking_counts`, `proxy` `{"signed_at"}` of a ballot, and
`delivered` as true, or a list of heads, owners or `{"head", "how"}`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from huying.rules import ballots, electorate, profiles, proxies
from huying.rules.ballots import Ballot, Count, Flag, Terms, Unreturned
from huying.rules.electorate import Head, Part, PartState, Roll
from huying.rules.errors import RuleBrokenError
from huying.rules.reckon_fields import Fields, calculator
from huying.rules.reckon_nested import area, each, end, entries, identities, identity, inner, marks
from huying.rules.voting import MotionKind, Weight, written

if TYPE_CHECKING:
    from datetime import datetime

    from huying.rules.workdays import WorkCalendar

PROVED_DELIVERIES = frozenset({"in_person", "post", "sms"})  # the others leave no proof (R2)


@calculator("vote.count")
def _count(fields: Fields, _calendar: WorkCalendar) -> dict[str, Any]:
    roll = _roll(fields)
    delivered, strangers = _delivered(fields, roll)
    terms = Terms(
        kind=fields.choice("kind", MotionKind),
        ends_at=end(fields, "ends_at") if fields.has("ends_at") else None,
        unreturned=fields.choice("unreturned", Unreturned, default=Unreturned.NOT_PARTICIPATING),
        rules_allow=fields.flag("rules_allow", default=False),
        authority_confirms=fields.flag("authority_confirms", default=False),
        delivered=delivered,
        proxies=proxies.rule_of(fields.optional("profile", profiles.SHANDONG)),
        customs=ballots.customs_of(fields.optional("profile", profiles.SHANDONG)),
    )
    item = fields.text("item") if fields.has("item") else None
    given = each(fields, "ballots", partial(_ballot, item=item, is_dated=terms.ends_at is not None))
    found = ballots.count(roll=roll, ballots=given, terms=terms)
    result = _shown(found, (*found.flags, *strangers))
    return {**result, "steps": lambda: ballots.explain(found, kind=terms.kind)}


def _roll(fields: Fields) -> Roll:
    parts = each(fields, "parts", _part)
    if fields.has("roll_hash"):
        electorate.check_unchanged(parts, frozen=fields.text("roll_hash"))
    counts = profiles.value(fields.optional("profile", profiles.SHANDONG), "votes.parking_counts").value is True
    return electorate.roll_of(parts, parking_counts=fields.flag("parking_counts", default=counts))


def _part(given: Fields) -> Part:
    state = given.choice("state", PartState, default=PartState.SOLD)
    is_sold = state is PartState.SOLD
    return Part(
        part=identity(given, "part"),
        area_dm2=area(given, "area"),
        owners=identities(given, "owners") if is_sold or given.has("owners") else frozenset(),
        state=state,
        is_parking=given.flag("parking", default=False),
    )


def _ballot(given: Fields, *, item: str | None, is_dated: bool) -> Ballot:
    if given.has("channel"):
        given.text("channel")
    has_letter = given.has("proxy")
    return Ballot(
        voter=identity(given, "voter"),
        ticks=_ticks(given, item=item),
        head=identities(given, "head") if given.has("head") else None,
        at=given.instant("at") if is_dated or given.has("at") else None,
        is_proxy=has_letter,
        proxy_signed_at=inner(given, "proxy", _signed_at) if has_letter else None,
    )


def _signed_at(letter: Fields) -> datetime | None:
    return letter.instant("signed_at") if letter.has("signed_at") else None


def _ticks(given: Fields, *, item: str | None) -> tuple[str, ...]:
    """Return every mark for the item: `choice` is one, `choices` a list of them or a table by item."""
    if not given.has("choices"):
        return marks(given, "choice")
    beside = marks(given, "choice") if given.has("choice") else ()
    if not isinstance(given.raw("choices"), dict):
        return beside + marks(given, "choices")
    if item is None:
        raise RuleBrokenError("field.missing", field="item")
    return beside + inner(given, "choices", lambda table: marks(table, item) if table.has(item) else ())


def _delivered(fields: Fields, roll: Roll) -> tuple[frozenset[Head], list[Flag]]:
    """Return the heads to whom delivery is proved, and a flag for each name that is not on the roll."""
    if not fields.has("delivered"):
        return frozenset(), []
    if isinstance(fields.raw("delivered"), bool):
        return frozenset(roll.areas if fields.flag("delivered") else ()), []
    heads_of = roll.by_owner()
    found: set[Head] = set()
    strangers = []
    for entry in entries(fields, "delivered"):
        named, is_proved = _delivery(Fields(entry if isinstance(entry, dict) else {"head": entry}))
        heads = heads_of.get(named, []) if isinstance(named, str) else [named] if named in roll.areas else []
        if not heads:
            strangers.append(
                Flag(code="delivery_unknown", head=frozenset({named}) if isinstance(named, str) else named)
            )
        elif is_proved:
            found.update(heads)
    return frozenset(found), strangers


def _delivery(entry: Fields) -> tuple[str | Head, bool]:
    """Return the owner or head that was served, and whether the way of serving leaves proof."""
    named = identities(entry, "head") if isinstance(entry.raw("head"), list) else identity(entry, "head")
    return named, entry.optional("how", "in_person") in PROVED_DELIVERIES


def _shown(found: Count, flags: tuple[Flag, ...]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "roll": _weight(found.roll),
        "cast": _weight(found.tally.cast),
        "in_favour": _weight(found.tally.yes),
        "against": _weight(found.tally.no),
        "abstain": _weight(found.tally.abstain),
        "invalid": found.invalid,
        "flags": [_flag(flag) for flag in flags],
        "outcome": found.outcome.value,
    }
    if found.policy is not Unreturned.NOT_PARTICIPATING:
        result["returned_only"] = {
            "cast": _weight(found.returned.cast),
            "in_favour": _weight(found.returned.yes),
            "outcome": found.outcome_of_returned.value,
        }
    return result


def _weight(weight: Weight) -> dict[str, Any]:
    return {"heads": weight.heads, "area": written(weight.area_dm2)}


def _flag(flag: Flag) -> dict[str, Any]:
    head = None if flag.head is None else sorted(flag.head)
    facts = {"code": flag.code, "ballot": flag.ballot, "voter": flag.voter, "head": head}
    return {name: value for name, value in facts.items() if value is not None}
