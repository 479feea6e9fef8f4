"""Words for refusals of policy documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

WORDS: dict[str, tuple[_StrPromise, int]] = {
    "document.not_found": (_("There is no such document."), 404),
    "document.step_unknown": (_("There is no such step."), 404),
    "document.step_not_now": (
        _("“%(document_step)s” cannot be done with a document that is: %(document_state)s. Reload the page."),
        409,
    ),
    "document.stale": (_("Somebody worked on this since you opened it. Look at it again and repeat."), 409),
    "document.too_long": (_("This has %(length)s characters; at most %(most)s are kept."), 422),
    "document.number_missing": (_("Give the number of the document."), 422),
    "document.title_missing": (_("Give it a title."), 422),
    "document.issuer_missing": (_("Say who issued it."), 422),
    "document.entered_already": (
        _("A document with this number is in the register already. Enter a new edition of it."),
        409,
    ),
    "document.ends_before_start": (_("It ends before it begins."), 422),
    "document.replaced_already": (_("Another edition replaces this document already."), 409),
    "document.not_replaceable": (_("Only a released document is replaced, by one that begins later."), 409),
    "document.article_missing": (_("Name the article."), 422),
    "document.bearer_missing": (_("Say on whom the duty lies."), 422),
    "document.words_missing": (_("Say what it is about."), 422),
    "document.reason_missing": (_("Give the reason."), 422),
    "document.duty_unknown": (_("The document has no such duty."), 404),
    "document.code_missing": (_("Give the code of what carries it out."), 422),
    "document.carrier_unknown": (
        _("There is no “%(code)s” today: no such line of the list, rule set, value or indicator."),
        422,
    ),
    "document.tied_already": (_("The duty is tied to this already."), 409),
    "document.tie_unknown": (_("There is no such tie."), 404),
}
