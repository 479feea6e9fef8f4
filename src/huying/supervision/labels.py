"""Words for the closed lists of supervision 督办用语."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from huying.rules.marks import MarkKind, MarkState, MarkStep
from huying.rules.measures import MeasureKind, MeasureState, MeasureStep, Outcome, Service
from huying.rules.supervision import OrderKind, OrderState, OrderStep
from huying.rules.supervision_news import MarkNews, MeasureNews, OrderNews

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import Enum

    from django.utils.functional import _StrPromise

    from huying.rules.supervision import SupervisionRules

LABELS: dict[Enum, _StrPromise] = {
    OrderKind.ORDER: pgettext_lazy("supervision", "Order"),
    OrderKind.INSTRUCTION: _("Leader's written instruction"),
    OrderState.ISSUED: pgettext_lazy("order", "waits for receipt"),
    OrderState.RECEIVED: pgettext_lazy("order", "being done"),
    OrderState.REPORTED: pgettext_lazy("order", "reported back"),
    OrderState.CLOSED: pgettext_lazy("order", "accepted and closed"),
    OrderState.WITHDRAWN: pgettext_lazy("order", "withdrawn"),
    OrderStep.ISSUE: pgettext_lazy("order", "Issued"),
    OrderStep.RECEIVE: pgettext_lazy("order", "Sign for it"),
    OrderStep.REPORT: pgettext_lazy("order", "Report back"),
    OrderStep.SEND_BACK: pgettext_lazy("order", "Send the report back"),
    OrderStep.CLOSE: pgettext_lazy("order", "Accept and close"),
    OrderStep.WITHDRAW: pgettext_lazy("order", "Withdraw the order"),
    OrderStep.LATE: pgettext_lazy("order", "Overdue"),
    OrderStep.ESCALATE: pgettext_lazy("order", "Told to the level above"),
    MarkKind.YELLOW: _("Yellow mark"),
    MarkKind.RED: _("Red mark"),
    MarkKind.CRITICISM: _("Criticism in a circular"),
    MarkState.GIVEN: pgettext_lazy("mark", "stands"),
    MarkState.APPEALED: pgettext_lazy("mark", "appealed against"),
    MarkState.UPHELD: pgettext_lazy("mark", "upheld"),
    MarkState.WITHDRAWN: pgettext_lazy("mark", "withdrawn"),
    MarkStep.GIVE: pgettext_lazy("mark", "Given"),
    MarkStep.RECEIVE: pgettext_lazy("mark", "Sign for the notice"),
    MarkStep.APPEAL: pgettext_lazy("mark", "Appeal"),
    MarkStep.UPHOLD: pgettext_lazy("mark", "Uphold the mark"),
    MarkStep.LIFT: pgettext_lazy("mark", "Lift the mark"),
    MarkStep.WITHDRAW: pgettext_lazy("mark", "Withdraw the mark"),
    MeasureKind.TALK: _("Record of a talk"),
    MeasureKind.RECTIFY: _("Order to rectify"),
    MeasureKind.TRANSFER: _("Transfer to the body with the power"),
    MeasureState.MADE: pgettext_lazy("measure", "to be served"),
    MeasureState.SERVED: pgettext_lazy("measure", "served"),
    MeasureState.DONE: pgettext_lazy("measure", "has its result"),
    MeasureState.WITHDRAWN: pgettext_lazy("measure", "withdrawn"),
    MeasureStep.MAKE: pgettext_lazy("measure", "Taken"),
    MeasureStep.SERVE: pgettext_lazy("measure", "Note the service"),
    MeasureStep.FINISH: pgettext_lazy("measure", "Write the result"),
    MeasureStep.LATE: pgettext_lazy("measure", "Term is over"),
    MeasureStep.WITHDRAW: pgettext_lazy("measure", "Withdraw the measure"),
    Service.IN_PERSON: _("Handed over in person"),
    Service.BY_POST: _("By post"),
    Service.ELECTRONIC: _("Electronically"),
    Service.LEFT: _("Left at the place"),
    Outcome.MENDED: _("Rectified"),
    Outcome.NOT_MENDED: _("Not rectified"),
    Outcome.TAKEN: _("Taken up"),
    Outcome.RETURNED: _("Not taken up"),
}
NEWS: dict[Enum, _StrPromise] = {
    OrderNews.ISSUED: _("Your unit got a supervision order"),
    OrderNews.REPORTED: _("A unit reported back on your order"),
    OrderNews.SENT_BACK: _("Your unit's report was sent back"),
    OrderNews.CLOSED: _("Your unit's report was accepted"),
    OrderNews.WITHDRAWN: _("An order to your unit was withdrawn"),
    OrderNews.LATE: _("An order to your unit is overdue"),
    OrderNews.LATE_BELOW: _("An order you issued is overdue"),
    OrderNews.ABOVE: _("An order of the level below stays overdue"),
    MarkNews.GIVEN: _("Your unit was marked"),
    MarkNews.APPEALED: _("An appeal against a mark waits for your ruling"),
    MarkNews.UPHELD: _("A mark was upheld"),
    MarkNews.LIFTED: _("A mark was withdrawn"),
    MeasureNews.RECEIVED: _("A matter about an enterprise was transferred to your unit"),
    MeasureNews.LATE: _("An enterprise's term to rectify is over"),
}
"""What people are told, in closed words."""
LIVES: dict[str, tuple[type[Enum], type[Enum], type[Enum]]] = {
    "order": (OrderStep, OrderState, OrderNews),
    "mark": (MarkStep, MarkState, MarkNews),
    "measure": (MeasureStep, MeasureState, MeasureNews),
}


def label(member: Enum) -> str:
    """Return the words for a member of a closed list."""
    return str(LABELS[member])


def words(kind: type[Enum]) -> Mapping[str, _StrPromise]:
    """Return the words for stored steps, states or kinds, as refusals name them."""
    return {str(member.value): text for member, text in LABELS.items() if isinstance(member, kind)}


def number_of(letter: str, subject: str) -> str:
    """Return the number people use for a key."""
    return f"{letter}{int(subject):06d}" if subject.isascii() and subject.isdigit() else subject


def _in_english() -> bool:
    return (get_language() or "").startswith("en")


def reason_name(rules: SupervisionRules, code: str) -> str:
    """Return a reason in the page's language, the code where the version has no such reason."""
    found = rules.reasons.get(code)
    return code if found is None else found.en if _in_english() else found.zh


def ground_name(rules: SupervisionRules, code: str) -> str:
    """Return an article with what it is about in the page's language."""
    found = rules.grounds.get(code)
    return code if found is None else f"{found.article} {found.en if _in_english() else found.zh}"


NUMBERS = {"order": partial(number_of, "D"), "mark": partial(number_of, "M"), "measure": partial(number_of, "E")}
"""By life, how a notice writes its number."""
