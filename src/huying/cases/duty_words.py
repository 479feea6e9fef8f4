"""Words for lines of the responsibility list 清单用语, as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from huying.cases import labels
from huying.cases.queries.limits import duties_of
from huying.enterprises.labels import label as register_label
from huying.enterprises.models import ServiceMode
from huying.rules.case_facts import Kind, Nature, Urgency
from huying.rules.errors import RuleBrokenError
from huying.rules.roles import UnitKind
from huying.rules.routing import FALLBACK, Part

if TYPE_CHECKING:
    from collections.abc import Callable

    from huying.rules.routing import Entry, Lead

SUBJECTS = {
    "housing": gettext_lazy("housing and construction"),
    "fire": gettext_lazy("fire rescue"),
    "market_supervision": gettext_lazy("market supervision"),
    "urban_management": gettext_lazy("urban management"),
    "environment": gettext_lazy("ecology and environment"),
    "natural_resources": gettext_lazy("natural resources"),
    "public_security": gettext_lazy("public security"),
    "civil_affairs": gettext_lazy("civil affairs"),
}
KEY_WORDS = {
    "topic": gettext_lazy("Topic"),
    "kind": gettext_lazy("Kind"),
    "nature": gettext_lazy("Nature"),
    "urgency": gettext_lazy("Urgency"),
    "mode": gettext_lazy("Mode of service"),
    "part": gettext_lazy("Part"),
    "warranty": gettext_lazy("In warranty"),
}
VALUES: dict[str, Callable[[str], str]] = {
    "topic": labels.topic_name,
    "kind": lambda value: labels.label(Kind(value)),
    "nature": lambda value: labels.label(Nature(value)),
    "urgency": lambda value: labels.label(Urgency(value)),
    "mode": lambda value: register_label(ServiceMode(value)),
    "part": lambda value: labels.label(Part(value)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the list in words."""

    code: str
    name: str
    needs: list[tuple[str, str]]
    lead: str
    assist: str
    ground: str
    street_list: str
    is_department_only: bool


def lead_words(lead: Lead) -> str:
    """Return who leads, in words."""
    if lead.kind is UnitKind.DEPARTMENT and lead.subject:
        subject = SUBJECTS.get(lead.subject, lead.subject)
        return _("Department of %(subject)s") % {"subject": subject}
    return register_label(lead.kind)


def entry_name(entry: Entry) -> str:
    """Return what a line is called in the reader's language; its code where the list gives it no name."""
    names = (entry.en, entry.zh) if (get_language() or "").startswith("en") else (entry.zh, entry.en)
    return next(filter(None, names), entry.code)


def line_name(code: str, *, number: int) -> str:
    """Return what a line is called in a version of the list; the code where that has no such line."""
    if code == FALLBACK:
        return _("what no line names")
    if not code or not number:
        return code
    try:
        entries = duties_of(number).entries
    except RuleBrokenError:
        return code
    return next((entry_name(entry) for entry in entries if entry.code == code), code)


def shown(entry: Entry) -> Line:
    """Return a line in words."""
    return Line(
        code=entry.code,
        name=entry_name(entry),
        needs=[(str(KEY_WORDS[key]), _values(key, values)) for key, values in entry.needs.items()],
        lead=lead_words(entry.lead),
        assist=_(", ").join(lead_words(lead) for lead in entry.assist),
        ground=entry.ground,
        street_list=labels.label(entry.street_list),
        is_department_only=entry.is_department_only,
    )


def _values(key: str, values: frozenset[str]) -> str:
    words = VALUES.get(key, _yes_or_no)
    return _(", ").join(words(value) for value in sorted(values))


def _yes_or_no(value: str) -> str:
    return _("yes") if value == "yes" else _("no")
