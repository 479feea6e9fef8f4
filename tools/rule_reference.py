"""The reference pages of the rulebook: every rule of the calculator, and every number of every city.

`reference.py` writes and checks them. What a rule takes is said here; what it gives is read from its example.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from huying.rules import profiles, reckon, value_words
from huying.rules.reckon_fields import CALCULATORS
from huying.rules.reckon_words import MESSAGES
from huying.rules.workdays import shipped
from tools.law_docs import table, values_table

MADE = "<!-- made by `python -m tools.reference write`; do not edit -->"
SIDES = {
    "roll": {"heads": 900, "area": "90000"},
    "cast": {"heads": 600, "area": "60000"},
    "in_favour": {"heads": 301, "area": "30001"},
}
PART = {"part": "1", "area": "80", "owners": ["li"], "state": "sold"}
BALLOT = {"voter": "li", "choice": "yes", "at": "2025-06-20T10:00:00"}
ORDERS = {"orders": 100, "excluded": 4, "contacted": 93, "callbacks": 80, "solved": 68, "satisfied": 64}
PROFILE = "`profile`?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a rule takes, what it is for, and one example."""

    takes: str
    meaning: str
    example: dict[str, Any]


def _of(meaning: str, takes: str, **example: Any) -> Asked:
    return Asked(takes=takes, meaning=meaning, example=example)


RULES: dict[str, Asked] = {
    "workday": _of("whether a day is worked", "`on` day", on="2026-02-14"),
    "due.working_days": _of(
        "so many working days later", "`start` day or instant, `days` from 1", start="2026-09-30", days=5
    ),
    "due.natural_days": _of(
        "so many natural days later, moved off a rest day", f"`start`, `days`, {PROFILE}", start="2025-01-02", days=30
    ),
    "due.months": _of(
        "so many months later",
        "`start`, `months`, `nature`? limit (moves, the default) or term (stays)",
        start="2025-08-31",
        months=6,
    ),
    "due.days_before": _of(
        "so many days before an event, moved earlier off a rest day", "`event`, `days`", event="2026-10-16", days=15
    ),
    "due.hours": _of(
        "so many hours later, nights and holidays too", "`start`, `hours`", start="2026-10-01T10:00", hours=2
    ),
    "due.working_hours": _of(
        "so many office hours later", f"`start`, `hours`, {PROFILE}", start="2026-09-18T16:30", hours=4
    ),
    "due.catalogue": _of(
        "when a duty of the catalogue ends",
        f"`code` DL01 to DL61, or a part such as DL45.b; `start`; `variant`?; {PROFILE}",
        code="DL10",
        start="2025-01-01",
    ),
    "vote.decide": _of(
        "whether a motion is carried",
        "`kind` ordinary or special; `roll`, `cast`, `in_favour`, each `{heads, area}`",
        kind="ordinary",
        **SIDES,
    ),
    "vote.count": _of(
        "what the ballots say",
        "`kind`, `parts`, `ballots`, `unreturned`?, `ends_at`?, `delivered`?, `rules_allow`?, `authority_confirms`?, "
        f"`item`?, `roll_hash`?, `parking_counts`?, {PROFILE}",
        kind="ordinary",
        parts=[PART],
        ballots=[BALLOT],
    ),
    "vote.matter": _of("which majority an item of art. 278 needs", "`item` 1 to 9", item=5),
    "area.source": _of(
        "which area counts",
        "`registered`, `surveyed`, `contract`, each null where there is none",
        surveyed="88.20",
        contract="90",
    ),
    "consent.unanimous": _of(
        "whether a home may become a business", "`owners`, `consents`, as numbers or lists", owners=24, consents=23
    ),
    "assembly.first_due": _of(
        "whether a first assembly is due",
        f"`area_share`, `head_share`, `on`, `first_delivery`?, `applicants_share` in Beijing, {PROFILE}",
        area_share="0.499",
        head_share="0.30",
        first_delivery="2023-10-20",
        on="2025-11-20",
    ),
    "assembly.extraordinary": _of(
        "whether owners may have a meeting called", f"`heads`, `proposers`, {PROFILE}", heads=1000, proposers=200
    ),
    "group.check": _of(
        "whether a preparatory group is rightly made up", f"`size`, `owners`, {PROFILE}", size=9, owners=4
    ),
    "committee.check": _of(
        "whether a committee has the right size", f"`size`, `homes`?, `area_m2`?, {PROFILE}", size=13, profile="weifang"
    ),
    "committee.meeting": _of(
        "whether a committee decided",
        f"`members`, `present`, `in_favour`, {PROFILE}",
        members=7,
        present=5,
        in_favour=4,
    ),
    "committee.rump": _of(
        "whether all are elected anew", f"`seats` from 1, `left`, {PROFILE}", seats=7, left=4, profile="weifang"
    ),
    "share": _of("how income is shared by area", "`total` fen, `areas` list", total=10000, areas=["80", "80", "80"]),
    "draw.rank": _of(
        "a draw that can be computed again",
        "`seed`, `pool` ids, `take`, `excluded`?",
        seed="s",
        pool=["a", "b"],
        take=1,
    ),
    "draw.quota": _of(
        "how many a ratio gives",
        "`count`, `ratio`, `bound` at_most or at_least",
        count=39,
        ratio="0.05",
        bound="at_least",
    ),
    "credit.grade": _of(
        "score and grade of an enterprise",
        "`basic`, `good`, `bad`, `has_bad_record`, `joined`?, `blacklisted`? where the city keeps such a list, "
        f"`basic_cap`?, `good_cap`?, {PROFILE}",
        basic=72,
        good=16,
        bad=4,
        has_bad_record=True,
        joined=True,
    ),
    "credit.publication": _of(
        "how long a dishonest act is published",
        "`severity` minor, general or serious; `decided` day",
        severity="general",
        decided="2026-05-10",
    ),
    "rates.hotline": _of(
        "the three rates and the weighted score",
        "`orders`, `excluded`, `contacted`, `callbacks`, `solved`, `satisfied`, `weights`? of the three",
        **ORDERS,
        weights=[30, 35, 35],
    ),
    "rates.city": _of(
        "close rates of city management",
        f"`due`, `deferred`, `closed`, `on_time`, {PROFILE}",
        due=200,
        deferred=10,
        closed=180,
        on_time=152,
    ),
    "rate.complaint": _of("property matters among all calls", "`property`, `all`", property=36, all=9000),
    "coverage.party": _of(
        "the two coverages", "`firms`, `own`, `joint`, `instructor`", firms=353, own=180, joint=42, instructor=131
    ),
    "party.form": _of("which organisation members form", f"`full`, `probationary`?, {PROFILE}", full=2, probationary=5),
    "party.term": _of(
        "when a term ends",
        f"`kind` enterprise_branch, community_branch, general_branch or committee; `elected`; {PROFILE}",
        kind="community_branch",
        elected="2023-06-10",
    ),
    "party.meeting": _of(
        "whether a members' meeting is valid, and admits",
        f"`purpose`? election (default) or admission; `voters`, `present`, `in_favour`?, {PROFILE}",
        voters=30,
        present=24,
        in_favour=16,
    ),
    "review.ground": _of(
        "what a department's reply means",
        "`basis` law, adopted_rules or policy; `reply` pass, not_pass, no_data or none",
        basis="policy",
        reply="not_pass",
    ),
    "mask": _of(
        "how a value of a person is shown", "`kind` phone, name, id or address; `value`", kind="name", value="张三"
    ),
    "appraisal.score": _of(
        "a weighted score",
        "`weights` that sum to 100, `scores`, `veto`?",
        weights=[60, 40],
        scores=[90, 80],
        veto=False,
    ),
}


