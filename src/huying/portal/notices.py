"""The privacy notice 个人信息告知: its version is stored with every case that was received under it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One version of the notice in three layers: a sentence, a paragraph, the points of PIPL art. 17."""

    version: str
    short: _StrPromise
    middle: _StrPromise
    points: tuple[tuple[_StrPromise, _StrPromise], ...]


CURRENT_NOTICE = Notice(
    version="2026-11-27",
    short=_("We use what you write only to handle this matter. The firm you complain of never learns who you are."),
    middle=_(
        "Your telephone and door number are kept encrypted, apart from the case. Whoever opens them must say what for, "
        "and you see when. Two years after the case is closed they are deleted."
    ),
    points=(
        (
            _("Who handles it"),
            _(
                "The property office of the city and the unit that holds your case. Questions: hotline 12345, or any "
                "service window."
            ),
        ),
        (
            _("What for"),
            _("To handle the matter, to ask back, to tell you the answer and to ask whether it is solved."),
        ),
        (
            _("What is kept"),
            _(
                "Your words, photos without their hidden data, the place and, if you leave them, your telephone and "
                "door number. Telephone and identity numbers inside your words are taken out and kept encrypted."
            ),
        ),
        (
            _("When you rate an answer"),
            _(
                "This device gets a random mark (a cookie, 31 days). We keep a hash of it that fits one month alone, "
                "and whether you rated from the own network of an office or firm; no address, nothing of your device. "
                "A person looks when one device rates often. The hash is deleted after half a year."
            ),
        ),
        (
            _("How long"),
            _("Telephone, door number and name: until two years after the case is closed. The case itself: ten years."),
        ),
        (
            _("Who sees it"),
            _("Only who handles the case, each time for a stated purpose; the tracking page shows you when."),
        ),
        (
            _("When the firm may ring you"),
            _(
                "Only for a repair, and only when you choose that the repairer may ring; your door number goes the "
                "same way. Never for a complaint."
            ),
        ),
        (
            _("Must you leave a telephone?"),
            _("No. Without one you read the answer with your code and four digits; nobody can ask you back."),
        ),
        (
            _("Your rights"),
            _("You may ask what is kept, have it corrected or deleted, and withdraw consent at any service window."),
        ),
    ),
)
