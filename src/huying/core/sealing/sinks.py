"""Sinks 外部存证: where signed heads are sent, so that nobody who owns the database can write the past anew.

A file gets every head, one line each, best on a share of another office or on write-once storage. A webhook and a
mailbox get the newest head, which binds all before it. Each sink has its own mark of how far it was told; a failure of
one keeps nothing from the others and is tried again by the outbox.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from huying.core import outgoing
from huying.core.clock import system_now
from huying.core.models import SealHead, SealSink
from huying.core.sealing import lines
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Sink = Callable[[int], None]

FILE, WEBHOOK, MAIL = "file", "webhook", "mail"
OWNER_ONLY, TAIL_BYTES = 0o600, 1 << 20


def file_path() -> Path:
    """Return where heads are appended."""
    return Path(settings.HUYING_SEAL_FILE or Path(settings.DATA_DIR) / "heads.jsonl")


def configured() -> list[str]:
    """Return the sinks this installation sends to; the file always."""
    found = [FILE]
    if settings.HUYING_SEAL_WEBHOOK:
        found.append(WEBHOOK)
    if settings.HUYING_SEAL_MAIL:
        found.append(MAIL)
    return found


def send_heads(_ids: Sequence[int]) -> None:
    """Tell each sink what it does not know yet; whatever fails is tried again."""
    failed: RuleBrokenError | OSError | None = None
    for name in configured():
        try:
            _tell(name)
        except (RuleBrokenError, OSError) as error:
            code = error.code if isinstance(error, RuleBrokenError) else type(error).__name__
            SealSink.objects.filter(pk=name).update(failure=code[:80])
            failed = error
    if failed is not None:
        raise failed


def _tell(name: str) -> None:
    sink, _is_new = SealSink.objects.get_or_create(pk=name)
    newest = SealHead.objects.order_by("-number").first()
    if newest is None or newest.number <= sink.head:
        return
    SENDERS[name](sink.head)
    SealSink.objects.filter(pk=name).update(head=newest.number, sent_at=system_now(), failure="")


def _drop_torn_line(path: Path) -> None:
    """Take off what a killed process left of a head at the end of the file; the whole of it is written anew."""
    if not path.is_file():
        return
    with path.open("rb+") as kept:
        size = kept.seek(0, os.SEEK_END)
        kept.seek(max(0, size - TAIL_BYTES))
        tail = kept.read()
        if tail and not tail.endswith(b"\n"):
            kept.truncate(size - len(tail) + tail.rfind(b"\n") + 1)


def _append(known: int) -> None:
    path = file_path()
    _drop_torn_line(path)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, OWNER_ONLY)
    with os.fdopen(handle, "a", encoding="ascii") as written:
        for head in SealHead.objects.filter(number__gt=known).order_by("number").iterator(chunk_size=100):
            written.write(lines.head(head) + "\n")
        written.flush()
        os.fsync(written.fileno())


def _newest() -> SealHead:
    return SealHead.objects.order_by("-number")[0]


def _post(_known: int) -> None:
    goal = outgoing.target(settings.HUYING_SEAL_WEBHOOK, allowed=settings.HUYING_OUTGOING_HOSTS)
    outgoing.post(goal, lines.head(_newest()).encode(), kind="application/json")


def _mail(_known: int) -> None:
    head = _newest()
    words = {"number": head.number, "first": 0, "last": head.first + head.count - 1, "hash": head.hash}
    told = _("Head %(number)s of the audit log, up to event %(last)s: %(hash)s") % words
    keep = _("Keep this message: the file with it is an anchor for the verifier.")
    receivers = [each.strip() for each in settings.HUYING_SEAL_MAIL.split(",") if each.strip()]
    EmailMessage(
        subject=_("Head %(number)s of the audit log") % words,
        body=f"{told}\n{keep}\n",
        to=receivers,
        attachments=[(f"head-{head.number}.jsonl", lines.head(head) + "\n", "application/json")],
    ).send()


SENDERS: dict[str, Sink] = {FILE: _append, WEBHOOK: _post, MAIL: _mail}
