"""Words for refusals of imports of cases and of answers handed back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

WORDS: dict[str, tuple[_StrPromise, int]] = {
    "case.reply_missing": (_("A row of history with a time of answer needs the answer too."), 422),
    "case.reply_time_missing": (_("A row of history with an answer needs its time too."), 422),
    "case.reply_before_receipt": (_("The answer lies before the receipt (%(received)s)."), 422),
    "case.reply_in_future": (_("The time of the answer, %(at)s, lies in the future."), 422),
    "import.running": (
        _("Another import from %(source)s is being written. Wait until it is done and try again."),
        409,
    ),
    "import.taken_over": (_("Another process took over this import from %(source)s. Look at what it did."), 409),
    "import.kind": (_("Your post does not import sheets of this kind."), 403),
    "import.nobody": (_("Sheets are uploaded by somebody in a post."), 403),
    "import.upload_unknown": (_("There is no such sheet among yours."), 404),
    "import.not_now": (_("This cannot be done now: the sheet is already past that. Look at it again."), 409),
    "import.mapped_twice": (_("Two headings were said to mean the column %(column)s."), 422),
    "import.right_lost": (_("You no longer have the right to import this sheet."), 403),
    "import.mapping": (_("“%(written)s” is no mapping: write HEADING=COLUMN, with a column of the template."), 422),
}
