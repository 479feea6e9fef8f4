"""What the worker does with an uploaded sheet 检查与导入: the dry run first, the import once it is confirmed."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from huying.accounts import queries as accounts
from huying.cases import policies
from huying.cases.actions import importing, uploads
from huying.cases.actions.importing import Wanted, import_cases
from huying.cases.models import SheetUpload, UploadState
from huying.cases.sheet import CASES
from huying.core import crypto
from huying.core.policies import NotAllowedError
from huying.enterprises.registers.importing import import_register
from huying.rules.errors import RuleBrokenError
from huying.sheets.writing import write_errors
from huying.ui.refusals import both_languages

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from huying.core.actors import Actor
    from huying.enterprises.registers.importing import Imported as RegisterImported

CONTEXT = "upload.report"
SHOWN_ERRORS, SHOWN_CHANGES, SHOWN_LENGTH = 200, 200, 120
TOLD_EVERY = 2000
COLUMN_OF = {
    "call_back_contacted": "contacted",
    "call_back_solved": "solved",
    "call_back_satisfied": "satisfied",
    "result": "reply",
    "finished_at": "reply_at",
    "wording": "text",
}
"""Which column of the sheet the fields of an order came from, where their names differ."""
RUNNING = "import.running"
TO_BE_MAPPED = frozenset({"sheet.no_header", "sheet.missing_columns"})


@dataclass(slots=True, kw_only=True)
class Report:
    """What a check or an import found 检查结果, as the page shows it."""

    counts: dict[str, int] = field(default_factory=dict)
    headings: list[str] = field(default_factory=list)
    mapping: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    errors: list[dict[str, Any]] = field(default_factory=list)
    changes: list[dict[str, str]] = field(default_factory=list)
    refusal: dict[str, str] = field(default_factory=dict)
    has_workbook: bool = False

    def sealed(self) -> bytes:
        """Return the report encrypted, since it quotes cells."""
        facts = {name: getattr(self, name) for name in self.__slots__}
        return crypto.seal(json.dumps(facts, ensure_ascii=False), context=CONTEXT)


def report_of(upload: SheetUpload) -> Report:
    """Return what was found of an upload, empty before it was checked."""
    if upload.report is None:
        return Report()
    return Report(**json.loads(crypto.unseal(upload.report, context=CONTEXT)))


def check_sheet(upload_id: int, *, at: datetime) -> None:
    """Read an uploaded sheet and say what importing it would change; nothing is written."""
    upload = SheetUpload.objects.filter(pk=upload_id, state=UploadState.WAITING.value).first()
    if upload is None:
        return
    report, state = Report(), UploadState.CHECKED
    try:
        _run(upload, report, at=at, dry_run=True)
    except (RuleBrokenError, NotAllowedError) as error:
        state = _refused(report, error)
    _settle(upload, report, state, at=at)


def write_sheet(upload_id: int, *, at: datetime) -> None:
    """Import a confirmed sheet; killed on the way it goes on where it stopped."""
    upload = SheetUpload.objects.filter(pk=upload_id, state=UploadState.CONFIRMED.value).first()
    if upload is None:
        return
    report, state = Report(), UploadState.WRITTEN
    try:
        if not _run(upload, report, at=at, dry_run=False):
            state = UploadState.CHECKED  # what was good when it was checked no longer is
    except (RuleBrokenError, NotAllowedError) as error:
        if isinstance(error, RuleBrokenError) and error.code == RUNNING:
            raise  # another import of this sender is being written: the outbox tries again
        state = _refused(report, error)
    _settle(upload, report, state, at=at)


def _settle(upload: SheetUpload, report: Report, state: UploadState, *, at: datetime) -> None:
    upload.state, upload.report, upload.changed_at = state.value, report.sealed(), at
    upload.save(update_fields=["state", "report", "changed_at"])
    if state in {UploadState.WRITTEN, UploadState.REFUSED}:
        uploads.forget_files(upload, with_errors=not report.has_workbook)


def _refused(report: Report, error: RuleBrokenError | NotAllowedError) -> UploadState:
    """Note why a sheet is refused whole; where only its headings are not understood they can be mapped."""
    known = error if isinstance(error, RuleBrokenError) else RuleBrokenError("import.right_lost")
    words_zh, words_en = both_languages(known)
    report.refusal = {"code": known.code, "zh": words_zh, "en": words_en}
    found = known.facts.get("found")
    if known.code in TO_BE_MAPPED and isinstance(found, list | tuple):
        report.headings = [str(each) for each in found]
        return UploadState.MAPPING
    return UploadState.REFUSED


def _run(upload: SheetUpload, report: Report, *, at: datetime, dry_run: bool) -> bool:
    """Do the dry run or the import as the person who uploaded, and fill the report; tell whether it is written."""
    actor = accounts.actor_for(upload.person, at=at, post_id=upload.post_id)
    if not policies.may_import(upload.kind, actor):
        raise NotAllowedError(policies.IMPORT_SHEETS.name)
    run = _cases if upload.kind == CASES.name else _register
    return run(upload, report, actor=actor, at=at, dry_run=dry_run)


def _cases(upload: SheetUpload, report: Report, *, actor: Actor, at: datetime, dry_run: bool) -> bool:
    wanted = Wanted(
        source=upload.source,
        is_history=upload.is_history,
        keep_good=upload.keeps_good,
        dry_run=dry_run,
        mapping=upload.mapping,
        name=upload.name,
    )
    found = import_cases(uploads.file_of(upload), wanted, actor=actor, at=at, progress=_Teller(upload))
    report.counts = found.summary.as_json()
    _describe(report, found)
    report.changes = [
        _change(str(each.row), each.key, _heading(each.field, found), each)
        for each in found.differences[:SHOWN_CHANGES]
    ]
    _keep_errors(
        upload,
        report,
        lambda path: write_errors(
            spec=CASES, errors=found.errors, rows=found.refused_rows, path=path, matching=found.matching
        ),
    )
    return found.is_written


def _heading(field: str, found: importing.Imported) -> str:
    """Return the sender's heading of what an order's field came from."""
    name = COLUMN_OF.get(field, field)
    return found.matching.heading_of(name) or CASES.column(name).heading


def _register(upload: SheetUpload, report: Report, *, actor: Actor, at: datetime, dry_run: bool) -> bool:
    done = import_register(
        upload.kind,
        uploads.file_of(upload),
        actor=actor,
        at=at,
        dry_run=dry_run,
        keep_good=upload.keeps_good,
        label=upload.name,
        mapping=upload.mapping,
    )
    report.counts = done.summary.as_json()
    _describe(report, done)
    report.changes = [_change("", str(each.row), each.field, each) for each in done.changes[:SHOWN_CHANGES]]
    _keep_errors(upload, report, done.write_errors)
    return done.is_written


def _describe(report: Report, found: importing.Imported | RegisterImported) -> None:
    matching = found.matching
    report.headings = [heading for heading in matching.headings if heading]
    report.mapping = {matching.headings[index]: name for name, index in matching.mapping.items()}
    report.unknown = list(matching.unknown)
    report.errors = [error.as_json() for error in found.errors[:SHOWN_ERRORS]]


def _change(row: str, key: str, name: str, each: Any) -> dict[str, str]:
    return {
        "row": row,
        "key": key[:SHOWN_LENGTH],
        "field": name,
        "before": _short(each.before),
        "after": _short(each.after),
    }


def _short(value: object) -> str:
    text = "" if value is None else " ".join(str(value).split())
    return text if len(text) <= SHOWN_LENGTH else text[: SHOWN_LENGTH - 1] + "…"


def _keep_errors(upload: SheetUpload, report: Report, write: Callable[[Path], None]) -> None:
    path = uploads.errors_of(upload)
    path.unlink(missing_ok=True)
    if report.errors:
        write(path)
        path.chmod(0o600)
        report.has_workbook = True


class _Teller:
    """Notes the progress of an import now and then, where the page can read it."""

    def __init__(self, upload: SheetUpload) -> None:
        self.upload_id = upload.pk
        self.stage, self.done, self.told = "", 0, 0

    def __call__(self, stage: str, count: int) -> None:
        if stage != self.stage:
            self.stage, self.done, self.told = stage, 0, 0
        self.done += count
        if self.done - self.told >= TOLD_EVERY:
            self.told = self.done
            SheetUpload.objects.filter(pk=self.upload_id).update(rows_done=self.done)