def rules_page() -> str:
    """Return the page of every rule of the calculator."""
    if RULES.keys() != CALCULATORS.keys():
        raise ValueError(f"said and entered differ: {sorted(RULES.keys() ^ CALCULATORS.keys())}")
    answers = {rule: reckon.answer(_line(rule, asked), calendar=shipped()) for rule, asked in RULES.items()}
    parts = [
        "# Rules of the calculator 计算规则",
        MADE,
        (
            "`huying reckon` reads one JSON object a line, the fields flat beside `id` and `rule`, and answers each in "
            "order with `result` or with `refused`. A field with `?` may be left out; every rule takes "
            '`"explain": true` and then lists its steps with article, in Chinese and English. Dates are `YYYY-MM-DD`, '
            "instants ISO 8601 (China where no zone is given), areas decimal strings with two decimals, money fen, "
            "ratios decimal strings from 0 to 1. Every `due.*` answers `provisional` and `steps` too."
        ),
        table(("rule", "answers", "takes", "gives"), [_row(rule, answers[rule]) for rule in RULES]),
        "## Examples",
        "```jsonl\n" + "\n".join(f"{_line(rule, asked)}\n{answers[rule]}" for rule, asked in RULES.items()) + "\n```",
        "## Codes of refusal",
        "Codes are added, never changed.",
        table(("code", "中文", "English"), [_code(code) for code in sorted(MESSAGES)]),
        "## Profiles",
        "A profile takes from its parent what it does not set itself.",
        table(("profile", "中文", "takes from"), [_profile(each) for each in value_words.PROFILE_NAMES]),
    ]
    return "\n\n".join(parts) + "\n"


def _line(rule: str, asked: Asked) -> str:
    return json.dumps({"id": rule, "rule": rule, **asked.example}, ensure_ascii=False)


def _row(rule: str, answer: str) -> tuple[str, ...]:
    gives = ", ".join(f"`{name}`" for name in json.loads(answer)["result"])
    return f"`{rule}`", RULES[rule].meaning, RULES[rule].takes, gives


def _code(code: str) -> tuple[str, ...]:
    chinese, _, english = MESSAGES[code].partition(" / ")
    return f"`{code}`", chinese, english


def _profile(profile: str) -> tuple[str, ...]:
    parent = profiles.PARENTS.get(profile)
    return f"`{profile}`", value_words.profile_words(profile, language="zh"), f"`{parent}`" if parent else "—"


def values_page() -> str:
    """Return the page of every number of every city."""
    parts = [
        "# Numbers of the rules 规则数值",
        MADE,
        (
            "Every number that a city may set otherwise, as shipped: whose it is, the text it rests on, how high that "
            "text stands, and whether it is to be confirmed before it counts. A city of Shandong takes from Shandong "
            "what it does not set itself, the rest from the ministry. Limits of duties are in "
            "[deadlines.md](../law/deadlines.md)."
        ),
    ]
    for family in profiles.shipped_families():
        name, chinese = (value_words.family_words(family["family"], language=each) for each in ("en", "zh"))
        parts += [f"## {name} {chinese}", f"Family `{family['family']}`.", values_table(family["family"])]
    return "\n\n".join(parts) + "\n"
