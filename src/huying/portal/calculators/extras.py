"""What some calculators show besides 计算结果附表: a table of shares, the transcript of a draw."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from huying.rules import draw
from huying.rulesets.result_words import yuan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from huying.rulesets.calculating import Answer
    from huying.rulesets.forms.asking import AskingForm


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """A table below a result, and a text to keep."""

    caption: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    transcript: str = ""


def of(slug: str, answer: Answer, form: AskingForm) -> Extra | None:
    """Return what a calculator shows besides its result."""
    if slug == "share":
        return _shares(answer, form)
    return _draw(answer) if slug == "draw" else None


def _shares(answer: Answer, form: AskingForm) -> Extra:
    named = zip(form.cleaned_data["areas"], answer.result["shares"], strict=True)
    rows = [(name, area, yuan(fen)) for (name, area), fen in named]
    total = yuan(sum(answer.result["shares"]))
    caption = _("Together %(total)s yuan") % {"total": total}
    return Extra(caption=caption, columns=(_("Part or name"), _("Area, m²"), _("Yuan")), rows=rows)


def _draw(answer: Answer) -> Extra:
    seed, pool = answer.asked["seed"], answer.asked["pool"]
    chosen, excluded = set(answer.result["chosen"]), set(answer.asked.get("excluded", ()))
    rows = []
    for place, each in enumerate(draw.ranking(seed, pool), start=1):
        standing = _("drawn") if each in chosen else _("withdraws") if each in excluded else "—"
        rows.append((str(place), each, _hash(seed, each), standing))
    caption = _("The whole order: the smallest sha256(seed|id) first")
    columns = (_("Place in the order"), _("Id"), "sha256(seed|id)", _("Standing"))
    return Extra(caption=caption, columns=columns, rows=rows, transcript=_transcript(answer, rows))


def _hash(seed: str, each: str) -> str:
    return sha256(f"{seed}|{each}".encode()).hexdigest()


def _transcript(answer: Answer, rows: Sequence[tuple[str, ...]]) -> str:
    """Return the draw as text that a program can read: one fact a line, then one id a line."""
    seed = answer.asked["seed"]
    facts = [
        f"seed={seed}",
        f"sha256(seed)={draw.commitment(seed)}",
        f"pool_hash={answer.result['pool_hash']}",
        f"take={answer.asked['take']}",
        *(f"excluded={each}" for each in answer.asked.get("excluded", ())),
        *(f"chosen={each}" for each in answer.result["chosen"]),
    ]
    return "\n".join([*facts, *(f"rank={place} {digest} {name}" for place, name, digest, _standing in rows), ""])
