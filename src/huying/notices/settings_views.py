"""How one wants to be told 通知设置, and which deliveries failed, for the administrator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from huying.core.clock import now
from huying.core.views import page
from huying.notices import actions, labels, policies, queries, ways
from huying.notices.delivery_rules import rules_at
from huying.notices.forms import AddressForm, CodeForm, KindsForm, QuietForm, WayForm
from huying.notices.kinds import kind_of, offered
from huying.rules.delivery import Way, masked_address
from huying.rules.errors import RuleBrokenError
from huying.ui import refusals
from huying.ui.wording import word_for

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from django import forms
    from django.http import HttpRequest, HttpResponse

    from huying.core.actors import Actor
    from huying.notices.kinds import Kind
    from huying.notices.models import Address, Delivery
    from huying.ui.typing import HuyingRequest

HOME = "notices:settings"
INVALID = 422
AUTO_ID = "id_%s_%%s"
AT_FIELD = {"notice.address": "address"}
"""The field at which a refusal is shown; the others stand above the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WayShown:
    """A way with one's address, and the forms that are due."""

    way: str
    words: str
    shown: str
    is_proved: bool
    address_form: AddressForm
    code_form: CodeForm | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KindShown:
    """A kind with a tick for each way."""

    words: str
    code: str
    is_urgent: bool
    ticks: list[tuple[str, str, bool]]


def _actor(request: HttpRequest) -> Actor:
    return cast("HuyingRequest", request).actor


@never_cache
@page(policies.SET_NOTICES)
def settings(request: HttpRequest) -> HttpResponse:
    """Show the ways that are open, one's addresses, the kinds and the quiet hours."""
    return _shown(request)


def _bound(part: str, request: HttpRequest) -> forms.Form:
    if part == "kinds":
        form = KindsForm(request.POST)
        actor = _actor(request)
        form.offer(_proved(queries.addresses_of(actor)), offered(actor))
        return form
    kinds: Mapping[str, type[forms.Form]] = {
        "address": AddressForm,
        "code": CodeForm,
        "remove": WayForm,
        "quiet": QuietForm,
    }
    if part not in kinds:
        raise Http404
    bound = kinds[part](request.POST)
    way = request.POST.get("way", "")
    if isinstance(bound, AddressForm) and way in {each.value for each in Way}:
        bound.auto_id = AUTO_ID % way
        bound.name_after(Way(way))
    return bound


def _proved(addresses: Mapping[Way, Address]) -> list[Way]:
    return [way for way in ways.opened() if way in addresses and addresses[way].verified_at is not None]


def _ask(form: Any, actor: Actor, at: datetime) -> str:
    address = form.cleaned_data["address"]
    actions.ask_code(form.chosen(), address=address, language=get_language() or "", actor=actor, at=at)
    return _("A code was sent there. Write it down here.")


def _prove(form: Any, actor: Actor, at: datetime) -> str:
    actions.confirm_address(form.chosen(), code=form.cleaned_data["code"], actor=actor, at=at)
    return _("The address is yours; notices come there from now on.")


def _remove(form: Any, actor: Actor, at: datetime) -> str:
    actions.remove_address(form.chosen(), actor=actor, at=at)
    return _("The address is taken away.")


def _choose(form: Any, actor: Actor, at: datetime) -> str:
    actions.choose_kinds(form.wanted(), actor=actor, at=at)
    return _("Saved.")


def _quieten(form: Any, actor: Actor, at: datetime) -> str:
    actions.choose_quiet(**form.cleaned_data, language=get_language() or "", actor=actor, at=at)
    return _("Saved.")


DOORS: Mapping[str, Callable[[Any, Actor, datetime], str]] = {
    "address": _ask,
    "code": _prove,
    "remove": _remove,
    "kinds": _choose,
    "quiet": _quieten,
}


