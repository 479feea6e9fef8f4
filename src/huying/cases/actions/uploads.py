"""Sheets uploaded at the desk 上传导入: taken in, checked by the worker, mapped, confirmed, written, forgotten.

Nothing is imported before somebody has seen what it would change. The file lies in the data directory, readable to
the system alone, until the sheet is written or given up.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from huying.cases import policies
from huying.cases.models import SheetUpload, UploadState
from huying.cases.models.uploads import OVER
from huying.core import audit, outbox
from huying.rules.errors import RuleBrokenError
from huying.sheets.limits import MOST_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from huying.core.actors import Actor

UPLOADED, CONFIRMED = "sheets.uploaded", "sheets.confirmed"
NAME_LENGTH, SOURCE_LENGTH = 120, 40
KEPT = timedelta(days=2)
"""How long a sheet waits for somebody to confirm it."""


def file_of(upload: SheetUpload) -> Path:
    """Return where the file of an upload lies."""
    return _folder() / f"{upload.token}.sheet"


def errors_of(upload: SheetUpload) -> Path:
    """Return where the workbook of its refused rows lies, if there is one."""
    return _folder() / f"{upload.token}.xlsx"


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT).parent / "uploads"


def take_sheet(
    *, kind: str, source: str, name: str, content: Iterable[bytes], is_history: bool, actor: Actor, at: datetime
) -> SheetUpload:
    """Take a sheet in and have the worker check it; nothing is written to any register yet."""
    policies.IMPORT_SHEETS.check(actor)
    if kind not in policies.SHEET_RIGHTS or not policies.may_import(kind, actor):
        raise RuleBrokenError("import.kind", kind=kind[:20])
    if actor.person_id is None or actor.post_id is None:
        raise RuleBrokenError("import.nobody")
    if kind == "cases" and not 1 <= len(source.strip()) <= SOURCE_LENGTH:
        raise RuleBrokenError("case.source_name")
    upload = SheetUpload(
        kind=kind,
        source=source.strip() if kind == "cases" else "",
        is_history=is_history and kind == "cases",
        name=name[-NAME_LENGTH:],
        token=secrets.token_hex(16),
        person_id=actor.person_id,
        post_id=actor.post_id,
        uploaded_at=at,
        changed_at=at,
    )
    upload.size = _kept(file_of(upload), content)
    with transaction.atomic():
        upload.save(force_insert=True)
        audit.record("sheet.uploaded", upload, actor=actor, at=at, kind=kind, source=upload.source, size=upload.size)
        outbox.publish(UPLOADED, [upload.pk])
    return upload


def _kept(path: Path, content: Iterable[bytes]) -> int:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    size = 0
    try:
        with path.open("xb") as file:
            path.chmod(0o600)
            for chunk in content:
                size += file.write(chunk)
                _check_size(size)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return size


def _check_size(size: int) -> None:
    if size > MOST_BYTES:
        raise RuleBrokenError("sheet.too_large", size=size, most=MOST_BYTES)


def locked_upload(upload_id: int, *, actor: Actor) -> SheetUpload:
    """Return somebody's own upload, locked; that of another is not found."""
    policies.IMPORT_SHEETS.check(actor)
    rows = SheetUpload.objects.select_for_update().filter(pk=upload_id)
    found = (rows if actor.is_system else rows.filter(person_id=actor.person_id or 0)).first()
    if found is None:
        raise RuleBrokenError("import.upload_unknown")
    return found


@transaction.atomic
def map_headings(upload_id: int, *, mapping: Mapping[str, str], actor: Actor, at: datetime) -> SheetUpload:
    """Say what the headings of a sheet mean and have it checked anew; the source's headings are remembered later."""
    upload = locked_upload(upload_id, actor=actor)
    if upload.state not in {UploadState.MAPPING.value, UploadState.CHECKED.value}:
        raise RuleBrokenError("import.not_now", state=upload.state)
    meant = [name for name in mapping.values() if name]
    twice = next((name for name in meant if meant.count(name) > 1), None)
    if twice is not None:
        raise RuleBrokenError("import.mapped_twice", column=twice)
    upload.mapping = dict(mapping)
    _move(upload, UploadState.WAITING, at=at)
    audit.record("sheet.mapped", upload, actor=actor, at=at, columns=sorted(meant))
    outbox.publish(UPLOADED, [upload.pk])
    return upload


@transaction.atomic
def confirm_sheet(upload_id: int, *, keeps_good: bool, actor: Actor, at: datetime) -> SheetUpload:
    """Have a checked sheet imported by the worker; confirmed twice it is imported once."""
    upload = locked_upload(upload_id, actor=actor)
    if upload.state in {UploadState.CONFIRMED.value, UploadState.WRITTEN.value}:
        return upload
    if upload.state != UploadState.CHECKED.value:
        raise RuleBrokenError("import.not_now", state=upload.state)
    upload.keeps_good = keeps_good
    _move(upload, UploadState.CONFIRMED, at=at)
    audit.record("sheet.confirmed", upload, actor=actor, at=at, keeps_good=keeps_good)
    outbox.publish(CONFIRMED, [upload.pk])
    return upload


@transaction.atomic
def discard_sheet(upload_id: int, *, actor: Actor, at: datetime) -> SheetUpload:
    """Give a sheet up before it is imported; its file goes at once."""
    upload = locked_upload(upload_id, actor=actor)
    if upload.state == UploadState.DISCARDED.value:
        return upload
    if upload.state in {UploadState.CONFIRMED.value, UploadState.WRITTEN.value}:
        raise RuleBrokenError("import.not_now", state=upload.state)
    _move(upload, UploadState.DISCARDED, at=at)
    audit.record("sheet.discarded", upload, actor=actor, at=at)
    transaction.on_commit(lambda: forget_files(upload))
    return upload


def _move(upload: SheetUpload, state: UploadState, *, at: datetime) -> None:
    upload.state, upload.rows_done, upload.changed_at = state.value, 0, at
    upload.save()


def forget_files(upload: SheetUpload, *, with_errors: bool = True) -> None:
    """Remove the file of an upload and, unless it is still to be read, the workbook of its refused rows."""
    file_of(upload).unlink(missing_ok=True)
    if with_errors:
        errors_of(upload).unlink(missing_ok=True)


def forget_old_sheets(*, at: datetime) -> int:
    """Give up what nobody confirmed in time, with its report; returns how many."""
    waiting = SheetUpload.objects.filter(changed_at__lt=at - KEPT, report__isnull=False)
    found = list(waiting) + list(SheetUpload.objects.filter(changed_at__lt=at - KEPT, state=UploadState.WAITING.value))
    for upload in found:
        if UploadState(upload.state) not in OVER:
            upload.state = UploadState.DISCARDED.value
        upload.report = None
        upload.save(update_fields=["state", "report"])
        forget_files(upload)
    return len(found)
