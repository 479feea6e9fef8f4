"""Calculators as pages 计算器页面: a form is reckoned with the rules of its day, each step with its article."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from huying.rules import reckon, value_words
from huying.rules.errors import RuleBrokenError
from huying.rulesets import queries, result_words
from huying.ui import refusals

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.utils.functional import _StrPromise

    from huying.rulesets.forms.asking import AskingForm
    from huying.rulesets.result_words import Line

LONGEST_LINK = 1500
NOT_SET = "profile.value_unknown"
HIDDEN = frozenset({"steps", "explanation", "provisional"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Calculator:
    """One page: its address, its words, its form, the families of rules it rests on."""

    slug: str
    title: _StrPromise
    lead: _StrPromise
    form: type[AskingForm]
    families: tuple[str, ...] = ()
    is_personal: bool = False
    """Whether what is typed may name persons: it is then sent in the body, and no link carries it."""
    is_large: bool = False
    """Whether what is typed may be too long for a link."""

    @property
    def sends_body(self) -> bool:
        """Tell whether the form is sent in the body."""
        return self.is_personal or self.is_large


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A step: what was done, and the article."""

    sentence: str
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """The version of a family that was used; without a number, as shipped."""

    family: str
    name: str
    number: int | None
    valid_from: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a calculator answers."""

    main: Line
    lines: tuple[Line, ...]
    reasons: tuple[Reason, ...]
    used: tuple[Used, ...]
    on: date
    is_provisional: bool
    result: dict[str, Any]
    asked: dict[str, Any]


def answer(calculator: Calculator, form: AskingForm, *, today: date) -> Answer | None:
    """Reckon a valid form with the versions in force on its day; None where refused, the form says why."""
    on, asked = form.day(today), form.asked()
    try:
        with queries.rules_of(on):
            result = reckon.reckoned({**_listed(asked), "explain": True}, calendar=queries.calendar())
    except RuleBrokenError as error:
        form.refuse(error, _words(error, on=on))
        return None
    lines = [result_words.line(key, value) for key, value in result.items() if key not in HIDDEN]
    return Answer(
        main=result_words.line(form.main, result[form.main]),
        lines=tuple(line for line in lines if line.key != form.main and line.text),
        reasons=reasons(result["explanation"]),
        used=used(calculator.families, on=on),
        on=on,
        is_provisional=bool(result.get("provisional")),
        result=result,
        asked=asked,
    )


def _words(error: RuleBrokenError, *, on: date) -> str:
    if error.code == NOT_SET:
        return _("No version of these rules was in force on %(day)s.") % {"day": on.isoformat()}
    return refusals.words(error)


def _listed(asked: dict[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asked.items()}


def reasons(explanation: Sequence[dict[str, str]]) -> tuple[Reason, ...]:
    """Return the steps in the language of the page."""
    tongue = "en" if (get_language() or "").startswith("en") else "zh"
    return tuple(Reason(sentence=each[tongue], article=each[f"article_{tongue}"]) for each in explanation)


def used(families: Sequence[str], *, on: date) -> tuple[Used, ...]:
    """Return which version of each family applies on a day."""
    language = get_language() or ""
    found = []
    for family in families:
        version = next((each for each in queries.versions(family) if each.is_in_force(on)), None)
        found.append(
            Used(
                family=family,
                name=value_words.family_words(family, language=language),
                number=version.number if version else None,
                valid_from=version.valid_from if version else None,
            )
        )
    return tuple(found)


def link_of(calculator: Calculator, form: AskingForm) -> str:
    """Return the query that asks the same again, empty where it would name persons or be too long."""
    if calculator.is_personal:
        return ""
    pairs = [(name, each) for name in form.fields for each in form.data.getlist(name) if each]  # type: ignore[attr-defined]
    written = urlencode(pairs)
    return f"?{written}" if len(written) <= LONGEST_LINK else ""