@page(policies.SET_NOTICES, methods=("POST",))
def save(request: HttpRequest, part: str) -> HttpResponse:
    """Save one part; a refusal keeps what was typed and says why."""
    form, status = _bound(part, request), INVALID
    if form.is_valid():
        try:
            told = DOORS[part](form, _actor(request), now())
        except RuleBrokenError as error:
            form.add_error(AT_FIELD.get(error.code), refusals.words(error))
            status = refusals.status(error)
        else:
            messages.success(request, told)
            return redirect(HOME)
    return _shown(request, bad=form, status=status)


def _shown(request: HttpRequest, *, bad: forms.Form | None = None, status: int = 200) -> HttpResponse:
    actor, at = _actor(request), now()
    addresses, rules = queries.addresses_of(actor), rules_at(at)
    proved, kinds = _proved(addresses), offered(actor)
    habit = queries.habit_of(actor.person_id or 0)
    initial = {"begins": habit.quiet_begins, "ends": habit.quiet_ends} if habit else {}
    context = {
        "ways": [_way(way, addresses.get(way), bad, at=at) for way in ways.opened()],
        "proved": [(way.value, labels.WAYS[way]) for way in proved],
        "kinds": [
            KindShown(
                words=str(kind.words),
                code=kind.code,
                is_urgent=kind.code in rules.always,
                ticks=_ticks(kind, proved, addresses),
            )
            for kind in kinds
        ],
        "quiet_form": bad if isinstance(bad, QuietForm) else QuietForm(initial=initial),
        "quiet": rules.quiet,
        "bad": bad,
    }
    return render(request, "notices/settings.html", context, status=status)


def _ticks(kind: Kind, proved: list[Way], addresses: Mapping[Way, Address]) -> list[tuple[str, str, bool]]:
    return [(way.value, str(labels.WAYS[way]), kind.code not in addresses[way].muted) for way in proved]


def _way(way: Way, address: Address | None, bad: forms.Form | None, *, at: datetime) -> WayShown:
    is_ours = bad is not None and bad.data.get("way") == way.value
    asking = bad if is_ours and isinstance(bad, AddressForm) else None
    if asking is None:
        asking = AddressForm(initial={"way": way.value}, auto_id=AUTO_ID % way.value)
        asking.name_after(way)
    waits = address is not None and address.code_until is not None and address.code_until > at
    proving = None
    if waits:
        proving = bad if is_ours and isinstance(bad, CodeForm) else CodeForm(initial={"way": way.value})
    return WayShown(
        way=way.value,
        words=str(labels.WAYS[way]),
        shown=masked_address(queries.plain(address)) if address is not None else "",
        is_proved=address is not None and address.verified_at is not None,
        address_form=asking,
        code_form=proving,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Troubled:
    """A delivery that failed, as the administrator's page shows it."""

    delivery: Delivery
    words: str
    way: str
    state: str
    why: str


@never_cache
@page(policies.SEE_DELIVERIES)
def deliveries(request: HttpRequest) -> HttpResponse:
    """Show the deliveries that failed or were given up, without addresses and without what they are about."""
    cursor = request.GET.get("cursor", "")
    rows, next_cursor = queries.troubled(cursor=cursor)
    context = {
        "rows": [_troubled(row) for row in rows],
        "ways": _set_up(),
        "next_cursor": next_cursor,
        "has_cursor": bool(cursor),
        "at": now(),
    }
    return render(request, "notices/deliveries.html", context)


def _set_up() -> list[tuple[str, list[str]]]:
    """Return the ways that are open, or were meant to be, with what is wrong with how they are set up."""
    opened = ways.opened()
    found = {way: list(carrier.troubles()) for way, carrier in ways.CARRIERS.items()}
    return [(str(labels.WAYS[way]), troubles) for way, troubles in found.items() if troubles or way in opened]


def _troubled(row: Delivery) -> Troubled:
    kind = kind_of(row.notice.kind)
    return Troubled(
        delivery=row,
        words=str(kind.words) if kind else row.notice.kind,
        way=word_for("way", row.way),
        state=word_for("delivery_state", row.state),
        why=word_for("why", row.why),
    )
