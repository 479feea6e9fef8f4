"""What is likely the same matter 疑似同一问题: open cases of one place and topic within the window, by their text.

No pair is compared that the place and the topic do not bring together: the open cases of one place, topic and window
come from one index, the newest first, at most `LOOKED_AT`; shared bigrams choose the best of them, and the judge
learned from this city's own pairs, where there is one, ranks those.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q

from huying.cases.queries.holders import level_of_key
from huying.cases.queries.visible import visible_to
from huying.estates.queries import compounds_by_key
from huying.rules.case_flow import FLOW, CaseState, Step
from huying.rules.places import PlaceLevel, key_of
from huying.rules.problems import MAY_LEAD, WINDOW
from huying.rules.roles import SHIELDED_FROM_REPORTER
from huying.text import comparing, grouping
from huying.text.learned import learned
from huying.text.likeness import core, likeness, message

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from huying.cases.models import Case
    from huying.core.actors import Actor
    from huying.text.stored import Pairs

LOOKED_AT, JUDGED, SHOWN = 60, 12, 5
READS_ALIKE, JUDGED_ALIKE = (0.4, 0.3), (grouping.LIKELY, grouping.TOGETHER)
"""From here on a machine gathers messages of one place and topic, the nearest two and all on the mean: by shared
bigrams, or by the learned judge."""
LEAST = 0.12
"""Below this share of common bigrams two messages of one place and topic have nothing to do with each other."""
STATES = [state.value for state in sorted(FLOW[Step.MERGE].start, key=lambda state: state.value)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Likely:
    """Another case that is likely the same matter; `joins` says which of the two would follow."""

    case: Case
    joining: Case
    into: Case
    score: float
    is_same_person: bool

    @property
    def percent(self) -> int:
        """Return the score as a person reads it."""
        return round(self.score * 100)


def likely(case: Case, *, actor: Actor) -> list[Likely]:
    """Return the cases that may be merged with this one, the likeliest first: one query."""
    if case.follows_id is not None or case.state not in STATES:
        return []
    rows = candidates(visible_to(actor), case)
    if rows is None:
        return []
    others = [
        each
        for each in rows.select_related("reporter", "holder_unit", "holder_person")[:LOOKED_AT]
        if _may_merge(case, each)
    ]
    shows_person = actor.role not in SHIELDED_FROM_REPORTER
    return [_likely(case, other, score, shows_person=shows_person) for other, score in _scored(case, others)[:SHOWN]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """An open case that may be what somebody is just telling, and how many people told it at least."""

    case: Case
    score: float

    @property
    def percent(self) -> int:
        """Return the score as a person reads it."""
        return round(self.score * 100)

    @property
    def people(self) -> int:
        """Return how many people told it, 0 where it is no problem of several."""
        return self.case.problem.people if self.case.problem is not None else 0


def near_new(case: Case, *, actor: Actor) -> list[Near]:
    """Return what may be the same as a case that is only being written down, each problem once: one query.

    Telephones are not compared: whoever types a number would learn from it what its owner reported.
    """
    rows = candidates(visible_to(actor), case)
    if rows is None:
        return []
    others = list(rows.select_related("holder_unit", "holder_person", "problem")[:LOOKED_AT])
    found: dict[tuple[str, int], Near] = {}
    for other, score in _scored(case, others):
        key = ("problem", other.problem_id) if other.problem_id is not None else ("case", other.pk)
        found.setdefault(key, Near(case=other, score=score))
    return list(found.values())[:SHOWN]


def matter_like(rows: QuerySet[Case], case: Case) -> int | None:
    """Return the matter whose voices read so much the same that a machine may put a case beside them; also closed.

    One voice must be near and all of them on the mean not far, so that a chain of likenesses ties no unlike ends.
    """
    found = candidates(rows, case, is_open=False)
    if found is None:
        return None
    near, mean = JUDGED_ALIKE if learned(settings.DATA_DIR).pair is not None else READS_ALIKE
    scores: dict[int, list[float]] = {}
    names = [row.name for row in compounds_by_key({place_of(case) or 0}).values()]
    others = list(found.select_related("voice")[:LOOKED_AT])
    for other, score in _scored(case, others, bare=partial(core, names=names)):
        scores.setdefault(other.voice.matter_id, []).append(score)
    whole = {matter: sum(each) / len(each) for matter, each in scores.items() if max(each) >= near}
    best = max(whole.items(), key=lambda pair: (pair[1], -pair[0]), default=(None, 0.0))
    return best[0] if best[1] >= mean else None


def candidates(rows: QuerySet[Case], case: Case, *, is_open: bool = True) -> QuerySet[Case] | None:
    """Return the open cases of the same place and topic within the window, the newest first; None without a place."""
    place, topics = place_of(case), topics_of(case)
    if place is None or not topics:
        return None
    near = rows.filter(
        place=place,
        topic__in=[*topics, ""],
        received_at__range=(case.received_at - WINDOW, case.received_at + WINDOW),
    )
    if is_open:
        near = near.filter(~Q(state=CaseState.CLOSED.value), state__in=STATES)
    return near.exclude(pk=case.pk).order_by("-received_at", "-pk")


def place_of(case: Case) -> int | None:
    """Return the compound, else the place; a district or the whole city is no place of a matter."""
    suggested = case.suggestion.get("compound")
    place = case.compound_key or (key_of(str(suggested)) if suggested and not case.topic else case.place)
    is_wide = level_of_key(place) in {PlaceLevel.CITY, PlaceLevel.DISTRICT}
    return None if is_wide else place


def topics_of(case: Case) -> list[str]:
    """Return the confirmed topic, else those suggested."""
    if case.topic:
        return [case.topic]
    return [str(code) for code in case.suggestion.get("topics", []) or [case.suggestion.get("topic")] if code]


def _may_merge(case: Case, other: Case) -> bool:
    """Tell whether one of the two may follow the other as they stand; two of one problem are merged already."""
    if case.problem_id is not None and (other.problem_id is not None or not _leads(case)):
        return False
    return (CaseState(case.state) in MAY_LEAD and other.problem_id is None) or _leads(other)


def _leads(case: Case) -> bool:
    return CaseState(case.state) in MAY_LEAD


def _likely(case: Case, other: Case, score: float, *, shows_person: bool) -> Likely:
    joining, into = _sides(case, other)
    one, two = (getattr(getattr(each, "reporter", None), "phone_index", "") for each in (case, other))
    return Likely(
        case=other, joining=joining, into=into, score=score, is_same_person=shows_person and bool(one) and one == two
    )


def _sides(case: Case, other: Case) -> tuple[Case, Case]:
    """Return which joins which: what is in a problem leads, then what was sent, then what was received first."""
    into, joining = sorted((case, other), key=_precedence)
    return joining, into


def _precedence(case: Case) -> tuple[bool, bool, datetime, int]:
    return (case.problem_id is None, not _leads(case), case.received_at, case.pk)


def _scored(case: Case, others: Sequence[Case], *, bare: Callable[[str], str] = str) -> list[tuple[Case, float]]:
    """Return the others with how likely they are the same, the likeliest first; `bare` takes out what says nothing."""
    one = message("", bare(_text(case)), at=case.received_at)
    alike = [(each, likeness(one, message("", bare(_text(each)), at=each.received_at))) for each in others]
    best = sorted(alike, key=lambda found: -found[1])[:JUDGED]
    judge = learned(settings.DATA_DIR).pair
    if judge is not None:
        best = _judged(case, [each for each, _score in best], judge)
    return sorted((found for found in best if found[1] >= LEAST), key=lambda found: (-found[1], -found[0].pk))


def _judged(case: Case, others: Sequence[Case], judge: Pairs) -> list[tuple[Case, float]]:
    one, *rest = (comparing.read(_text(each), words=judge.words, at=each.received_at) for each in (case, *others))
    return [
        (each, judge.judge.probability(comparing.compare(one, other))) for each, other in zip(others, rest, strict=True)
    ]


def _text(case: Case) -> str:
    return f"{case.title}\n{case.text}"
