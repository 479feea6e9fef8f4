"""An independent counter: the law read once more, by lists and fractions, over 10,000 small made-up rolls.

It shares no code with the engine: it reads the same JSON lines that the calculator reads.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from fractions import Fraction
from typing import Any

from tests.rules.asking import result

ROLLS = 10_000
PEOPLE = ("a", "b", "c", "d", "developer")


def made_up(dice: random.Random) -> dict[str, Any]:
    parts: list[dict[str, Any]] = []
    for place in range(dice.randint(1, 6)):
        owners = dice.sample(PEOPLE[:4], dice.choice((1, 1, 1, 2)))
        state = dice.choice(("sold", "sold", "sold", "unsold", "undelivered"))
        parts.append({"part": f"P{place}", "area": f"{dice.randint(1, 3)}.{dice.randint(0, 99):02d}"})
        parts[-1] |= {"owners": owners, "state": state}
    ballots = []
    for _ in range(dice.randint(0, 7)):
        given: dict[str, Any] = {"voter": dice.choice((*PEOPLE, "stranger"))}
        given["at"] = f"2025-06-{dice.randint(10, 22)}T{dice.randint(8, 19):02d}:00:00"
        given["choice"] = dice.choice(("yes", "yes", "yes", "no", "abstain", "perhaps"))
        if dice.random() < 0.1:
            given["choices"] = dice.sample(("yes", "no", "abstain"), 2)
        if dice.random() < 0.4:
            given["head"] = dice.sample(PEOPLE, dice.choice((1, 1, 2)))
        ballots.append(given)
    policy = dice.choice(("NOT_PARTICIPATING", "DELIVERED_COUNTS_AS_ABSTAIN", "DELIVERED_JOINS_MAJORITY"))
    return {
        "kind": dice.choice(("ordinary", "special")),
        "parts": parts,
        "ballots": ballots,
        "ends_at": "2025-06-20",
        "unreturned": policy,
        "rules_allow": dice.random() < 0.7,
        "authority_confirms": dice.random() < 0.7,
        "delivered": dice.sample(PEOPLE, dice.randint(0, 5)),
    }


def rows_of(vote: dict[str, Any]) -> list[tuple[tuple[str, ...], Fraction]]:
    """Return who owns and how much, a row a part."""
    return [
        (("developer",) if each["state"] != "sold" else tuple(sorted(set(each["owners"]))), Fraction(each["area"]))
        for each in vote["parts"]
    ]


def said(vote: dict[str, Any], owners: set[tuple[str, ...]]) -> tuple[dict[tuple[str, ...], str], int, set[Any]]:
    """Return what each owner said first, how many ballots are void, and who sent back something void."""
    answers: dict[tuple[str, ...], str] = {}
    void, spoilt = 0, set()
    for given in sorted(vote["ballots"], key=lambda each: each["at"]):
        named = (
            [tuple(sorted(set(given["head"])))]
            if "head" in given
            else [each for each in owners if given["voter"] in each]
        )
        rightful = [each for each in named if each in owners and given["voter"] in each]
        words = {given["choice"], *given.get("choices", ())}
        if given["at"][:10] > vote["ends_at"] or not rightful:
            void += 1
        elif len(words) > 1 or words - {"yes", "no", "abstain"}:
            void += 1
            spoilt.update(rightful)
        else:
            for each in rightful:
                answers.setdefault(each, given["choice"])
    return answers, void, spoilt


def lawful(vote: dict[str, Any]) -> dict[str, Any]:
    """Count a vote in the plainest way."""
    rows = rows_of(vote)
    owners = {owner for owner, _area in rows}
    answers, void, spoilt = said(vote, owners)

    def weigh(answer: str) -> tuple[int, Fraction]:
        chosen = {owner for owner in owners if answers.get(owner) == answer}
        return len(chosen), sum((area for owner, area in rows if owner in chosen), Fraction())

    allowed = vote["rules_allow"] and (vote["kind"] == "ordinary" or vote["authority_confirms"])
    if allowed and vote["unreturned"] != "NOT_PARTICIPATING":
        leading = "abstain"
        for answer in ("yes", "no"):
            others = [weigh(other) for other in ("yes", "no", "abstain") if other != answer]
            if all(weigh(answer)[0] > heads and weigh(answer)[1] > area for heads, area in others):
                leading = answer
        becomes = leading if vote["unreturned"] == "DELIVERED_JOINS_MAJORITY" else "abstain"
        silent = [each for each in owners if set(each) & set(vote["delivered"])]
        answers |= {each: becomes for each in silent if each not in answers and each not in spoilt}

    (yes, yes_area), (no, no_area), (rest, rest_area) = (weigh(each) for each in ("yes", "no", "abstain"))
    cast, cast_area = yes + no + rest, yes_area + no_area + rest_area
    whole = sum(area for _owner, area in rows)
    if Fraction(cast, len(owners)) < Fraction(2, 3) or cast_area / whole < Fraction(2, 3):
        outcome = "inquorate"
    elif vote["kind"] == "special":
        outcome = "carried" if Fraction(yes, cast) >= Fraction(3, 4) <= yes_area / cast_area else "lost"
    else:
        outcome = "carried" if Fraction(yes, cast) > Fraction(1, 2) < yes_area / cast_area else "lost"
    return {
        "roll": {"heads": len(owners), "area": f"{float(whole):.2f}"},
        "cast": {"heads": cast, "area": f"{float(cast_area):.2f}"},
        "in_favour": {"heads": yes, "area": f"{float(yes_area):.2f}"},
        "against": {"heads": no, "area": f"{float(no_area):.2f}"},
        "abstain": {"heads": rest, "area": f"{float(rest_area):.2f}"},
        "invalid": void,
        "outcome": outcome,
    }


def test_the_engine_agrees_with_an_independent_count() -> None:
    dice = random.Random(20251120)
    outcomes: Counter[str] = Counter()
    for _ in range(ROLLS):
        vote = made_up(dice)
        expected = lawful(vote)
        found = result("vote.count", **vote)
        assert {name: found[name] for name in expected} == expected, json.dumps(vote)
        outcomes[expected["outcome"]] += 1
    assert min(outcomes[each] for each in ("inquorate", "lost", "carried")) > ROLLS // 50, outcomes
