"""What the writer of an answer is told before sending 答复自查用语; shown and forgotten, never kept or counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from huying.cases.queries import visible
from huying.text.replying import LONG, SENTENCE, Point, look_over, office_words

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from huying.cases.models import Case
    from huying.core.actors import Actor
    from huying.text.replying import Finding

MET: dict[Point, _StrPromise] = {
    Point.ANSWERS: _("speaks of what was asked"),
    Point.DATE: _("gives a date"),
    Point.CONTACT: _("names whom to ask"),
    Point.PLAIN: _("plain words"),
    Point.SENTENCES: _("short sentences"),
    Point.LENGTH: _("good length"),
    Point.PRIVATE: _("no personal data seen"),
}
BETTER: dict[Point, _StrPromise] = {
    Point.ANSWERS: _("It may not answer what was asked: nothing of what the message speaks of is taken up."),
    Point.DATE: _("No date: the reporter cannot tell when it was done, or will be."),
    Point.CONTACT: _("Nobody to ask: name a post or a person, with an office number."),
    Point.PLAIN: _("Office terms (%(count)s): say it as you would at the door."),
    Point.SENTENCES: _("Sentences have %(count)s characters on average; up to %(sentence)s are easy to follow."),
    Point.LENGTH: _("Only %(count)s characters: say what was found and what was done."),
    Point.PRIVATE: _("This may tell of a person: mobile or identity number, door, hidden number. Is it needed?"),
}
TOO_LONG = _("%(count)s characters: most people stop reading after %(long)s.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """A point as it is shown: what stands out, and the words that led to it with what one says instead."""

    is_met: bool
    says: str
    words: list[tuple[str, str]]


def hints_for(answer: str, case: Case, *, actor: Actor) -> list[Hint]:
    """Return what stands out in an answer to a case, what could be better first.

    It is compared with what the actor may read: whoever reads only the released brief learns nothing of the words.
    """
    question = f"{case.title}\n{case.text}" if visible.reads_original(actor, case) else case.brief
    found = [_hint(each) for each in look_over(answer, question=question)]
    return sorted(found, key=lambda hint: hint.is_met)


def _hint(found: Finding) -> Hint:
    if found.is_met:
        return Hint(is_met=True, says=str(MET[found.point]), words=[])
    words = TOO_LONG if found.point is Point.LENGTH and found.count > LONG else BETTER[found.point]
    instead = office_words() if found.point is Point.PLAIN else {}
    return Hint(
        is_met=False,
        says=str(words) % {"count": found.count, "sentence": SENTENCE, "long": LONG},
        words=[(word, instead.get(word, "")) for word in found.words],
    )
